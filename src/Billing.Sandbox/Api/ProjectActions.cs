using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

/// <summary>The project management addon.</summary>
internal sealed class ProjectActions(Panel panel)
{
    const string Columns = "id userid title ticketids invoiceids notes adminid status created duedate completed lastmodified watchers";

    static readonly string[] editable = ["adminid", "userid", "status", "created", "duedate", "completed", "title", "ticketids", "invoiceids", "notes"];

    public JsonObject GetProjects(Arguments a)
    {
        Query query = new(panel.Database, "mod_project", a);
        foreach (string filter in editable)
            query.Where(filter, a.Text(filter));
        var (rows, total) = query.Page();
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("projects", new JsonArray([.. rows.Select(row => Answer.Pick(row, Columns))]))]);
    }

    /// <summary>The one answer without result=success.</summary>
    public JsonObject GetProject(Arguments a)
    {
        int id = Find(a).Int("id");
        return new JsonObject
        {
            ["projectinfo"] = Answer.Pick(Find(a), Columns),
            ["tasks"] = Answer.Listed("task", panel.Database.Rows("SELECT * FROM mod_projecttasks WHERE projectid = @id ORDER BY id", new { id })
                .Select(row => Answer.Pick(row, "id projectid task notes adminid created duedate completed billed order"))),
            ["messages"] = Answer.Listed("message", panel.Database.Rows("SELECT * FROM mod_projectmessages WHERE projectid = @id ORDER BY id", new { id })
                .Select(row => Answer.Pick(row, "id projectid date message attachments adminid"))),
        };
    }

    public JsonObject UpdateProject(Arguments a)
    {
        int id = Find(a).Int("id");
        panel.Database.Update("mod_project", id, [.. from name in editable
                                                     where a.Has(name) select (name, (object?)a.Text(name)), ("lastmodified", panel.Clock.Now)]);
        return Answer.Success(("message", "Project Has Been Updated"));
    }

    public JsonObject AddProjectMessage(Arguments a)
    {
        int id = Find(a).Int("id");
        panel.Database.Insert("mod_projectmessages", ("projectid", id), ("date", panel.Clock.Now), ("message", a.Text("message")), ("attachments", ""), ("adminid", a.Int("adminid")));
        return Answer.Success(("message", "Message has been added"));
    }

    Row Find(Arguments a) => a.Has("projectid") ? panel.Database.Find("mod_project", a.Int("projectid")) ?? throw new PanelRefusal("Project ID Not Found")
        : throw new PanelRefusal("Project ID is Required");
}
