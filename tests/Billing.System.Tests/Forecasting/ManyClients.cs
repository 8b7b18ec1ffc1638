using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Channels;
using Billing.Engine.Forecasting;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Billing.System.Tests.Plugins;

namespace Billing.System.Tests.Forecasting;

/// <summary>
/// A panel of some thousand services of every sort, in memory, and the real road over it: mixed due dates, debts old and new, several services to a client, addons, domains,
/// projects, cancellations, exempt groups, clients that nothing reaches. The same seed makes the same panel.
/// </summary>
internal sealed class ManyClients : IAsyncDisposable
{
    public static readonly DateOnly Start = new(2026, 7, 6);

    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly BillingCycle[] Cycles = [BillingCycle.Monthly, BillingCycle.Monthly, BillingCycle.Monthly, BillingCycle.Quarterly, BillingCycle.Annually, BillingCycle.OneTime];
    private static readonly Dictionary<BillingCycle, decimal> Prices = new() { [BillingCycle.Monthly] = 5000, [BillingCycle.Quarterly] = 14000, [BillingCycle.SemiAnnually] = 27000 };

    private readonly VirtualClock clock;
    private readonly MemoryLedger ledger;
    private readonly Failing failing;
    private readonly Random random;
    private readonly Dictionary<string, IServiceAdapter> adapters = [];
    private int things;

    public ManyClients(int services, string change = "{}", int seed = 1)
    {
        Policy = Shipped.Read(PolicyReader.Merge(Shipped.Json, global::System.Text.Json.Nodes.JsonNode.Parse(change)));
        clock = new VirtualClock(Policy.TimeZone.At(Start, Policy.RunAt));
        (failing, random) = (new Failing(clock), new Random(seed));
        ledger = new MemoryLedger(clock, new RetryPlan([TimeSpan.Zero]));
        Panel = new SimulatedPanel(() => Today);
        for (int client = 1; things < services; client++) Client(client);
        foreach (string name in Panel.Adapters) adapters[name] = new SimulatedAdapter(failing);
        LastInvoice = Panel.Invoices.Max(invoice => invoice.Id);
    }

    public BillingPolicy Policy { get; }

    public SimulatedPanel Panel { get; }

    public ILedger Ledger => ledger;

    public Random Random => random;

    public DateOnly Today => Policy.DayOf(clock.GetUtcNow());

    /// <summary>The highest number of an invoice at the beginning.</summary>
    public int LastInvoice { get; }

    /// <summary>The next days as foreseen, with every act.</summary>
    public Task<ForecastReport> ForecastAsync(int days, CancellationToken cancel) => new DaysAhead(Panel, ledger, Policy, Today, days).RunAsync(null, null, acts: true, cancel);

    /// <summary>The run of the day, and on to the next one.</summary>
    public async Task<RunReport> RunAsync(CancellationToken cancel)
    {
        RunReport report = await Road().RunAsync(cancel);
        if (report.Failures is [{ } failure, ..]) throw new InvalidOperationException($"{report.Today:yyyy-MM-dd}, client {failure.Client}: {failure.Why}");
        clock.MoveTo(Policy.TimeZone.At(report.Today.AddDays(1), Policy.RunAt));
        return report;
    }

    /// <summary>A client pays an invoice, and is looked at.</summary>
    public async Task PayAsync(SimulatedInvoice invoice, CancellationToken cancel)
    {
        (invoice.Credited, invoice.Status) = (invoice.Total, InvoiceStatus.Paid);
        foreach (Target target in invoice.Facts.Targets) Panel.Service(target).Move(1);
        invoice.Moved = true;
        await Road().LookAsync([invoice.Client], cancel);
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    /// <summary>An act with its day and its key, in which invoices raised since the beginning have no number.</summary>
    public string Line(DateOnly on, Planned act) => FormattableString.Invariant($"{on:yyyy-MM-dd} client {act.Client} {Named(act.Action)}");

    private string Named(BillingAction action) => action switch
    {
        BillingAction.Notify { InvoiceId: { } id } notify => (notify with { InvoiceId = Number(id) }).Key + FormattableString.Invariant($" {notify.Due:yyyy-MM-dd}"),
        BillingAction.Suspend suspend => (suspend with { Cause = Of(suspend.Cause) }).Key,
        BillingAction.Freeze freeze => (freeze with { Cause = Of(freeze.Cause) }).Key,
        BillingAction.Adopt adopt => (adopt with { Cause = Of(adopt.Cause) }).Key,
        BillingAction.Unsuspend lift => (lift with { Cause = Of(lift.Cause) }).Key,
        BillingAction.Unfreeze lift => (lift with { Cause = Of(lift.Cause) }).Key,
        BillingAction.Backup backup => (backup with { Cause = Of(backup.Cause) }).Key,
        BillingAction.Terminate terminate => (terminate with { Cause = Of(terminate.Cause) }).Key,
        BillingAction.Accept accept => (accept with { InvoiceId = Number(accept.InvoiceId) }).Key + FormattableString.Invariant($" {accept.Due:yyyy-MM-dd}"),
        BillingAction.Report { InvoiceId: { } id } report => (report with { InvoiceId = Number(id) }).Key,
        BillingAction.Note { InvoiceId: { } id } note => (note with { InvoiceId = Number(id) }).Key,
        _ => action.Key,
    };

    private Cause Of(Cause cause) => cause with { Invoice = Number(cause.Invoice) };

    private int Number(int invoice) => invoice > LastInvoice || invoice < 0 ? 0 : invoice;

    private BillingRun Road() => new(Panel, ledger, new Executors(Panel, ledger, adapters, Policy.Channels.ToDictionary(name => name, name => (INoticeChannel)new SimulatedChannel(name, failing))), Policy, clock,
        brakes: new Brakes(ledger, BrakeOptions.Default with { Clock = null }, clock));   // the test's own clock stands still while the run takes its time

    private bool OneIn(int n) => random.Next(n) == 0;

    private void Client(int id)
    {
        Panel.Add(new Client
        {
            Id = id, Name = $"Client {id}", Email = OneIn(12) ? "" : $"c{id}@example.com", Phone = OneIn(4) ? "" : "+54.1155550101", Country = OneIn(5) ? "UY" : "AR", Currency = OneIn(4) ? "USD" : "ARS",
            Group = random.Next(12) switch { 0 => "Amigos", 1 or 2 => "Resellers", _ => "" }, PanelExempt = OneIn(30), Status = OneIn(40) ? ClientStatus.Closed : ClientStatus.Active, Consent = !OneIn(6),
        });
        for (int count = OneIn(3) ? random.Next(2, 7) : 1; count > 0; count--) Hosting(id);
        if (OneIn(6)) Panel.Add(id, new Service { Target = new Target(TargetKind.Domain, ++things), Adapter = OneIn(2) ? "dns" : null, Cycle = BillingCycle.Years(1), Amount = 9000, NextDue = Start.AddDays(random.Next(-20, 90)), DoNotRenew = OneIn(5) });
        if (OneIn(8)) Panel.Add(id, new Service { Target = new Target(TargetKind.Project, ++things), Adapter = "project" });
        if (OneIn(15)) Invoice(id, Start.AddDays(random.Next(-150, 10)), null, 1500);
    }

    private void Hosting(int client)
    {
        Target target = new(TargetKind.Service, ++things);
        BillingCycle cycle = Cycles[random.Next(Cycles.Length)];
        int odd = random.Next(40);
        DateOnly next = Start.AddDays(random.Next(-30, cycle == BillingCycle.Annually ? 200 : 30));
        Panel.Add(client, new Service
        {
            Target = target, Product = 1 + random.Next(3), ProductGroup = OneIn(3) ? "VPS" : "Web", Adapter = odd == 0 ? null : "cpanel", Cycle = cycle, Amount = odd == 1 ? 0 : 5000, NextDue = next, Prices = Prices,
            Status = odd switch { 2 => ServiceStatus.Pending, 3 => ServiceStatus.Terminated, 4 or 5 or 6 => ServiceStatus.Suspended, _ => ServiceStatus.Active },
            SuspendReason = odd switch { 4 => "Overdue on Payment", 5 => "Abuse", _ => "" },
            NoSuspend = odd == 7, NoSuspendUntil = odd == 7 && OneIn(2) ? Start.AddDays(random.Next(0, 25)) : null,
            Cancellation = odd is 8 or 9 ? new Cancellation(Start.AddDays(-random.Next(0, 9)), odd == 8) : null,
        });
        if (OneIn(8)) Panel.Add(client, new Service { Target = new Target(TargetKind.Addon, ++things), Parent = target, Adapter = OneIn(2) ? "backup" : null, Cycle = BillingCycle.Monthly, Amount = 900, NextDue = OneIn(2) ? next : Start.AddDays(random.Next(0, 30)) });
        if (cycle.Renews && (next < Start || OneIn(3))) Invoice(client, next, target, 5000);
        if (cycle.Renews && OneIn(10)) Invoice(client, next.AddDays(-random.Next(28, 130)), target, 5000);
    }

    private void Invoice(int client, DateOnly due, Target? target, decimal amount)
    {
        int number = Panel.Invoices.Select(invoice => invoice.Id).DefaultIfEmpty().Max() + 1;
        InvoiceStatus status = random.Next(25) switch { 0 => InvoiceStatus.Draft, 1 => InvoiceStatus.Cancelled, 2 => InvoiceStatus.PaymentPending, 3 => InvoiceStatus.Collections, 4 => InvoiceStatus.Paid, _ => InvoiceStatus.Unpaid };
        Panel.Add(new SimulatedInvoice(number, client, due.AddDays(-random.Next(0, 16)), due, status, [new InvoiceLine(target, amount)], InvoiceKind.Ordinary));
    }
}
