using System.Globalization;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Clients of whom several things renew on the same day, by different payment methods.</summary>
internal static class PaymentMethods
{
    private static readonly FindingKind Differ = new("payment-methods-differ", Severity.Note,
        "The panel puts what is paid by different methods on different invoices, so these clients do not get the one invoice that the policy promises.",
        "Let them choose one method for all their services, or leave it as they wanted it.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Differ, Rounds.LeftOut];

    public static async Task<IEnumerable<Finding>> AskAsync(DatabaseLook look, CancellationToken cancel)
    {
        if (!look.Policy.Renewal.OneInvoiceADay) return [];
        foreach (string table in new[] { "tblhosting", "tblhostingaddons", "tbldomains" })
            if (look.Hidden("payment methods", table, "paymentmethod") is { } hidden) return [hidden];
        Things clients = new("client");
        // The server joins and counts; only the clients come here. A partial or zero date is before the year 1000.
        await look.Session.EachAsync("""
            SELECT DISTINCT t.userid FROM (
                SELECT userid, nextduedate, paymentmethod FROM tblhosting WHERE domainstatus IN ('Active', 'Suspended') AND billingcycle NOT IN ('Free Account', 'Free', 'One Time', 'One-Time')
                UNION ALL SELECT h.userid, a.nextduedate, a.paymentmethod FROM tblhostingaddons a JOIN tblhosting h ON h.id = a.hostingid
                    WHERE a.status IN ('Active', 'Suspended') AND a.billingcycle NOT IN ('Free Account', 'Free', 'One Time', 'One-Time')
                UNION ALL SELECT userid, nextduedate, paymentmethod FROM tbldomains WHERE status IN ('Active', 'Grace')) t
            WHERE YEAR(t.nextduedate) > 1000 GROUP BY t.userid, t.nextduedate HAVING COUNT(DISTINCT t.paymentmethod) > 1 ORDER BY t.userid
            """, row => clients.Add(row.Int(0)), cancel);
        return clients.Count == 0 ? [] : [new Finding(Differ, string.Create(CultureInfo.InvariantCulture, $"{clients.Count} clients have services that renew on the same day by different payment methods"), "", clients)];
    }
}
