using Billing.Core.Actions;
using Billing.Engine.Runs;

namespace Billing.Engine.Forecasting;

/// <summary>The names under which acts are counted: the action's word, with the notice's name, the report's kind, or whose debt it is.</summary>
internal static class Groups
{
    public const string Invoice = "invoice", Suspend = "suspend", SuspendClient = "suspend client", Freeze = "freeze", Terminate = "terminate", Notify = "notify ";

    public static string? Of(BillingAction action) => action switch
    {
        BillingAction.Note or BillingAction.OpenTicket => null,
        BillingAction.Notify notify => Notify + notify.Notice,
        BillingAction.Report report => $"report {ReportKinds.Word(report.Kind)}",
        BillingAction.Suspend { Cause.Kind: CauseKind.Client } => SuspendClient,
        _ => ActionShape.Word(action),
    };
}
