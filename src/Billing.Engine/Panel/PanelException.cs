namespace Billing.Engine.Panel;

/// <summary>What went wrong between us and the panel, by what may follow.</summary>
public enum PanelFailure
{
    /// <summary>It could not be reached; nothing was sent.</summary>
    Unreachable,
    /// <summary>It does not accept our credentials or address.</summary>
    AccessDenied,
    /// <summary>Our role may not do this action.</summary>
    MissingRight,
    /// <summary>It answered something that cannot be understood.</summary>
    BadAnswer,
    /// <summary>It understood and said no.</summary>
    Rejected,
    /// <summary>Something was sent, and no answer came: it may have happened.</summary>
    InDoubt,
}

/// <summary>A call to the panel failed. The message is one line: what, where, what to do; never a secret.</summary>
public sealed class PanelException(PanelFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind.</summary>
    public PanelFailure Failure { get; } = failure;
}
