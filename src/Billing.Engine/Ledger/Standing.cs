using System.Diagnostics;
using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Engine.Ledger;

/// <summary>How a deed stands in the ledger, and what may follow. Every ledger keeps these rules by asking here.</summary>
internal static class Standing
{
    /// <summary>Begun.</summary>
    public const string Open = "open";
    /// <summary>Begun, and the irrevocable part has started.</summary>
    public const string HandedOver = "handed-over";
    /// <summary>It is so.</summary>
    public const string Done = "done";
    /// <summary>Permanently refused.</summary>
    public const string Refused = "refused";
    /// <summary>To be tried again.</summary>
    public const string Later = "later";
    /// <summary>It may have happened.</summary>
    public const string Doubt = "doubt";
    /// <summary>No longer wanted when its turn came.</summary>
    public const string Dropped = "dropped";

    /// <summary>Those in which a client needs to be looked at.</summary>
    public static readonly IReadOnlyList<string> Unsettled = [Open, HandedOver, Doubt, Later];

    public static string After(Outcome outcome) => outcome switch
    {
        Outcome.Done => Done,
        Outcome.Refused => Refused,
        Outcome.TryLater => Later,
        Outcome.InDoubt => Doubt,
        Outcome.Dropped => Dropped,
        _ => throw new UnreachableException(),
    };

    /// <summary>The token of slow work that remains: without a new one the old one stays, until an outcome is final.</summary>
    public static string? TokenAfter(Outcome outcome, string? before) => outcome switch
    {
        Outcome.TryLater { Token: "" } => null,
        Outcome.TryLater later => later.Token ?? before,
        Outcome.InDoubt => before,
        _ => null,
    };

    /// <summary>How far a deed has come, as decisions see it. A notice or a welcome begun and never handed over went to nobody, and may be sent.</summary>
    public static DeedState Read(string state, bool handedOver, BillingAction action) => state switch
    {
        Done => DeedState.Done,
        HandedOver or Doubt => DeedState.InDoubt,
        Open => action is BillingAction.Notify or BillingAction.Welcome && !handedOver ? DeedState.NotDone : DeedState.InDoubt,
        Later => DeedState.NotDone,
        _ => DeedState.GivenUp,
    };

    /// <summary>What a deed that was done changes in the list of things that are offline because of us.</summary>
    public static (Target Target, bool Offline)? Moves(BillingAction action) => action switch
    {
        BillingAction.Suspend suspend => (suspend.Target, true),
        BillingAction.Freeze freeze => (freeze.Target, true),
        BillingAction.Adopt adopt => (adopt.Target, true),
        BillingAction.Unsuspend unsuspend => (unsuspend.Target, false),
        BillingAction.Unfreeze unfreeze => (unfreeze.Target, false),
        BillingAction.Terminate terminate => (terminate.Target, false),
        BillingAction.Note { Kind: NoteKind.UndoneByHand, Target: { } target } => (target, false),
        _ => null,
    };
}
