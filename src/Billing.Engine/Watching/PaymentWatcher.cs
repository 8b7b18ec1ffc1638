using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Watching;

/// <summary>
/// Looks into the panel for what happened there, so that a lost hook costs seconds. It finds whom to look at and keeps that in the ledger; what follows is decided
/// on the road that everything takes. To be asked again and again, by one at a time.
/// </summary>
public sealed class PaymentWatcher(IPanel panel, ILedger ledger, TimeProvider time, WatchOptions options)
{
    private readonly ChangeWatch changes = new(panel, ledger, time, options);
    private readonly WatchList list = new(panel, ledger, time, options);
    private DateTimeOffset? listed;
    private volatile LastCheck? last;

    /// <summary>How the last look ended; null before the first one.</summary>
    public LastCheck? Last => last;

    /// <summary>One look. A panel or a ledger that does not answer makes it fail, not throw; nothing is lost by that.</summary>
    public async Task<WatchLook> LookAsync(CancellationToken cancel)
    {
        List<Call> fresh = [];
        IReadOnlyList<string> hidden = [];
        bool wentBack = false;
        string? failed = null;
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            bool deep = listed is not { } then || now - then >= options.ListEvery || now < then;
            (hidden, wentBack) = await changes.LookAsync(deep, fresh, cancel);
            if (deep)
            {
                await list.LookAsync(fresh, cancel);
                listed = now;
            }
        }
        catch (Exception trouble) when (trouble is PanelException or LedgerException)
        {
            failed = trouble.Message.TrimEnd('.');
        }
        catch (TimeoutException)
        {
            failed = $"the panel did not answer within {options.Patience}; check its database and the network between us";
        }
        last = new LastCheck(time.GetUtcNow(), failed);
        return new WatchLook(fresh, failed, hidden, wentBack);
    }
}
