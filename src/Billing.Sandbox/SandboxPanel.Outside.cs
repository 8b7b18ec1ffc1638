using Billing.Sandbox.Database;

namespace Billing.Sandbox;

/// <summary>What somebody can set by hand in the panel.</summary>
public enum PanelTarget { Service, Addon, Domain, Project, Client }

public sealed partial class SandboxPanel
{
    /// <summary>
    /// A payment is credited (null: what is owed). The invoice is Paid when nothing is owed; then due dates move one cycle, once
    /// per invoice. On a Paid invoice the money becomes credit of the client.
    /// </summary>
    /// <exception cref="InvalidOperationException">the panel refuses it, e.g. on a cancelled invoice.</exception>
    public void Pay(int invoice, decimal? amount = null, string transaction = "", string gateway = "") => Outside(() => panel.Payments.Pay(invoice, amount, transaction, gateway));

    public void MarkPending(int invoice) => Outside(() => panel.Reversals.MarkPending(invoice));
    public void Refund(int invoice) => Outside(() => panel.Reversals.Refund(invoice));
    public void Cancel(int invoice) => Outside(() => panel.Reversals.Cancel(invoice));

    /// <summary>Unpaid again; one that was paid owes its total again, its due dates stay.</summary>
    public void Reopen(int invoice) => Outside(() => panel.Reversals.Reopen(invoice));

    /// <summary>Collections: the total is owed again, and the due dates it had moved go back one cycle.</summary>
    public void Chargeback(int invoice) => Outside(() => panel.Reversals.Chargeback(invoice));

    /// <summary>Somebody changes a status in the panel; for a hosted service the server follows unless told otherwise.</summary>
    public void SetStatusByHand(PanelTarget target, int id, string status, string reason = "", bool serverToo = true) => Outside(() =>
    {
        (string table, string column) = target switch
        {
            PanelTarget.Service => ("tblhosting", "domainstatus"),
            PanelTarget.Addon => ("tblhostingaddons", "status"),
            PanelTarget.Domain => ("tbldomains", "status"),
            PanelTarget.Project => ("mod_project", "status"),
            _ => ("tblclients", "status"),
        };
        Row row = database.Find(table, id) ?? throw new InvalidOperationException($"The sandbox panel has no {target} {id}.");
        if (target is PanelTarget.Service && serverToo) Follow(row, status, reason);
        database.Update(table, id, (column, status), ("updated_at", panel.Clock.Now));
        if (target is PanelTarget.Service) database.Update(table, id, ("suspendreason", status is "Suspended" ? reason : ""));
        if (target is PanelTarget.Service or PanelTarget.Addon && status is "Terminated" or "Cancelled") database.Update(table, id, ("termination_date", Today));
        panel.Log.Write($"Modified {target} by hand - {target} ID: {id} - Status: {status}", target is PanelTarget.Client ? id : row.Int("userid"), "Admin");
    });

    /// <summary>Somebody of the staff answers a ticket.</summary>
    public void AnswerTicket(int ticket, string text) => Outside(() => Api.TicketActions.Reply(panel, ticket, text, "Admin", 0, ""));

    /// <summary>The day's last automation ran now: what GetAutomationLog tells of the panel's cron.</summary>
    public void CronRan() => Outside(() => panel.Settings.Set("lastDailyCronInvocationTime", panel.Clock.Now));

    void Follow(Row service, string status, string reason)
    {
        if (Options.Whm is not { } whm || database.Find("tblproducts", service.Int("packageid"))?.Text("servertype") is not "cpanel") return;
        string user = service.Text("username");
        switch (status)
        {
            case "Suspended": whm.Suspend(user, reason); break;
            case "Active": whm.Unsuspend(user); break;
            case "Terminated": whm.Remove(user); break;
        }
    }

    void Outside(Action change)
    {
        try { database.Do(change); }
        catch (Rules.PanelRefusal refusal) { throw new InvalidOperationException($"The sandbox panel refused: {refusal.Message}.", refusal); }
    }
}
