namespace Billing.Engine.Panel;

/// <summary>What a panel may implement besides <see cref="IPanel"/>: it says what becomes of a client's credit. For who looks ahead, not for a run.</summary>
public interface IPanelCredit
{
    /// <summary>Whether it puts a client's credit towards invoices by itself as it raises them; false while it cannot be asked.</summary>
    Task<bool> AppliesCreditAsync(CancellationToken cancel);
}
