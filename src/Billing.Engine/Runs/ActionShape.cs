using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;

namespace Billing.Engine.Runs;

/// <summary>
/// Actions as scenarios write them: <c>{ "on": "2026-08-05", "action": "suspend", "target": "service 10", "cause": "invoice" }</c>. Plans, simulations and
/// scenarios print this one shape. Notices over several channels are one line with all of them.
/// </summary>
public static class ActionShape
{
    /// <summary>The actions of one day, in their order; notes are only for the record, a ticket is word for the provider's people, a welcome is the panel's own mail, and a backup whose time is over is nobody's loss: these are left out.</summary>
    /// <param name="acts">The actions.</param>
    /// <param name="on">The local day.</param>
    /// <param name="because">Also print the reasons.</param>
    public static IReadOnlyList<JsonObject> Of(IEnumerable<Planned> acts, DateOnly on, bool because = false)
    {
        List<JsonObject> shapes = [];
        Dictionary<string, JsonArray> told = new(StringComparer.Ordinal);
        foreach (Planned act in acts.Where(act => act.Action is not (BillingAction.Note or BillingAction.OpenTicket or BillingAction.Welcome or BillingAction.DiscardBackup)))
        {
            if (act.Action is BillingAction.Notify notify)
            {
                string key = string.Create(CultureInfo.InvariantCulture, $"{notify.Client}/{notify.InvoiceId}/{notify.Notice}/{notify.Subject}/{notify.Occasion}");
                if (told.TryGetValue(key, out JsonArray? via))
                {
                    Insert(via, notify.Channel);
                    continue;
                }
            }
            JsonObject shape = new() { ["on"] = Day(on), ["action"] = Word(act.Action) };
            foreach ((string name, JsonNode? value) in Fields(act)) shape[name] = value;
            if (because) shape["because"] = act.Because;
            if (act.Action is BillingAction.Notify first)
                told[string.Create(CultureInfo.InvariantCulture, $"{first.Client}/{first.InvoiceId}/{first.Notice}/{first.Subject}/{first.Occasion}")] = (JsonArray)shape["via"]!;
            shapes.Add(shape);
        }
        return shapes;
    }

    /// <summary>The action's word: <c>change-cycle</c>.</summary>
    public static string Word(BillingAction action) => action switch
    {
        BillingAction.Invoice => "invoice",
        BillingAction.Notify => "notify",
        BillingAction.Suspend => "suspend",
        BillingAction.Freeze => "freeze",
        BillingAction.Adopt => "adopt",
        BillingAction.Unsuspend => "unsuspend",
        BillingAction.Unfreeze => "unfreeze",
        BillingAction.Backup => "backup",
        BillingAction.Terminate => "terminate",
        BillingAction.Restore => "restore",
        BillingAction.Activate => "activate",
        BillingAction.ChangeCycle => "change-cycle",
        BillingAction.InvoiceRecovery => "invoice-recovery",
        BillingAction.Accept => "accept",
        BillingAction.OpenTicket => "open-ticket",
        BillingAction.LateFee => "late-fee",
        BillingAction.Welcome => "welcome",
        BillingAction.DiscardBackup => "discard-backup",
        BillingAction.Hold => "hold",
        BillingAction.Report => "report",
        BillingAction.Note => "note",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static (string Name, JsonNode? Value)[] Fields(Planned act) => act.Action switch
    {
        BillingAction.Invoice invoice => [("client", invoice.Client), ("items", Items(invoice.Items)), ("due", Day(invoice.Due))],
        BillingAction.Notify { Due: { } due } notify => [("client", notify.Client), ("due", Day(due)), .. Number(notify.InvoiceId), ("notice", notify.Notice), ("via", new JsonArray(notify.Channel))],
        BillingAction.Notify notify => [("client", notify.Client), ("notice", notify.Notice), ("via", new JsonArray(notify.Channel))],
        BillingAction.Suspend suspend => About(act, suspend.Cause),
        BillingAction.Freeze freeze => About(act, freeze.Cause),
        BillingAction.Adopt adopt => About(act, adopt.Cause),
        BillingAction.ChangeCycle change => [.. About(act, null), ("from", change.From.Name), ("to", change.To.Name)],
        BillingAction.InvoiceRecovery recovery => [("client", recovery.Client), ("items", new JsonArray($"recovery {recovery.Target}")), ("due", Day(recovery.Due))],
        BillingAction.Accept accept => [("client", accept.Client), ("due", Day(accept.Due)), ("invoice", accept.InvoiceId)],
        BillingAction.OpenTicket ticket => [("client", ticket.Client), ("invoice", ticket.InvoiceId)],
        BillingAction.LateFee fee => [("client", fee.Client), .. Number(fee.InvoiceId), ("amount", fee.Amount), ("due", Day(fee.Due))],
        BillingAction.Hold hold => [("reason", "brake"), ("count", hold.Count)],
        BillingAction.Report report => [("kind", ReportKinds.Word(report.Kind)), .. About(act, null), .. Number(report.InvoiceId)],
        _ => About(act, null),
    };

    /// <summary>An invoice that is only planned has no number yet.</summary>
    private static (string, JsonNode?)[] Number(int? invoice) => invoice is > 0 ? [("invoice", invoice)] : [];

    private static (string, JsonNode?)[] About(Planned act, Cause? cause)
    {
        List<(string, JsonNode?)> fields = [("client", act.Client)];
        if (act.Action.About is { } target) fields.Add(("target", target.ToString()));
        if (cause is not null) fields.Add(("cause", cause.Kind == CauseKind.Client ? "client" : "invoice"));
        return [.. fields];
    }

    private static JsonArray Items(IReadOnlyList<Target> items) => [.. items.Select(item => (JsonNode)item.ToString()).OrderBy(item => item.GetValue<string>(), StringComparer.Ordinal)];

    private static void Insert(JsonArray via, string channel)
    {
        string[] all = [.. via.Select(node => node!.GetValue<string>()).Append(channel).Distinct().Order(StringComparer.Ordinal)];
        via.Clear();
        foreach (string one in all) via.Add(one);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
