using System.Globalization;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Clients, and groups of them, whose services the panel never puts on one invoice.</summary>
internal static class SeparateInvoices
{
    private static readonly FindingKind Clients = new("separate-invoices", Severity.Warning,
        "The policy promises one invoice for what renews on the same day; the panel raises one for each of their services, and each has notices and deadlines of its own.",
        "Untick *Separate Invoices* in their profiles, or write `\"sameDay\": \"separate\"` where that is meant for all.");

    private static readonly FindingKind Groups = new("separate-invoices-group", Severity.Warning,
        "As with single clients: nobody in that group gets one invoice for what renews on the same day.", "Untick *Separate Invoices for Services* of the group.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Clients, Groups, Rounds.LeftOut];

    public static async Task<IEnumerable<Finding>> AskAsync(DatabaseLook look, CancellationToken cancel)
    {
        if (!look.Policy.Renewal.OneInvoiceADay) return [];
        List<Finding> found = [];
        if (look.Hidden("clients with separate invoices", "tblclients", "separateinvoices") is { } hidden) found.Add(hidden);
        else
        {
            Things clients = new("client");
            // In the 8.x schema a number, in the 7.x one a text: as a number every text would be 0.
            await look.Session.EachAsync("SELECT id FROM tblclients WHERE CAST(separateinvoices AS CHAR) IN ('1', 'on') AND status <> 'Closed' ORDER BY id", row => clients.Add(row.Int(0)), cancel);
            if (clients.Count > 0) found.Add(new Finding(Clients, string.Create(CultureInfo.InvariantCulture, $"{clients.Count} clients get an invoice for each service"), "tblclients.separateinvoices", clients));
        }
        if (look.Hidden("client groups with separate invoices", "tblclientgroups", "separateinvoices") is { } hiddenToo) return [.. found, hiddenToo];
        List<(int, string)> groups = [];
        await look.Session.EachAsync("SELECT id, groupname FROM tblclientgroups WHERE separateinvoices IN ('1', 'on') ORDER BY id", row => groups.Add((row.Int(0), Mapping.PanelText.Plain(row.Text(1)))), cancel);
        return [.. found, .. OfGroups(groups)];
    }

    /// <summary>The same by whichever way the groups were read.</summary>
    public static IEnumerable<Finding> OfGroups(IReadOnlyList<(int Id, string Name)> groups) => groups.Count == 0 ? []
        : [new Finding(Groups, $"all clients of these groups get an invoice for each service: {string.Join(", ", groups.Take(5).Select(group => group.Name))}{(groups.Count > 5 ? ", …" : "")}", "client groups", Things.Of("client group", groups.Select(group => group.Id)))];
}
