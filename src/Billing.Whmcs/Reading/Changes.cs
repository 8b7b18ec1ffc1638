using System.Runtime.CompilerServices;
using Billing.Engine.Panel;

namespace Billing.Whmcs.Reading;

/// <summary>What happened after a mark: rows of two tables that only grow, by their primary keys. Each statement takes a fraction of a millisecond, however large the tables are.</summary>
internal sealed class Changes(PanelSession session, PanelMark after)
{
    /// <summary>So many rows of each table make a page.</summary>
    public const int Page = 1000;

    private readonly List<PanelChange> found = [];
    private readonly List<string> hidden = [];
    private bool more;

    /// <summary>A transaction may name its invoice only.</summary>
    public static string Transactions(long after) => Text($"""
        SELECT a.id, IF(a.userid > 0, a.userid, i.userid) FROM tblaccounts a LEFT JOIN tblinvoices i ON i.id = a.invoiceid
        WHERE a.id > {after} ORDER BY a.id LIMIT {Page}
        """);

    /// <summary>Of each line the beginning only, by which our own are known.</summary>
    public static string LogLines(long after) => Text($"SELECT id, userid, LEFT(description, 20) FROM tblactivitylog WHERE id > {after} ORDER BY id LIMIT {Page}");

    public static string Highest(string table) => $"SELECT COALESCE(MAX(id), 0) FROM {table}";

    public async Task<PanelChanges> ReadAsync(CancellationToken cancel)
    {
        (long? Highest, long? Read) money = await OfAsync("tblaccounts", ChangeKind.Transaction, Transactions, after.Transaction, cancel);
        (long? Highest, long? Read) log = await OfAsync("tblactivitylog", ChangeKind.LogLine, LogLines, after.LogLine, cancel);
        return new PanelChanges(found, new PanelMark(money.Read, log.Read), new PanelMark(money.Highest, log.Highest), more, hidden);
    }

    private async Task<(long? Highest, long? Read)> OfAsync(string table, ChangeKind kind, Func<long, string> sql, long? after, CancellationToken cancel)
    {
        int rows = 0;
        try
        {
            long highest = await session.OneAsync(Highest(table), row => row.Long(0), cancel);
            if (after is not { } mark || highest <= mark) return (highest, after);
            long read = mark;
            await session.EachAsync(sql(mark), row =>
            {
                rows++;
                read = row.Long(0);
                if (row.Long(1) is > 0 and <= int.MaxValue and long client && (kind != ChangeKind.LogLine || !OwnLines.Has(row.Text(2)))) found.Add(new PanelChange(kind, read, (int)client));
            }, cancel);
            more |= rows == Page;
            return (Math.Max(highest, read), read);
        }
        catch (PanelException no) when (no.Failure == PanelFailure.MissingRight)
        {
            hidden.Add(no.Message);
            return (null, after);
        }
    }

    private static string Text(ref DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
}
