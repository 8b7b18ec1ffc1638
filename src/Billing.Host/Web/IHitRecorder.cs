using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>Takes hits. <see cref="HitRecorder"/> writes them into the ledger; a benchmark measures the page without that.</summary>
internal interface IHitRecorder
{
    /// <summary>Takes a hit and waits, not long, until it is written.</summary>
    /// <param name="id">The identity in the token.</param>
    /// <param name="known">The links of that identity; null when the ledger could not be asked.</param>
    /// <param name="hit">The hit.</param>
    Task RecordAsync(string id, KnownLinks? known, Hit hit);
}
