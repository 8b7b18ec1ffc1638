using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Doctor;
using Billing.Engine.Panel;
using Billing.Sdk;
using Billing.Whmcs.Api;
using Billing.Whmcs.Examining;
using Billing.Whmcs.Mapping;
using Billing.Whmcs.Reading;
using Billing.Whmcs.Writing;
using Microsoft.Extensions.Logging;

namespace Billing.Whmcs;

/// <summary>
/// A WHMCS panel: read from its database where there is access to it, else through its API; changed through its API only. Balances and statuses right
/// before an action always come from the API.
/// </summary>
public sealed class WhmcsPanel : IPanel, IExaminablePanel, IPanelNames, IPanelCredit, IAsyncDisposable
{
    private readonly WhmcsApi api;
    private readonly WhmcsDatabase? database;
    private readonly IPanelReader reader;
    private readonly WhmcsWriter writer;
    private readonly InvoiceLook look;
    private readonly Tickets tickets;
    private readonly PanelCheck check;
    private readonly ApiSource source;
    private readonly IReadOnlyDictionary<int, string> welcome;
    private readonly PanelExamination examination;

    private WhmcsPanel(WhmcsApi api, WhmcsDatabase? database, WhmcsOptions options, TimeProvider time)
    {
        (this.api, this.database, welcome) = (api, database, options.Welcome);
        reader = database is null ? new ApiReader(api, options, time) : database;
        writer = new WhmcsWriter(api);
        look = new InvoiceLook(api, Connection.Checked(options), time);
        tickets = new Tickets(api, options.TicketDepartment);
        source = new ApiSource(api, time, options.Zone);
        examination = new PanelExamination(api, database, options.Adapters);
        check = new PanelCheck(api, time, options.Zone, options.TicketDepartment);
    }

    /// <summary>Makes the panel; nothing is sent yet.</summary>
    /// <exception cref="PanelException">The address cannot be used.</exception>
    public static WhmcsPanel Create(WhmcsOptions options, ILogger log, TimeProvider time)
    {
        var api = new WhmcsApi(options, log, time);
        WhmcsDatabase? database = options.Database is { } settings ? new WhmcsDatabase(settings(), new WhmcsDatabaseOptions
        {
            Address = Connection.Checked(options), Adapters = options.Adapters, RecentDays = options.RecentDays, Consent = options.Consent, Time = time,
            Projects = new ProjectWords(options.ProjectsInProgress, options.ProjectFrozen),
        }) : null;
        return new WhmcsPanel(api, database, options, time);
    }

    public IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, CancellationToken cancel) => reader.ReadAllAsync(reading, cancel);

    public Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel) => reader.ReadClientAsync(client, reading, cancel);

    public Task<InvoiceNow?> ReadInvoiceNowAsync(int invoice, CancellationToken cancel) => look.NowAsync(invoice, cancel);

    public Task<InvoiceSheet?> ReadInvoiceSheetAsync(int invoice, CancellationToken cancel) => look.SheetAsync(invoice, cancel);

    public Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel) => reader.ReadBillingContactsAsync(client, cancel);

    public Task<int?> FindClientOfInvoiceAsync(int invoice, CancellationToken cancel) =>
        database is { } tables ? tables.FindClientOfInvoiceAsync(invoice, cancel) : look.ClientAsync(invoice, cancel);

    public Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel) => reader.ReadHandleAsync(target, cancel);

    public IAsyncEnumerable<ServiceInUse> ReadInUseAsync(CancellationToken cancel) => reader.ReadInUseAsync(cancel);

    public Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel) => reader.FindRenewalAsync(client, items, due, cancel);

    public Task GenerateInvoiceAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel) => writer.GenerateInvoiceAsync(client, items, cancel);

    public Task MarkAsync(Target target, ServiceStatus status, string reason, CancellationToken cancel) => writer.MarkAsync(target, status, reason, cancel);

    public Task ChangeCycleAsync(Target target, BillingCycle cycle, decimal amount, CancellationToken cancel) => writer.ChangeCycleAsync(target, cycle, amount, cancel);

    public Task SetNextDueAsync(Target target, DateOnly nextDue, CancellationToken cancel) => writer.SetNextDueAsync(target, nextDue, cancel);

    public Task<int?> FindFeeAsync(int client, string mark, CancellationToken cancel) => look.FindFeeAsync(client, mark, cancel);

    public Task RaiseFeeAsync(int client, string text, decimal amount, DateOnly due, string mark, CancellationToken cancel) => writer.RaiseFeeAsync(client, text, amount, due, mark, cancel);

    public Task RunModuleAsync(ModuleCommand command, Target target, string reason, CancellationToken cancel) => writer.RunModuleAsync(command, target, reason, cancel);

    public async Task<string?> FindWelcomeAsync(Target target, CancellationToken cancel)
    {
        if (await reader.FindWelcomeAsync(target, cancel) is (true, var template)) return template;
        string product = (await reader.ReadHandleAsync(target, cancel))?[HandleWords.Product] ?? "";
        if (int.TryParse(product, out int number) && welcome.TryGetValue(number, out string? named)) return named.Length > 0 ? named : null;
        throw new PanelException(PanelFailure.Rejected, $"{target}: nobody tells which welcome e-mail product {product} has. Name it in billing.json, \"panel\": {{ \"welcome\": {{ \"{product}\": \"Hosting Account Welcome Email\" }} }} (\"\" for none), or let Billing read tblproducts and tblemailtemplates (config/panel-reader.sql).");
    }

    /// <inheritdoc/>
    public async Task<bool> AppliesCreditAsync(CancellationToken cancel)
    {
        try
        {
            return !PanelText.Yes(await PanelAsSetUp.OneAsync(api, "NoAutoApplyCredit", cancel) ?? "");
        }
        catch (PanelException)
        {
            return false;
        }
    }

    public Task SendWelcomeAsync(Target target, string template, CancellationToken cancel) => writer.SendEmailAsync(template, target.Id, cancel);

    public Task<string?> ReadProjectStatusAsync(int project, CancellationToken cancel) => writer.ReadProjectStatusAsync(project, cancel);

    public Task SetProjectStatusAsync(int project, string status, CancellationToken cancel) => writer.SetProjectStatusAsync(project, status, cancel);

    public Task<int?> FindTicketAsync(int client, string mark, CancellationToken cancel) => tickets.FindAsync(client, mark, cancel);

    public Task OpenTicketAsync(int client, string subject, string message, CancellationToken cancel) => tickets.OpenAsync(client, subject, message, cancel);

    public Task<bool> IsTicketAnsweredAsync(int ticket, CancellationToken cancel) => tickets.IsAnsweredAsync(ticket, cancel);

    public Task LogAsync(int client, string line, CancellationToken cancel) => writer.LogAsync(client, line, cancel);

    public Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel) => reader.ReadChangesAsync(after, cancel);

    public Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel) =>
        reader.ReadOpenInvoicesAsync(clients, numbers, cancel);

    /// <summary>Beside its database the panel itself is asked for the time only; where it does not answer, the reading has one clock less.</summary>
    public async Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel)
    {
        SourceReading reading = await reader.ReadSourceAsync(counts, cancel);
        return database is null ? reading : reading with { Clocks = [.. await source.ClocksAsync(cancel), .. reading.Clocks] };
    }

    public Task MarkInstallationAsync(Guid installation, DateTimeOffset at, CancellationToken cancel) => writer.NoteAsync(OwnLines.Of(installation, at), cancel);

    public IAsyncEnumerable<PastInvoice>? ReadPastInvoices(DateOnly from, DateOnly until, CancellationToken cancel) => database?.ReadPastInvoicesAsync(from, until, cancel);

    public Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel) => reader.CountServicesAsync(cancel);

    public Task<PanelNames> ReadNamesAsync(CancellationToken cancel) => reader.ReadNamesAsync(cancel);

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel)
    {
        IReadOnlyList<string> findings = await check.RunAsync(cancel);
        return database is null ? findings : [.. findings, .. await database.CheckAsync(cancel)];
    }

    /// <summary>Every sort of finding that an examination of such a panel can have.</summary>
    public static IReadOnlyList<FindingKind> FindingKinds => PanelExamination.Kinds;

    public IReadOnlyList<Examination> Examinations(BillingPolicy policy, DateOnly today) => examination.All(policy, today);

    public IAsyncEnumerable<ClientReach> ReadReachAsync(CancellationToken cancel) => examination.Contents.ReadReachAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        if (database is not null) await database.DisposeAsync();
    }
}
