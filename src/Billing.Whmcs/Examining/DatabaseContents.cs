using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;
using Billing.Whmcs.Reading;

namespace Billing.Whmcs.Examining;

/// <summary>The panel's contents from its database: one statement for each list, its rows shown as they arrive.</summary>
internal sealed class DatabaseContents(WhmcsDatabase database) : IPanelContents
{
    private const string Over = "'Terminated', 'Cancelled', 'Fraud', 'Completed'";

    public async Task<Func<int, int, BillingCycle, bool>> SoldAsync(CancellationToken cancel)
    {
        Catalogue? catalogue = null;
        await database.LookAsync(async (session, tables) => catalogue = await Catalogue.ReadAsync(session, tables, cancel), cancel);
        return (product, currency, cycle) => catalogue!.Prices(product, currency).ContainsKey(cycle);
    }

    public Task EachThingAsync(Action<Thing> see, CancellationToken cancel) =>
        database.LookAsync(async (session, tables) =>
        {
            await session.EachAsync(Hosting(tables), row => see(Read(TargetKind.Service, row, tables.Has("tblhosting", "nextinvoicedate"))), cancel);
            await session.EachAsync(Addons(tables), row => see(Read(TargetKind.Addon, row, tables.Has("tblhostingaddons", "nextinvoicedate"))), cancel);
            await session.EachAsync(Domains(tables), row => see(Domain(row, tables.Has("tbldomains", "nextinvoicedate"))), cancel);
        }, cancel);

    public async IAsyncEnumerable<ClientReach> ReadReachAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        for (int last = 0; ;)
        {
            // A session for each page: who takes these clients may think about them.
            List<ClientReach> page = [];
            bool more = false;
            await database.LookAsync(async (session, tables) => (page, last, more) = await PageAsync(session, tables, last, cancel), cancel);
            foreach (ClientReach client in page) yield return client;
            if (!more) yield break;
        }
    }

    private static string Hosting(PanelTables tables) => $"""
        SELECT h.id, h.packageid, h.amount, CAST(h.billingcycle AS BINARY), CAST(h.domainstatus AS BINARY), h.nextduedate, {(tables.Has("tblhosting", "nextinvoicedate") ? "h.nextinvoicedate" : "NULL")},
               IF(h.domainstatus = 'Suspended', h.suspendreason, ''), (SELECT k.currency FROM tblclients k WHERE k.id = h.userid)
        FROM tblhosting h WHERE h.domainstatus NOT IN ({Over}) AND NOT EXISTS (SELECT 1 FROM tblcancelrequests c WHERE c.relid = h.id) ORDER BY h.id
        """;

    private static string Addons(PanelTables tables) => $"""
        SELECT a.id, a.addonid, a.recurring, CAST(a.billingcycle AS BINARY), CAST(a.status AS BINARY), a.nextduedate, {(tables.Has("tblhostingaddons", "nextinvoicedate") ? "a.nextinvoicedate" : "NULL")}, '', 0
        FROM tblhostingaddons a WHERE a.status NOT IN ({Over}) AND NOT EXISTS (SELECT 1 FROM tblcancelrequests c WHERE c.relid = a.hostingid) ORDER BY a.id
        """;

    private static string Domains(PanelTables tables) => $"""
        SELECT d.id, 0, d.recurringamount, d.registrationperiod, CAST(d.status AS BINARY), d.nextduedate, {(tables.Has("tbldomains", "nextinvoicedate") ? "d.nextinvoicedate" : "NULL")}, d.donotrenew
        FROM tbldomains d WHERE d.status NOT IN ('Redemption', 'Expired', 'Cancelled', 'Fraud', 'Transferred Away') AND d.donotrenew IN ('0', '') ORDER BY d.id
        """;

    private static Thing Read(TargetKind kind, PanelRow row, bool knows)
    {
        BillingCycle? cycle = Cycles.Read(row.Word(3));
        ServiceStatus? status = Statuses.Service(row.Word(4));
        return new Thing(new Target(kind, row.Int(0)), row.Int(1), cycle, row.Money(2), status, row.Day(5), row.Day(6), knows, row.Text(7), row.Int(8));
    }

    private static Thing Domain(PanelRow row, bool knows)
    {
        BillingCycle? cycle = row.Int(3) is >= 1 and <= 10 and int years ? BillingCycle.Years(years) : null;
        ServiceStatus? status = Statuses.Domain(row.Word(4));
        return new Thing(new Target(TargetKind.Domain, row.Int(0)), 0, cycle, row.Money(2), status, row.Day(5), row.Day(6), knows, "", 0);
    }

    /// <summary>A page of clients, and what of theirs is alive: three statements, over a range of clients' numbers each.</summary>
    private async Task<(List<ClientReach> Page, int Last, bool More)> PageAsync(PanelSession session, PanelTables tables, int after, CancellationToken cancel)
    {
        Catalogue catalogue = await Catalogue.ReadAsync(session, tables, cancel);
        ConsentColumn consent = await ConsentColumn.ReadAsync(session, tables, database.Options.Consent, cancel);
        PanelReading unread = new(DateOnly.MinValue, DateOnly.MinValue);
        List<Client> clients = [];
        int rows = 0, last = after;
        await session.EachAsync(ClientList.Page(tables, consent, after), row =>
        {
            rows++;
            last = row.Int(0);
            if (ClientList.Read(row, catalogue, consent, unread) is { Status: not ClientStatus.Closed } client) clients.Add(client);
        }, cancel);
        Dictionary<int, List<HostedName>> alive = [];
        string range = string.Create(CultureInfo.InvariantCulture, $"userid > {after} AND userid <= {last}");
        await session.EachAsync($"SELECT userid, id, packageid, domain FROM tblhosting WHERE {range} AND domainstatus IN ('Active', 'Suspended')",
            row => Take(alive, row, TargetKind.Service, row.Int(2), catalogue.Product(row.Int(2)).ServerType), cancel);
        await session.EachAsync($"SELECT userid, id, 0, domain FROM tbldomains WHERE {range} AND status IN ('Active', 'Grace')", row => Take(alive, row, TargetKind.Domain, 0, ""), cancel);
        return ([.. clients.Where(client => alive.ContainsKey(client.Id)).Select(client => new ClientReach(client.Id, client.Email, client.Phone, client.Country, client.Consent, alive[client.Id]))], last, rows == ClientList.PageSize);
    }

    private void Take(Dictionary<int, List<HostedName>> alive, PanelRow row, TargetKind kind, int product, string module)
    {
        if (!alive.TryGetValue(row.Int(0), out List<HostedName>? names)) alive[row.Int(0)] = names = [];
        if (database.Options.Adapters.For(kind, product, module) is not null && row.Text(3).Trim().TrimEnd('.') is { Length: > 0 } domain) names.Add(new HostedName(new Target(kind, row.Int(1)), domain));
    }
}
