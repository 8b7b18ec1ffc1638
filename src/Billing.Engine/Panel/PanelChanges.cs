namespace Billing.Engine.Panel;

/// <summary>How far a panel has come: the highest numbers of what it only ever adds to. What is above a mark came after it, but for the stragglers: see <see cref="IPanel.ReadChangesAsync"/>.</summary>
/// <param name="Transaction">Of the transactions; 0 where there is none, null where they cannot be asked for, or are not asked for.</param>
/// <param name="LogLine">Of the lines of the activity log; 0 and null likewise.</param>
public sealed record PanelMark(long? Transaction, long? LogLine)
{
    /// <summary>Asks for nothing but how far the panel has come.</summary>
    public static readonly PanelMark None = new(null, null);
}

/// <summary>Where a change was seen.</summary>
public enum ChangeKind
{
    /// <summary>Money came in or went out.</summary>
    Transaction,
    /// <summary>The panel noted something beside the client: a status edited, credit applied, an order accepted, a cancellation asked for.</summary>
    LogLine,
}

/// <summary>Something happened about a client. It says whom to look at, and nothing of what follows.</summary>
/// <param name="Kind">Where it was seen.</param>
/// <param name="Id">Its number there.</param>
/// <param name="Client">Whom it is about.</param>
public sealed record PanelChange(ChangeKind Kind, long Id, int Client);

/// <summary>A page of what happened after a mark, lowest numbers first.</summary>
/// <param name="Changes">What concerns a client and is not our own line.</param>
/// <param name="ReadTo">How far this page reaches; what is asked next begins there. Never below the mark that was asked for; null where none was.</param>
/// <param name="Highest">The highest numbers there were. Below the mark: the panel went back, as a restored backup does.</param>
/// <param name="More">There is another page.</param>
/// <param name="Hidden">What our rights do not let us see, one line each with its cure; the rest was read.</param>
public sealed record PanelChanges(IReadOnlyList<PanelChange> Changes, PanelMark ReadTo, PanelMark Highest, bool More, IReadOnlyList<string> Hidden);

/// <summary>An open invoice, as far as a change of it must be noticed.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Client">Whose.</param>
/// <param name="State">What would have to change for a decision to change, in the panel's own words: status, total, due date. To be compared, not understood.</param>
public sealed record WatchedInvoice(int Id, int Client, string State);
