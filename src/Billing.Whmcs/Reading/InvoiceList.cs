using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>Invoices with their lines and balances: one statement, a row a line, the lines of an invoice together.</summary>
internal sealed class InvoiceList(Stock stock)
{
    /// <summary>The statuses of an invoice that is not settled.</summary>
    public const string Open = "'Unpaid', 'Draft', 'Payment Pending', 'Collections'";

    private int current;            // the invoice whose lines pass by
    private int at = -1;            // where it is in the stock; -1 when it was left out
    private Target? recovered;

    // The total is after credit; what the client paid is in the transactions, refunds and reversals as negative ones.
    public static string Sql(string where) => $"""
        SELECT i.id, i.userid, i.date, i.duedate, CAST(i.status AS BINARY),
               i.total - COALESCE((SELECT SUM(a.amountin - a.amountout) FROM tblaccounts a WHERE a.invoiceid = i.id), 0),
               IF(i.notes LIKE '%{RecoveryMark.Start}%' OR i.notes LIKE '%{FeeMark.LateFeeStart}%', i.notes, ''),
               it.id, CAST(it.type AS BINARY), it.relid, it.amount, it.duedate, it.description LIKE '{RecoveryMark.LineStart}%', i.datepaid
        FROM tblinvoices i LEFT JOIN tblinvoiceitems it ON it.invoiceid = i.id WHERE {where}
        """;

    public static readonly string AllOpen = Sql($"i.status IN ({Open})");

    /// <summary>
    /// Invoices with a status that nobody knows, to be reported. The column is indexed by three letters only, so the question names the gaps between those of
    /// the seven statuses that there are; asking for "none of the seven" would read every invoice ever made. A word that begins like one of the seven stays unseen.
    /// </summary>
    public static readonly string AllOdd = Sql("""
        (i.status < 'Camzz' OR i.status > 'Cao' AND i.status < 'Cokzz' OR i.status > 'Com' AND i.status < 'Dqzzz' OR i.status > 'Drb' AND i.status < 'Pahzz'
         OR i.status > 'Paj' AND i.status < 'Paxzz' OR i.status > 'Paz' AND i.status < 'Reezz' OR i.status > 'Reg' AND i.status < 'Unozz' OR i.status > 'Unq')
        """);

    public static Task ReadAsync(PanelSession session, string sql, Stock stock, CancellationToken cancel) => session.EachAsync(sql, new InvoiceList(stock).Take, cancel);

    public void Take(PanelRow row)
    {
        if (row.Int(0) != current) Begin(row);
        if (at < 0 || row.IsNull(7)) return;
        ReadOnlySpan<char> type = row.Word(8);
        InvoiceKind makes = LineTypes.Makes(type);
        if (makes != InvoiceKind.Ordinary) stock.Invoices[at].Kind = makes;
        Target? target = LineTypes.Renews(type) is { } kind && row.Int(9) > 0 ? new Target(kind, row.Int(9)) : type.IsEmpty && row.Yes(12) ? recovered : null;
        if (row.Money(10) is null) stock.Reading.CannotRead("tblinvoiceitems", row.Int(7), row.Int(1), $"the line of invoice {current} has no amount; it is read as 0");
        stock.Add(at, new LineRow
        {
            Kind = target?.Kind ?? default, Related = target?.Id ?? 0, Amount = row.Money(10) ?? 0, Period = row.Day(11)?.DayNumber ?? 0,
        });
    }

    private void Begin(PanelRow row)
    {
        (current, at, recovered) = (row.Int(0), -1, null);
        DateOnly? due = row.Day(3), date = row.Day(2);
        InvoiceStatus? status = Statuses.Invoice(row.Word(4));
        bool owed = status is InvoiceStatus.Unpaid or InvoiceStatus.Collections or InvoiceStatus.PaymentPending;
        string? why = status is null ? $"'{row.Word(4)}' is no status of an invoice"
            : owed && due is null ? "it is owed and has no due date"
            : due is null && date is null ? "it has neither a date nor a due date"
            : row.Money(5) is null ? "it has no total" : null;
        if (why is not null)
        {
            stock.Reading.CannotRead("tblinvoices", current, row.Int(1), why);
            return;
        }
        bool settled = status is InvoiceStatus.Paid or InvoiceStatus.Cancelled or InvoiceStatus.Refunded;
        if (settled && !stock.Settled.Add(current)) return;
        recovered = RecoveryMark.Read(row.Text(6));
        at = stock.Add(row.Int(1), new InvoiceRow
        {
            Id = current, Date = (date ?? due)!.Value.DayNumber, Due = (due ?? date)!.Value.DayNumber, Status = status!.Value, Balance = row.Money(5)!.Value,
            Kind = recovered is not null ? InvoiceKind.Recovery : FeeMark.IsLateFee(row.Text(6)) ? InvoiceKind.LateFee : InvoiceKind.Ordinary, Paid = status == InvoiceStatus.Paid ? row.Day(13)?.DayNumber ?? 0 : 0,
        });
    }
}
