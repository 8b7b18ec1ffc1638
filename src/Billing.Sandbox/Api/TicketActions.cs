using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

internal sealed class TicketActions(Panel panel)
{
    public JsonObject OpenTicket(Arguments a)
    {
        foreach (string required in new[] { "deptid", "subject", "message" })
            if (!a.Has(required)) throw new PanelRefusal($"{required} is required");
        if (panel.Database.Find("tblticketdepartments", a.Int("deptid")) is null) throw new PanelRefusal("Department ID not found");
        int client = a.Int("clientid");
        if (client > 0 && panel.Database.Find("tblclients", client) is null) throw new PanelRefusal("Client ID Not Found");
        int id = panel.Database.Insert("tbltickets", ("did", a.Int("deptid")), ("userid", client), ("c", "sandbox"), ("date", panel.Clock.Now), ("title", a.Text("subject")),
            ("message", a.Text("message")), ("status", "Open"), ("urgency", a.Text("priority", "Medium")));
        string mask = $"SBX-{id:D6}";
        panel.Database.Update("tbltickets", id, ("tid", mask));
        return Answer.Success(("id", id), ("tid", mask), ("c", "sandbox"));
    }

    public JsonObject AddTicketReply(Arguments a)
    {
        Row ticket = Find(a);
        Reply(panel, ticket.Int("id"), a.Text("message"), a.Text("adminusername"), a.Int("clientid"), a.Text("status"));
        return Answer.Success();
    }

    /// <summary>By an administrator the ticket is answered; by the client it waits for an answer.</summary>
    public static void Reply(Panel panel, int ticket, string message, string admin, int client, string status)
    {
        panel.Database.Insert("tblticketreplies", ("tid", ticket), ("userid", client), ("date", panel.Clock.Now), ("message", message), ("admin", admin));
        panel.Database.Update("tbltickets", ticket, ("status", status is not "" ? status : admin is "" ? "Customer-Reply" : "Answered"));
    }

    public JsonObject GetTicket(Arguments a)
    {
        Row ticket = Find(a);
        JsonObject answer = Answer.Success();
        foreach ((string key, JsonNode? value) in Answer.Pick(ticket, "id:ticketid tid c did:deptid userid date title:subject status urgency:priority"))
            answer[key] = value?.DeepClone();
        answer["replies"] = Answer.Listed("reply",
        [
            Answer.Pick(ticket, "userid date message"),
            .. panel.Database.Rows("SELECT * FROM tblticketreplies WHERE tid = @id ORDER BY id", new { id = ticket.Int("id") }).Select(row => Answer.Pick(row, "id:replyid userid date message admin")),
        ]);
        return answer;
    }

    public JsonObject GetTickets(Arguments a)
    {
        // The API user of the sandbox belongs to no department.
        if (!a.Flag("ignore_dept_assignments")) return Answer.Success([.. Answer.Paged(0, 0, 0), ("tickets", Answer.Listed("ticket", []))]);
        Query query = new Query(panel.Database, "tbltickets", a).Where("userid", a.Given("clientid")).Where("status", a.Text("status"))
            .When(a.Has("subject"), "title LIKE @value", $"%{a.Text("subject")}%");
        var (rows, total) = query.Page();
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("tickets", Answer.Listed("ticket",
            rows.Select(row => Answer.Pick(row, "id tid did:deptid userid date title:subject status urgency:priority"))))]);
    }

    public JsonObject GetSupportDepartments(Arguments a)
    {
        IReadOnlyList<Row> rows = a.Flag("ignore_dept_assignments") ? panel.Database.Rows("SELECT * FROM tblticketdepartments ORDER BY id") : [];
        return Answer.Success(("totalresults", rows.Count), ("departments", Answer.Listed("department", rows.Select(row => Answer.Pick(row, "id name")))));
    }

    Row Find(Arguments a) => (a.Has("ticketnum") ? panel.Database.One("SELECT * FROM tbltickets WHERE tid = @mask", new { mask = a.Text("ticketnum") })
        : panel.Database.Find("tbltickets", a.Int("ticketid"))) ?? throw new PanelRefusal("Ticket ID Not Found");
}
