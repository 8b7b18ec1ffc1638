using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>The panel's four lists of things that renew, and the requests to end them: one statement each, in the order of the primary key.</summary>
internal static class ServiceLists
{
    private const string Over = "'Terminated', 'Cancelled', 'Fraud', 'Completed'";
    private const string DomainOver = "'Redemption', 'Expired', 'Cancelled', 'Fraud', 'Transferred Away'";

    public static string Hosting(in Scope scope) => $"""
        SELECT h.id, h.userid, h.packageid, h.amount, CAST(h.billingcycle AS BINARY), CAST(h.domainstatus AS BINARY), h.nextduedate,
               h.overideautosuspend, h.overidesuspenduntil, IF(h.domainstatus = 'Suspended', h.suspendreason, '')
        FROM tblhosting h{(scope.Everybody ? " FORCE INDEX (PRIMARY)" : "")}
        WHERE {scope.Where("h.id", "h.userid", "h.domainstatus", Over)} ORDER BY h.id
        """;

    // Rows of older panels have no owner of their own (0, or no such column): then the parent's.
    public static string Addons(in Scope scope, PanelTables tables)
    {
        string owner = tables.Has("tblhostingaddons", "userid")
            ? "IF(a.userid <> 0, a.userid, (SELECT h.userid FROM tblhosting h WHERE h.id = a.hostingid))"
            : "(SELECT h.userid FROM tblhosting h WHERE h.id = a.hostingid)";
        return $"""
            SELECT a.id, {owner}, a.addonid, a.recurring, CAST(a.billingcycle AS BINARY), CAST(a.status AS BINARY), a.nextduedate, a.hostingid
            FROM tblhostingaddons a
            WHERE {(scope.Clients is null ? scope.Where("a.id", "", "a.status", Over) : OfClients(scope))} ORDER BY a.id
            """;

        // There is an index on the parent and none on the owner.
        static string OfClients(in Scope scope) =>
            (scope with { Clients = null }).Where("a.id", "", "a.status", Over) + $" AND a.hostingid IN (SELECT o.id FROM tblhosting o WHERE o.userid IN ({Scope.List(scope.Clients!)}))";
    }

    public static string Domains(in Scope scope) => $"""
        SELECT d.id, d.userid, d.recurringamount, d.registrationperiod, CAST(d.status AS BINARY), d.nextduedate, d.donotrenew
        FROM tbldomains d{(scope.Everybody ? " FORCE INDEX (PRIMARY)" : "")}
        WHERE {scope.Where("d.id", "d.userid", "d.status", DomainOver)} ORDER BY d.id
        """;

    public static string Projects(in Scope scope) =>
        $"SELECT p.id, p.userid, CAST(p.status AS BINARY), p.completed FROM mod_project p WHERE {(scope with { Life = Life.Any }).Where("p.id", "p.userid", "", "")} ORDER BY p.id";

    public static string Requests(in Scope scope) => $"""
        SELECT c.id, c.relid, h.userid, c.date, CAST(c.type AS BINARY) FROM tblcancelrequests c JOIN tblhosting h ON h.id = c.relid
        WHERE {scope.Where("h.id", "h.userid", "h.domainstatus", Over)} ORDER BY c.id
        """;

    /// <summary>Reads what the scope says of all of them into the stock.</summary>
    public static async Task ReadAsync(PanelSession session, PanelTables tables, Catalogue catalogue, ProjectWords words, Scope scope, Stock stock, CancellationToken cancel)
    {
        await session.EachAsync(Requests(scope), row => TakeRequest(row, stock), cancel);
        await session.EachAsync(Hosting(scope), row => TakeHosting(row, stock), cancel);
        await session.EachAsync(Addons(scope, tables), row => TakeAddon(row, stock, catalogue), cancel);
        await session.EachAsync(Domains(scope), row => TakeDomain(row, stock), cancel);
        if (tables.Projects) await session.EachAsync(Projects(scope), row => TakeProject(row, stock, words, scope.Life), cancel);
    }

    public static void TakeRequest(PanelRow row, Stock stock)
    {
        if (row.Day(3) is not { } on)
        {
            stock.Reading.CannotRead("tblcancelrequests", row.Int(0), row.Int(2), "the request has no date");
            return;
        }
        bool? immediate = row.Word(4).Trim() switch { "Immediate" => true, "End of Billing Period" => false, _ => null };
        if (immediate is { } now) stock.Cancellations[row.Int(1)] = new Cancellation(on, now);
        else stock.Reading.CannotRead("tblcancelrequests", row.Int(0), row.Int(2), $"'{row.Word(4)}' is no type of request");
    }

    public static void TakeHosting(PanelRow row, Stock stock)
    {
        if (!TryTerms(row, "tblhosting", TargetKind.Service, stock.Reading, out Terms terms, out ServiceStatus status)) return;
        int id = row.Int(0);
        if (row.Yes(7)) stock.Suspensions[id] = new SuspensionWords(row.Text(9), true, row.Day(8));
        else if (status == ServiceStatus.Suspended && row.Text(9) is { Length: > 0 } reason) stock.Suspensions[id] = new SuspensionWords(reason, false, null);
        stock.Add(row.Int(1), terms, new ServiceRow(id, row.Day(6), status), reachable: true);
    }

    public static void TakeAddon(PanelRow row, Stock stock, Catalogue catalogue)
    {
        if (!TryTerms(row, "tblhostingaddons", TargetKind.Addon, stock.Reading, out Terms terms, out ServiceStatus status)) return;
        stock.Add(row.Int(1), terms, new ServiceRow(row.Int(0), row.Day(6), status, parent: row.Int(7)),
            reachable: stock.Adapters.For(TargetKind.Addon, terms.Product, catalogue.AddonModule(terms.Product)) is not null);
    }

    public static void TakeDomain(PanelRow row, Stock stock)
    {
        string? why = Statuses.Domain(row.Word(4)) is null ? $"'{row.Word(4)}' is no status of a domain"
            : !Cycles.TryYears(row.Int(3), out _) ? $"a registration period of {row.Int(3)} years is not 1 to 10"
            : row.Money(2) is not >= 0 ? "its recurring amount is missing or negative" : null;
        if (why is not null)
        {
            stock.Reading.CannotRead("tbldomains", row.Int(0), row.Int(1), why);
            return;
        }
        Cycles.TryYears(row.Int(3), out byte cycle);
        Terms terms = new(TargetKind.Domain, 0, cycle, row.Money(2)!.Value);
        stock.Add(row.Int(1), terms, new ServiceRow(row.Int(0), row.Day(5), Statuses.Domain(row.Word(4))!.Value, doNotRenew: row.Yes(6)),
            reachable: stock.Adapters.Domains is not null);
    }

    public static void TakeProject(PanelRow row, Stock stock, ProjectWords words, Life life)
    {
        ServiceStatus status = words.Read(row.Word(2).ToString(), row.Yes(3));
        if (row.Int(1) == 0 || life == (status == ServiceStatus.Completed ? Life.Live : Life.Ended)) return;   // a project without a client is nobody's debt
        Cycles.TryRead("One Time", out byte once);
        stock.Add(row.Int(1), new Terms(TargetKind.Project, 0, once, 0), new ServiceRow(row.Int(0), null, status), reachable: true);
    }

    // Hosting and addons have the same first columns: id, owner, product, amount, cycle, status.
    private static bool TryTerms(PanelRow row, string table, TargetKind kind, PanelReading reading, out Terms terms, out ServiceStatus status)
    {
        decimal? amount = row.Money(3);
        bool known = Cycles.TryRead(row.Word(4), out byte cycle);
        ServiceStatus? read = Statuses.Service(row.Word(5));
        terms = new Terms(kind, row.Int(2), cycle, amount ?? 0);
        status = read ?? default;
        string? why = read is null ? $"'{row.Word(5)}' is no status of a service" : !known ? $"'{row.Word(4)}' is no billing cycle"
            : amount is not >= 0 ? "its recurring amount is missing or negative" : null;
        if (why is not null) reading.CannotRead(table, row.Int(0), row.Int(1), why);
        return why is null;
    }
}
