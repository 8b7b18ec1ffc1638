using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;

namespace Billing.Core.Tests;

/// <summary>What was done, when, on what occasion, and what was known at that moment.</summary>
internal sealed record Happened(DateOnly On, Occasion Occasion, ClientFacts Before, BillingAction Action);

/// <summary>The run breaks off here; what it was doing has perhaps happened.</summary>
internal sealed class Crash : Exception;

/// <summary>
/// One client's panel, servers and ledger in memory, driven by the decider alone: every act succeeds, unless a crash is asked for.
/// </summary>
internal sealed class World
{
    private readonly SortedDictionary<Target, Service> services = [];
    private readonly SortedDictionary<int, Invoice> invoices = [];
    private readonly Dictionary<int, decimal> totals = [];
    private readonly Dictionary<Target, int> dayOfMonth = [];
    private readonly HashSet<int> moved = [];
    private readonly List<Deed> deeds = [];
    private DateOnly? firstDay;
    private ClientFacts? facts;
    private int steps;

    public World(ClientFacts start, BillingPolicy policy)
    {
        (Client, Policy) = (start.Client, policy);
        foreach (Service service in start.Services) Put(service);
        foreach (Invoice invoice in start.Invoices) Put(invoice);
    }

    public Client Client
    {
        get;
        set
        {
            field = value;
            facts = null;
        }
    }

    public BillingPolicy Policy { get; set; }
    public List<Happened> Trace { get; } = [];
    public List<Objection> Objections { get; } = [];
    public List<Promise> Promises { get; } = [];
    public List<RecoveryRequest> Recoveries { get; } = [];
    public List<DeadAddress> DeadAddresses { get; } = [];

    /// <summary>What is down on its server, since when.</summary>
    public Dictionary<Target, DateOnly> Offline { get; } = [];

    /// <summary>The act, counted from 0 over all runs, at which the next run breaks off; and whether its effect has happened by then.</summary>
    public (int Step, bool Effect)? CrashAt { get; set; }

    /// <summary>The acts at which a run may break off.</summary>
    public Func<BillingAction, bool> MayCrash { get; init; } = _ => true;

    /// <summary>As the engine's run has it: a round that only tells is the last of its day. Else a day goes on until nothing more is wanted.</summary>
    public bool LikeTheRun { get; set; }

    /// <summary>The most rounds that any run took.</summary>
    public int Rounds { get; private set; }

    public IEnumerable<Service> Services => services.Values;
    public IEnumerable<Invoice> Invoices => invoices.Values;
    public Service Service(Target target) => services[target];
    public Invoice Invoice(int id) => invoices[id];

    public ClientFacts Facts => facts ??= new()
    {
        Client = Client,
        Services = [.. services.Values],
        Invoices = [.. invoices.Values],
        Past = new Past([.. deeds]) { Objections = [.. Objections], Promises = [.. Promises], Recoveries = [.. Recoveries], DeadAddresses = [.. DeadAddresses], FirstDay = firstDay },
    };

    public void Put(Service service)
    {
        services[service.Target] = service;
        if (service.NextDue is { } next) dayOfMonth.TryAdd(service.Target, next.Day);
        facts = null;
    }

    public void Put(Invoice invoice)
    {
        invoices[invoice.Id] = invoice;
        totals.TryAdd(invoice.Id, invoice.Lines.Sum(line => line.Amount));
        if (invoice.Status == InvoiceStatus.Paid) moved.Add(invoice.Id);
        facts = null;
    }

    public void Changed() => facts = null;

    /// <summary>The run of a day, to its end.</summary>
    public void Run(DateOnly today)
    {
        Settle(today, Occasion.Run);
        firstDay ??= today;
        facts = null;
    }

    /// <summary>A look because something happened.</summary>
    public void Look(DateOnly today) => Settle(today, Occasion.Look);

    /// <summary>What is still wanted.</summary>
    public IReadOnlyList<BillingAction> Wanted(DateOnly today, Occasion occasion = Occasion.Run) =>
        [.. Decider.Decide(Facts, Policy, today, occasion).OfType<Decision.Act>().Select(act => act.Action)];

    /// <summary>The whole payment: the panel marks it paid, and moves the next due dates once.</summary>
    public void Pay(int id, decimal? amount = null)
    {
        Invoice invoice = invoices[id];
        if (invoice.Status is not (InvoiceStatus.Unpaid or InvoiceStatus.Collections or InvoiceStatus.PaymentPending)) return;
        decimal balance = invoice.Balance - (amount ?? invoice.Balance);
        invoices[id] = balance > 0 ? invoice with { Balance = balance } : invoice with { Balance = 0, Status = InvoiceStatus.Paid };
        if (balance <= 0 && moved.Add(id)) Move(invoice, 1);
        facts = null;
    }

    /// <summary>Another status; what was paid and is owed again is owed whole.</summary>
    public void Set(int id, InvoiceStatus status)
    {
        Invoice invoice = invoices[id];
        if (status == InvoiceStatus.Collections && moved.Remove(id)) Move(invoice, -1);
        bool again = invoice.Status is InvoiceStatus.Paid or InvoiceStatus.Refunded && status is InvoiceStatus.Unpaid or InvoiceStatus.Collections;
        invoices[id] = invoice with { Status = status, Balance = again ? totals[id] : invoice.Balance };
        facts = null;
    }

    public int Raise(Invoice invoice)
    {
        int id = invoices.Count == 0 ? 100 : invoices.Keys.Last() + 1;
        Put(invoice with { Id = id });
        return id;
    }

    private void Settle(DateOnly today, Occasion occasion)
    {
        HashSet<string> tried = new(StringComparer.Ordinal);
        for (int round = 1; ; round++)
        {
            ClientFacts before = Facts;
            BillingAction[] wanted = [.. Wanted(today, occasion).Where(action => tried.Add(action.Key))];
            if (wanted.Any(Plan.TakesOffline))
                foreach (BillingAction waits in wanted.Where(Plan.ToldLast)) tried.Remove(waits.Key);
            if (wanted.Any(Plan.TakesOffline)) wanted = [.. wanted.Where(action => !Plan.ToldLast(action))];
            if (wanted.Length == 0) break;
            Rounds = Math.Max(Rounds, round);
if (round > 9) throw new InvalidOperationException($"{today:MMM dd}: no end, still wants {wanted[0].Key}");
            foreach (BillingAction action in wanted) Step(today, occasion, before, action);
            if (LikeTheRun && wanted.All(Plan.Settles)) break;
        }
        FindInterruptedInvoices(today);
    }

    private void Step(DateOnly today, Occasion occasion, ClientFacts before, BillingAction action)
    {
        if (CrashAt is { } crash && MayCrash(action) && crash.Step == steps++)
        {
            CrashAt = null;
            bool once = action is BillingAction.Notify or BillingAction.Welcome or BillingAction.Accept or BillingAction.Adopt or BillingAction.Report or BillingAction.Note;
            if (!once)
            {
                if (crash.Effect) Perform(action, today);
                Remember(new Deed(action, today, DeedState.InDoubt));
            }
            throw new Crash();
        }
        Trace.Add(new(today, occasion, before, action));
        Remember(new Deed(action, today, DeedState.Done, Perform(action, today), Place: action is BillingAction.Backup ? "backup" : null));
    }

    private void Remember(Deed deed)
    {
        deeds.RemoveAll(old => old.Action.Key == deed.Action.Key);
        deeds.Add(deed);
        facts = null;
    }

    /// <summary>Brings the effect about, in the panel and on the server. Repeating it changes nothing.</summary>
    private int? Perform(BillingAction action, DateOnly today)
    {
        switch (action)
        {
            case BillingAction.Invoice invoice: return Found(invoice) ?? Raise(new Invoice
            {
                Id = 0,
                Date = today,
                Due = invoice.Due,
                Status = InvoiceStatus.Unpaid,
                Balance = invoice.Items.Sum(item => services[item].Amount),
                Lines = [.. invoice.Items.Select(item => new InvoiceLine(item, services[item].Amount, invoice.Due))],
            });
            case BillingAction.InvoiceRecovery fee: return Fee(fee) ?? Raise(new Invoice
            {
                Id = 0,
                Date = today,
                Due = fee.Due,
                Status = InvoiceStatus.Unpaid,
                Balance = fee.Fee,
                Kind = InvoiceKind.Recovery,
                Lines = [new InvoiceLine(null, fee.Fee)],
            });
            case BillingAction.LateFee fee: return Fee(fee) ?? RaiseFee(fee, today);
            case BillingAction.Suspend suspend: Down(suspend.Target, today, SuspensionReason.For(suspend)); break;
            case BillingAction.Freeze freeze: Down(freeze.Target, today, ""); break;
            case BillingAction.Unsuspend or BillingAction.Unfreeze or BillingAction.Activate: Up(action.About!.Value); break;
            case BillingAction.Terminate terminate:
                Mark(terminate.Target, terminate.Cause.Kind == CauseKind.Cancellation ? ServiceStatus.Cancelled : ServiceStatus.Terminated, "");
                break;
            case BillingAction.Restore restore:
                services[restore.Target] = services[restore.Target] with { NextDue = restore.NextDue };
                dayOfMonth[restore.Target] = restore.NextDue.Day;
                Up(restore.Target);
                break;
            case BillingAction.ChangeCycle change:
                services[change.Target] = services[change.Target] with { Cycle = change.To, Amount = change.Amount };
                break;
        }
        return null;
    }

    private void Down(Target target, DateOnly today, string reason)
    {
        Offline.TryAdd(target, today);
        if (target.Kind != TargetKind.Domain) Mark(target, ServiceStatus.Suspended, target.Kind == TargetKind.Service ? reason : "");
    }

    private void Up(Target target)
    {
        Offline.Remove(target);
        Mark(target, ServiceStatus.Active, "");
    }

    private void Mark(Target target, ServiceStatus status, string reason) => services[target] = services[target] with { Status = status, SuspendReason = reason };

    private void Move(Invoice invoice, int cycles)
    {
        foreach (Target target in invoice.Targets)
            if (services[target] is { Cycle.Renews: true, NextDue: { } next } service)
            {
                DateOnly month = new DateOnly(next.Year, next.Month, 1).AddMonths(cycles * service.Cycle.Months);
                services[target] = service with { NextDue = new DateOnly(month.Year, month.Month, Math.Min(dayOfMonth[target], DateTime.DaysInMonth(month.Year, month.Month))) };
            }
    }

    private int? Found(BillingAction.Invoice wanted) =>
        invoices.Values.Where(invoice => wanted.Items.All(item => invoice.PeriodOf(item) == wanted.Due)).Select(invoice => (int?)invoice.Id).FirstOrDefault();

    private int? Fee(BillingAction.InvoiceRecovery fee) =>
        invoices.Values.Where(invoice => invoice.Kind == InvoiceKind.Recovery && invoice.Due == fee.Due).Select(invoice => (int?)invoice.Id).FirstOrDefault();

    /// <summary>Which invoice bears which fee: the marks in their notes.</summary>
    private readonly Dictionary<int, int> marks = [];

    private int? Fee(BillingAction.LateFee fee) => marks.TryGetValue(fee.InvoiceId, out int there) ? there : null;

    private int RaiseFee(BillingAction.LateFee fee, DateOnly today) => marks[fee.InvoiceId] = Raise(new Invoice
    {
        Id = 0,
        Date = today,
        Due = fee.Due,
        Status = InvoiceStatus.Unpaid,
        Balance = fee.Amount,
        Kind = InvoiceKind.LateFee,
        Lines = [new InvoiceLine(null, fee.Amount)],
    });

    /// <summary>An invoice whose raising was interrupted is looked for; nothing else can say that it is there.</summary>
    private void FindInterruptedInvoices(DateOnly today)
    {
        foreach (Deed deed in deeds.Where(deed => deed is { State: DeedState.InDoubt, Action: BillingAction.Invoice }).ToArray())
            if (Found((BillingAction.Invoice)deed.Action) is { } id) Remember(deed with { State = DeedState.Done, Invoice = id, On = today });
        foreach (Deed deed in deeds.Where(deed => deed is { State: DeedState.InDoubt, Action: BillingAction.LateFee }).ToArray())
            if (Fee((BillingAction.LateFee)deed.Action) is { } id) Remember(deed with { State = DeedState.Done, Invoice = id, On = today });
    }

    /// <summary>Everything that counts at the end, as text: two worlds that print the same are the same.</summary>
    public string State() => string.Join("\n",
    [
        .. services.Values.Select(service => string.Create(CultureInfo.InvariantCulture, $"{service.Target} {service.Status} {service.Cycle} {service.Amount} {service.NextDue:yyyy-MM-dd}")),
        .. invoices.Values.Select(invoice => string.Create(CultureInfo.InvariantCulture, $"invoice {invoice.Id} {invoice.Kind} {invoice.Due:yyyy-MM-dd} {invoice.Status} {invoice.Balance}")),
        .. Offline.Keys.Order().Select(target => $"offline {target}"),
        .. deeds.Where(deed => Lasting(deed.Action)).Select(deed => string.Create(CultureInfo.InvariantCulture, $"{deed.On:MMM dd} {Named(deed.Action)} {deed.State}")).Distinct().Order(StringComparer.Ordinal),
    ]);

    /// <summary>A notice that tells of an action may come in two parts, with what happened before the crash and after it.</summary>
    private static string Named(BillingAction action) => (action is BillingAction.Notify notify ? notify with { Occasion = 0 } : action).Key;

    /// <summary>Reports and warnings may come once more or once less without harm, and when an invoice was first seen is nobody's loss.</summary>
    private static bool Lasting(BillingAction action) =>
        action is not (BillingAction.Report or BillingAction.Note { Kind: NoteKind.Seen } or BillingAction.Notify { Notice: "last-warning" or "reactivated" });
}
