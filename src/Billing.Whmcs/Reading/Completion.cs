using System.Globalization;
using System.Text;
using Billing.Core.Facts;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>
/// What the streams leave out and the facts must hold, asked for in batches and never client by client: settled invoices of renewals that are near and of orders, ended
/// services that an open invoice names, and, for clients wanted in any case, their ended services and recently settled invoices.
/// </summary>
internal sealed class Completion(PanelSession session, PanelTables tables, Catalogue catalogue, WhmcsDatabaseOptions options, Stock stock)
{
    private const int Batch = 300;

    /// <summary>Invoices settled lately, for the invoices <c>i</c> of somebody.</summary>
    public string Recent
    {
        get
        {
            string from = PanelDates.Text(stock.Reading.Today.AddDays(-options.RecentDays));
            return $"(i.date >= '{from}' OR i.duedate >= '{from}' OR i.datepaid >= '{from}')";
        }
    }

    public async Task CompleteAsync(CancellationToken cancel)
    {
        List<(int Client, Target Target, int Due)> renewals = [];
        List<(int Client, Target Target, int Due)> orders = [];
        List<Target> ended = [];
        foreach (int client in stock.Clients.Known())
            if (stock.Clients[client].Wanted) Look(client, renewals, orders, ended);
        await BilledAsync(renewals, cancel);
        foreach ((int, Target, int)[] some in orders.Chunk(Batch)) await OrderedAsync(some, cancel);
        await EndedAsync(ended, cancel);
    }

    /// <summary>Everything of the clients that are wanted in any case.</summary>
    public async Task AlwaysAsync(CancellationToken cancel)
    {
        foreach (int[] some in stock.Reading.Always.Order().Chunk(Batch))
        {
            await ServiceLists.ReadAsync(session, tables, catalogue, options.Projects, new Scope(Life.Ended, Clients: some), stock, cancel);
            await InvoiceList.ReadAsync(session, InvoiceList.Sql($"i.userid IN ({Scope.List(some)}) AND i.status NOT IN ({InvoiceList.Open}) AND {Recent}"), stock, cancel);
        }
    }

    private void Look(int client, List<(int, Target, int)> renewals, List<(int, Target, int)> orders, List<Target> ended)
    {
        for (int at = stock.Clients[client].Services; at != 0; at = stock.Services[at - 1].NextOfClient)
        {
            ref ServiceRow row = ref stock.Services[at - 1];
            Terms terms = stock.TermsOf(row);
            Target target = new(terms.Kind, row.Id);
            if (row.Status == ServiceStatus.Pending && terms.Kind == TargetKind.Service) orders.Add((client, target, 0));
            else if (stock.RenewsSoon(terms, row) && !stock.Billed(client, target, row.Due)) renewals.Add((client, target, row.Due));
        }
        for (int at = stock.Clients[client].Invoices; at != 0; at = stock.Invoices[at - 1].NextOfClient)
            for (int line = stock.Invoices[at - 1].LastLine; line != 0; line = stock.Lines[line - 1].Before)
            {
                ref LineRow row = ref stock.Lines[line - 1];
                if (row.Related != 0 && !stock.Has(client, new Target(row.Kind, row.Related))) ended.Add(new Target(row.Kind, row.Related));
            }
    }

    private async Task BilledAsync(List<(int Client, Target Target, int Due)> renewals, CancellationToken cancel)
    {
        int since = 0, until = int.MinValue;
        foreach ((int, Target, int Due)[] some in renewals.OrderBy(renewal => renewal.Due).Chunk(Batch))
        {
            if (renewals.Count > Batch && some[0].Due > until)
                (since, until) = (await FirstLineAsync(DateOnly.FromDayNumber(some[0].Due), cancel), some[0].Due + options.RecentDays / 4);
            await BilledAsync(some, since, cancel);
        }
    }

    // A service has a line for each period it ever had, and only the line itself says which. Where many are asked for, lines much older than the period are
    // left out by their number: what bills a period was not due months before it. Whoever raises an invoice looks for it without that limit.
    private async Task<int> FirstLineAsync(DateOnly due, CancellationToken cancel)
    {
        if (!tables.InvoicesByDueDate) return 0;
        DateOnly before = due.AddDays(-options.RecentDays);
        return await session.OneAsync($"""
            SELECT MIN(it.id) FROM tblinvoiceitems it WHERE it.invoiceid =
              (SELECT MIN(i.id) FROM tblinvoices i WHERE i.duedate BETWEEN '{PanelDates.Text(before.AddDays(-7))}' AND '{PanelDates.Text(before)}')
            """, row => row.Int(0), cancel);
    }

    private async Task BilledAsync((int Client, Target Target, int Due)[] renewals, int since, CancellationToken cancel)
    {
        HashSet<(int, Target, int)> sought = [.. renewals];
        HashSet<int> found = [];
        await session.EachAsync(BilledSql(renewals, since), row =>
        {
            if (LineTypes.Renews(row.Word(2)) is { } kind && (row.Day(4) ?? row.Day(5)) is { } period
                && sought.Contains((row.Int(1), new Target(kind, row.Int(3)), period.DayNumber))) found.Add(row.Int(0));
        }, cancel);
        if (found.Count > 0) await InvoiceList.ReadAsync(session, InvoiceList.Sql($"i.id IN ({Scope.List(found.Order())})"), stock, cancel);
    }

    // The index is (userid, type, relid); each thing is one point of it. The day is compared here, not there: a line may have none of its own.
    private static string BilledSql((int Client, Target Target, int Due)[] renewals, int since)
    {
        string first = PanelDates.Text(DateOnly.FromDayNumber(renewals.Min(renewal => renewal.Due)));
        string last = PanelDates.Text(DateOnly.FromDayNumber(renewals.Max(renewal => renewal.Due)));
        StringBuilder sql = new("SELECT it.invoiceid, it.userid, CAST(it.type AS BINARY), it.relid, it.duedate, i.duedate FROM tblinvoiceitems it JOIN tblinvoices i ON i.id = it.invoiceid WHERE ");
        sql.Append(CultureInfo.InvariantCulture, $"it.id >= {since} AND (").Append(Lines(renewals));
        return sql.Append(CultureInfo.InvariantCulture, $") AND (it.duedate BETWEEN '{first}' AND '{last}' OR it.duedate IS NULL OR it.duedate < '1000-01-01')")
            .Append(CultureInfo.InvariantCulture, $" AND i.status NOT IN ({InvoiceList.Open})").ToString();
    }

    private static string Lines((int Client, Target Target, int Due)[] things)
    {
        StringBuilder sql = new();
        foreach ((int client, Target target, _) in things)
            foreach (string type in LineTypes.Of(target.Kind))
                sql.Append(CultureInfo.InvariantCulture, $"{(sql.Length == 0 ? "" : " OR ")}it.userid = {client} AND it.type = '{type}' AND it.relid = {target.Id}");
        return sql.Length == 0 ? "1 = 0" : sql.ToString();
    }

    // An order's invoice is due on the day of the order, which the service's next due date need not be: it is found by the service alone, and there are few.
    private async Task OrderedAsync((int Client, Target Target, int Due)[] orders, CancellationToken cancel)
    {
        HashSet<int> found = [];
        await session.EachAsync($"SELECT it.invoiceid FROM tblinvoiceitems it JOIN tblinvoices i ON i.id = it.invoiceid WHERE ({Lines(orders)}) AND i.status NOT IN ({InvoiceList.Open})",
            row => found.Add(row.Int(0)), cancel);
        foreach (int[] some in found.Order().Chunk(Batch)) await InvoiceList.ReadAsync(session, InvoiceList.Sql($"i.id IN ({Scope.List(some)})"), stock, cancel);
    }

    private async Task EndedAsync(List<Target> ended, CancellationToken cancel)
    {
        foreach (int[] some in Ids(ended, TargetKind.Service).Chunk(Batch))
        {
            await session.EachAsync(ServiceLists.Requests(Of(some)), row => ServiceLists.TakeRequest(row, stock), cancel);
            await session.EachAsync(ServiceLists.Hosting(Of(some)), row => ServiceLists.TakeHosting(row, stock), cancel);
        }
        foreach (int[] some in Ids(ended, TargetKind.Addon).Chunk(Batch))
            await session.EachAsync(ServiceLists.Addons(Of(some), tables), row => ServiceLists.TakeAddon(row, stock, catalogue), cancel);
        foreach (int[] some in Ids(ended, TargetKind.Domain).Chunk(Batch))
            await session.EachAsync(ServiceLists.Domains(Of(some)), row => ServiceLists.TakeDomain(row, stock), cancel);

        static Scope Of(int[] ids) => new(Life.Ended, Ids: ids);
        static IEnumerable<int> Ids(List<Target> targets, TargetKind kind) => targets.Where(target => target.Kind == kind).Select(target => target.Id).Distinct().Order();
    }
}
