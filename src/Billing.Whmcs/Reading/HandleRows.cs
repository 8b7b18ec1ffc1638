using System.Globalization;
using Billing.Core.Facts;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>
/// Things as an adapter needs them, in one set of columns for all kinds: client, domain, account, the server's number, name, host name and address, name,
/// status, one column of the kind's own (why it is suspended, an addon's service, whether a project is done), number, product, of an order the client's mailbox.
/// An addon has neither account nor domain of its own: those of its service are the service's, and must not go offline or be removed for an addon.
/// </summary>
internal static class HandleRows
{
    public const int Id = 10, Product = 11;

    /// <summary>The question; of projects only where the panel has them.</summary>
    /// <param name="kind">Of which kind.</param>
    /// <param name="where">The condition; the thing's own table is <c>t</c>.</param>
    /// <param name="hint">An index to go by; empty for the database's choice.</param>
    public static string Sql(TargetKind kind, string where, string hint = "") => kind switch
    {
        TargetKind.Service => $"""
            SELECT t.userid, t.domain, t.username, s.id, s.name, s.hostname, s.ipaddress, p.name, CAST(t.domainstatus AS BINARY), t.suspendreason, t.id, t.packageid,
                   CASE WHEN t.domainstatus = 'Pending' THEN k.email ELSE '' END
            FROM tblhosting t{hint} LEFT JOIN tblservers s ON s.id = t.server LEFT JOIN tblproducts p ON p.id = t.packageid LEFT JOIN tblclients k ON k.id = t.userid WHERE {where}
            """,
        TargetKind.Addon => $"""
            SELECT h.userid, '', '', s.id, s.name, s.hostname, s.ipaddress, t.name, CAST(t.status AS BINARY), t.hostingid, t.id, t.addonid, h.domain
            FROM tblhostingaddons t{hint} LEFT JOIN tblhosting h ON h.id = t.hostingid LEFT JOIN tblservers s ON s.id = h.server WHERE {where}
            """,
        TargetKind.Domain => $"SELECT t.userid, t.domain, '', NULL, NULL, NULL, NULL, t.registrar, CAST(t.status AS BINARY), 0, t.id, 0 FROM tbldomains t{hint} WHERE {where}",
        _ => $"SELECT t.userid, '', '', NULL, NULL, NULL, NULL, t.title, CAST(t.status AS BINARY), t.completed, t.id, 0 FROM mod_project t{hint} WHERE {where}",
    };

    public static ServiceHandle Read(Target target, PanelRow row) => new(
        target.ToString(), row.Int(0), row.Text(1).Trim(), row.Text(2).Trim(),
        row.IsNull(3) ? null : ServerList.Handle(row, 3), Words(target, row));

    private static Dictionary<string, string> Words(Target target, PanelRow row) => target.Kind switch
    {
        TargetKind.Service => HandleWords.Of(row.Text(7), row.Word(8), row.Text(9), (HandleWords.Product, Number(row.Int(Product))), (HandleWords.Email, row.Text(12))),
        TargetKind.Addon => HandleWords.Of(row.Text(7), row.Word(8), "", ("service", Number(row.Int(9))), ("domain", row.Text(12))),
        TargetKind.Domain => new() { ["zone"] = row.Text(1).Trim(), ["registrar"] = row.Text(7).Trim() },
        _ => PanelText.Plain(row.Text(7)) is { Length: > 0 } title ? new() { ["project"] = Number(target.Id), ["name"] = title } : new() { ["project"] = Number(target.Id) },
    };

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
