using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Writing;

/// <summary>Tickets of objections. The panel opens as many as it is asked for: the mark in the subject is how one is found again.</summary>
/// <param name="api">The panel.</param>
/// <param name="department">The number of the department that objections go to; null when none is configured.</param>
internal sealed class Tickets(WhmcsApi api, int? department)
{
    /// <summary>Without it the panel lists only tickets of departments that our credential's administrator belongs to: one of ours would be opened again and again.</summary>
    public const string AllDepartments = "ignore_dept_assignments";

    private static readonly HashSet<string> Over = new(["Answered", "Closed"], StringComparer.OrdinalIgnoreCase);

    public async Task<int?> FindAsync(int client, string mark, CancellationToken cancel)
    {
        List<Tuple<int>> marked = await new ApiPages(api).ReadAsync(() => new ApiCall("GetTickets").With("clientid", client).With(AllDepartments, 1), "tickets", "ticket",
            row => PanelText.Plain(row.Text("subject")).Contains(mark, StringComparison.Ordinal) ? Tuple.Create(row.Number("id")) : null, null, cancel);
        return marked.Count > 0 ? marked.Min(one => one.Item1) : null;
    }

    /// <summary>In the client's name, so that the answer reaches the client.</summary>
    public Task OpenAsync(int client, string subject, string message, CancellationToken cancel) => department is { } number
        ? api.WriteAsync(new ApiCall("OpenTicket").With("deptid", number).With("clientid", client).With("subject", subject).With("message", PanelText.Storable(message)).With("priority", "High"), cancel)
        : throw new PanelException(PanelFailure.Rejected, "no department takes objections: write its number to \"panel\": { \"tickets\": { \"department\": 1 } } in billing.json");

    public async Task<bool> IsAnsweredAsync(int ticket, CancellationToken cancel)
    {
        ApiCall call = new ApiCall("GetTicket").With("ticketid", ticket);
        if (await api.FindAsync(call, cancel) is not { } answer) return true;
        return api.Understand(call, answer, fields => Over.Contains(fields.Text("status")) || fields.List("replies", "reply").Any(reply => reply.Text("admin").Trim().Length > 0));
    }
}
