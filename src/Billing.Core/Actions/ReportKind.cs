namespace Billing.Core.Actions;

/// <summary>The things a person should look at.</summary>
public enum ReportKind
{
    /// <summary>A debt that was too old when first seen; nothing is done about it.</summary>
    OldDebt,
    /// <summary>A closed client that still has services or debts.</summary>
    ClosedClient,
    /// <summary>A service that somebody else suspended.</summary>
    SuspendedByOthers,
    /// <summary>A debtor who is exempt from what follows the due date.</summary>
    Exempt,
    /// <summary>A service with the panel's flag against suspension.</summary>
    Override,
    /// <summary>A renewal whose invoice is only a draft.</summary>
    Draft,
    /// <summary>A renewal whose invoice was cancelled or refunded.</summary>
    VoidInvoice,
    /// <summary>A suspension that changed only the panel's status, because nothing reaches the server.</summary>
    NoAdapter,
    /// <summary>A service in use whose next due date is long past, without an invoice.</summary>
    NotInvoiced,
    /// <summary>A client whom nothing but the panel reaches.</summary>
    Unreachable,
    /// <summary>A row of the panel that cannot be understood.</summary>
    UnreadableRow,
    /// <summary>An order paid before our first day and still pending.</summary>
    PendingOrder,
    /// <summary>Something was sent and nobody knows whether it arrived; it is not repeated on a guess.</summary>
    InDoubt,
    /// <summary>A server or the panel refused an action for good.</summary>
    Refused,
    /// <summary>A server shows a service otherwise than the panel and our ledger do.</summary>
    Drift,
    /// <summary>The backup of a service that we removed is near its end; nobody has paid for its recovery.</summary>
    BackupExpires,
}

/// <summary>The words of <see cref="ReportKind"/>.</summary>
public static class ReportKinds
{
    /// <summary><c>suspended-by-others</c></summary>
    public static string Word(ReportKind kind) => kind switch
    {
        ReportKind.OldDebt => "old-debt",
        ReportKind.ClosedClient => "closed-client",
        ReportKind.SuspendedByOthers => "suspended-by-others",
        ReportKind.Exempt => "exempt",
        ReportKind.Override => "override",
        ReportKind.Draft => "draft",
        ReportKind.VoidInvoice => "void-invoice",
        ReportKind.NoAdapter => "no-adapter",
        ReportKind.NotInvoiced => "not-invoiced",
        ReportKind.Unreachable => "unreachable",
        ReportKind.UnreadableRow => "unreadable-row",
        ReportKind.PendingOrder => "pending-order",
        ReportKind.InDoubt => "in-doubt",
        ReportKind.Refused => "refused",
        ReportKind.Drift => "drift",
        ReportKind.BackupExpires => "backup-expires",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
