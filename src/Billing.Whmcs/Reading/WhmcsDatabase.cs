using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;
using MySqlConnector;

namespace Billing.Whmcs.Reading;

/// <summary>
/// The reading half of a WHMCS panel, from its database: <see cref="IPanel"/>'s questions with the same promises. It only ever selects, named columns
/// only, and none that holds a password or a card.
/// </summary>
internal sealed class WhmcsDatabase : IPanelReader, IAsyncDisposable
{
    private readonly MySqlDataSource source;
    private readonly WhmcsDatabaseOptions options;
    private PanelTables? tables;

    public WhmcsDatabase(string connectionString, WhmcsDatabaseOptions options)
    {
        MySqlConnectionStringBuilder settings = new(connectionString) { ConvertZeroDateTime = true, TreatTinyAsBoolean = false, AllowUserVariables = false };
        if (settings.DefaultCommandTimeout == 30) settings.DefaultCommandTimeout = 600;   // the driver's default is too short for the first row of a large panel on a cold disk
        this.options = options;
        source = new MySqlDataSource(settings.ConnectionString);
        Place = FormattableString.Invariant($"{settings.Server}:{settings.Port}/{settings.Database}");
    }

    /// <summary>What reading it needs to know.</summary>
    public WhmcsDatabaseOptions Options => options;

    /// <summary>Where it is, as errors name it: host, port and database.</summary>
    public string Place { get; }

    /// <inheritdoc cref="IPanel.ReadAllAsync"/>
    public async IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: true, cancel);
        PanelTables known = tables = await PanelTables.ReadAsync(session, cancel);
        Catalogue catalogue = await Catalogue.ReadAsync(session, known, cancel);
        ConsentColumn consent = await ConsentColumn.ReadAsync(session, known, options.Consent, cancel);
        Stock stock = new(reading, options.Adapters);
        await ServiceLists.ReadAsync(session, known, catalogue, options.Projects, Scope.AllLive, stock, cancel);
        await InvoiceList.ReadAsync(session, InvoiceList.AllOpen, stock, cancel);
        await InvoiceList.ReadAsync(session, InvoiceList.AllOdd, stock, cancel);
        reading.ActiveServices = stock.Active;
        Completion completion = new(session, known, catalogue, options, stock);
        await completion.AlwaysAsync(cancel);
        await completion.CompleteAsync(cancel);
        ClientList clients = new(session, known, catalogue, consent, stock);
        while (!clients.Done)
            foreach ((Client client, int currency) in await clients.NextAsync(cancel))
                yield return Facts.Of(client, currency, stock, catalogue);
        Orphans.Report(stock);
    }

    /// <inheritdoc cref="IPanel.ReadClientAsync"/>
    public async Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: true, cancel);
        PanelTables known = tables ??= await PanelTables.ReadAsync(session, cancel);
        Catalogue catalogue = await Catalogue.ReadAsync(session, known, cancel);
        ConsentColumn consent = await ConsentColumn.ReadAsync(session, known, options.Consent, cancel);
        Client? read = null;
        int currency = 0;
        await session.EachAsync(ClientList.Sql(known, consent, FormattableString.Invariant($"k.id = {client}")), row => (read, currency) = (ClientList.Read(row, catalogue, consent, reading), row.Int(2)), cancel);
        if (read is null) return null;
        Stock stock = new(reading, options.Adapters);
        Completion completion = new(session, known, catalogue, options, stock);
        Scope scope = new(Life.Any, Clients: [client]);
        await ServiceLists.ReadAsync(session, known, catalogue, options.Projects, scope, stock, cancel);
        await InvoiceList.ReadAsync(session, InvoiceList.Sql($"i.userid IN ({Scope.List([client])}) AND (i.status IN ({InvoiceList.Open}) OR {completion.Recent})"), stock, cancel);
        await completion.CompleteAsync(cancel);
        return Facts.Of(read, currency, stock, catalogue);
    }

    /// <inheritdoc cref="IPanel.ReadInvoiceNowAsync"/>
    public async Task<InvoiceNow?> ReadInvoiceNowAsync(int invoice, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return await new SingleLooks(session, options).InvoiceNowAsync(invoice, cancel);
    }

    /// <inheritdoc cref="IPanel.FindClientOfInvoiceAsync"/>
    public async Task<int?> FindClientOfInvoiceAsync(int invoice, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return await new SingleLooks(session, options).ClientOfAsync(invoice, cancel);
    }

    /// <inheritdoc cref="IPanel.ReadInvoiceSheetAsync"/>
    public async Task<InvoiceSheet?> ReadInvoiceSheetAsync(int invoice, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: true, cancel);
        return await new SingleLooks(session, options).SheetAsync(invoice, cancel);
    }

    /// <inheritdoc cref="IPanel.ReadBillingContactsAsync"/>
    public async Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return (tables ??= await PanelTables.ReadAsync(session, cancel)).BillingContacts ? await new SingleLooks(session, options).BillingContactsAsync(client, cancel) : [];
    }

    /// <inheritdoc cref="IPanel.ReadHandleAsync"/>
    public async Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        bool projects = target.Kind == TargetKind.Project && (tables ??= await PanelTables.ReadAsync(session, cancel)).Projects;
        return await new SingleLooks(session, options).HandleAsync(target, projects, cancel);
    }

    /// <inheritdoc cref="IPanel.FindWelcomeAsync"/>
    public async Task<(bool Known, string? Template)> FindWelcomeAsync(Target target, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        bool known = (tables ??= await PanelTables.ReadAsync(session, cancel)).Welcomes;
        return (known, known && target.Kind == TargetKind.Service ? await new SingleLooks(session, options).WelcomeAsync(target.Id, cancel) : null);
    }

    /// <inheritdoc cref="IPanel.ReadInUseAsync"/>
    public async IAsyncEnumerable<ServiceInUse> ReadInUseAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        InUse things;
        await using (PanelSession session = await OpenAsync(snapshot: true, cancel))
        {
            PanelTables known = tables ??= await PanelTables.ReadAsync(session, cancel);
            things = new InUse(known, await Catalogue.ReadAsync(session, known, cancel), options);
        }
        foreach (TargetKind kind in things.Kinds)
            for (bool more = true; more;)
            {
                // A session for each page: who takes these things asks servers about them, which may take its time.
                IReadOnlyList<ServiceInUse> page;
                await using (PanelSession session = await OpenAsync(snapshot: false, cancel)) page = await things.NextAsync(session, kind, done: () => more = false, cancel);
                foreach (ServiceInUse service in page) yield return service;
            }
    }

    /// <inheritdoc cref="IPanel.ReadChangesAsync"/>
    public async Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return await new Changes(session, after).ReadAsync(cancel);
    }

    /// <inheritdoc cref="IPanel.ReadOpenInvoicesAsync"/>
    public async Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel)
    {
        if (clients.Count + numbers.Count == 0) return [];
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return await new OpenInvoices(session).ReadAsync(clients, numbers, cancel);
    }

    /// <inheritdoc cref="IPanel.ReadSourceAsync"/>
    public async Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return await new Source(session, options.Time).ReadAsync(counts, cancel);
    }

    /// <inheritdoc cref="IPanel.CountServicesAsync"/>
    public async Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: true, cancel);
        PanelTables known = tables ??= await PanelTables.ReadAsync(session, cancel);
        Catalogue catalogue = await Catalogue.ReadAsync(session, known, cancel);
        Stock stock = new(new PanelReading(DateOnly.MinValue, DateOnly.MinValue), options.Adapters);
        await ServiceLists.ReadAsync(session, known, catalogue, options.Projects, Scope.AllLive, stock, cancel);
        ServerList servers = await ServerList.ReadAsync(session, cancel);
        return ServiceGroup.Of(Enumerable.Range(0, stock.Services.Count).Select(at => Facts.Reach(stock.Services[at], stock, catalogue, servers)));
    }

    /// <inheritdoc cref="IPanelNames.ReadNamesAsync"/>
    public async Task<PanelNames> ReadNamesAsync(CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return (await Catalogue.ReadAsync(session, tables ??= await PanelTables.ReadAsync(session, cancel), cancel)).Names;
    }

    /// <inheritdoc cref="IPanel.ReadPastInvoices"/>
    public async IAsyncEnumerable<PastInvoice> ReadPastInvoicesAsync(DateOnly from, DateOnly until, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: true, cancel);
        PanelTables known = tables ??= await PanelTables.ReadAsync(session, cancel);
        PastInvoices invoices = new(session, known, await Catalogue.ReadAsync(session, known, cancel));
        foreach ((DateOnly first, DateOnly last) in invoices.Pages(from, until))
            foreach (PastInvoice invoice in await invoices.ReadAsync(first, last, cancel)) yield return invoice;
    }

    /// <inheritdoc cref="IPanel.FindRenewalAsync"/>
    public async Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return await new SingleLooks(session, options).RenewalAsync(client, items, due, cancel);
    }

    /// <inheritdoc cref="IPanel.ReadProjectStatusAsync"/>
    public async Task<string?> ReadProjectStatusAsync(int project, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        return (tables ??= await PanelTables.ReadAsync(session, cancel)).Projects ? await new SingleLooks(session, options).ProjectStatusAsync(project, cancel) : null;
    }

    /// <summary>
    /// The database's part of <see cref="IPanel.CheckAsync"/>: whether it answers, and whether our user may read what we need. Its SQL mode and time zone
    /// do not matter: nothing is written, no date is compared with a zero date, and no column that depends on a zone is read.
    /// </summary>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel)
    {
        try
        {
            await using PanelSession session = await OpenAsync(snapshot: true, cancel);
            tables = await PanelTables.ReadAsync(session, cancel);
            bool found = (await ConsentColumn.ReadAsync(session, tables, options.Consent, cancel)).Found;
            return [.. tables.Missing(Place), .. options.Consent.Field.Length > 0 ? tables.MissingConsent(Place, options.Consent.Field, found) : []];
        }
        catch (PanelException error)
        {
            return [error.Message];
        }
    }

    /// <summary>Questions that no run asks: whoever examines the panel brings them.</summary>
    public async Task LookAsync(Func<PanelSession, PanelTables, Task> look, CancellationToken cancel)
    {
        await using PanelSession session = await OpenAsync(snapshot: false, cancel);
        await look(session, tables ??= await PanelTables.ReadAsync(session, cancel));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private Task<PanelSession> OpenAsync(bool snapshot, CancellationToken cancel) => PanelSession.OpenAsync(source, Place, snapshot, cancel);
}
