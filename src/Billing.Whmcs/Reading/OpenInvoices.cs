using Billing.Engine.Panel;

namespace Billing.Whmcs.Reading;

/// <summary>Which invoices are still open, asked by the two indexes that there are: the invoices' numbers, and their clients. In handfuls, so that no statement holds the database up.</summary>
internal sealed class OpenInvoices(PanelSession session)
{
    private const int Clients = 100, Numbers = 2500;

    private const string What = "SELECT id, userid, CONCAT_WS('|', status, total, COALESCE(duedate, '')) FROM tblinvoices WHERE ";

    /// <summary>A status that nobody knows counts as open: whatever becomes of it is a change.</summary>
    private const string Open = " AND status NOT IN ('Paid', 'Cancelled', 'Refunded', 'Draft')";

    public static string Of(IEnumerable<int> clients) => $"{What}userid IN ({Scope.List(clients)}){Open}";

    public static string Numbered(IEnumerable<int> numbers) => $"{What}id IN ({Scope.List(numbers)}){Open}";

    public async Task<IReadOnlyList<WatchedInvoice>> ReadAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel)
    {
        Dictionary<int, WatchedInvoice> open = [];
        foreach (string sql in clients.Chunk(Clients).Select(Of).Concat(numbers.Chunk(Numbers).Select(Numbered)))
            await session.EachAsync(sql, row =>
            {
                WatchedInvoice one = new(row.Int(0), row.Int(1), row.Text(2));
                open[one.Id] = one;
            }, cancel);
        return [.. open.Values];
    }
}
