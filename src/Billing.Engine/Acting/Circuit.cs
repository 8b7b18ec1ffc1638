using System.Globalization;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// Whether a server is called at all. Wrong credentials open the circuit at once, so do several failures in a row that pass by themselves; when its time is
/// over one call goes first, and what comes of it decides. After failures who paid does not wait that long: now and then one such call goes before it is over. Only
/// failures of the server count, not those of one account on it.
/// </summary>
internal sealed class Circuit(LaneOptions options, TimeProvider time)
{
    private int failures;
    private DateTimeOffset since;
    private DateTimeOffset? until;
    private DateTimeOffset probe;
    private bool badKey;
    private string why = "";

    public bool IsOpen => until > time.GetUtcNow();

    /// <summary>It was open, and nothing has shown yet that the server is well again.</summary>
    public bool OnTrial => until is { } end && end <= time.GetUtcNow();

    public string Words => string.Create(CultureInfo.InvariantCulture, $"circuit open since {since.UtcDateTime:yyyy-MM-dd HH:mm}Z, until {until?.UtcDateTime:HH:mm}Z: {why}");

    /// <summary>It is open, and somebody who paid may try it all the same; who is told so is the one.</summary>
    public bool MayProbe()
    {
        if (!IsOpen || badKey || probe > time.GetUtcNow()) return false;
        probe = time.GetUtcNow() + options.BetweenProbes;
        return true;
    }

    /// <summary>Takes note of what came of a call. While the circuit is open a failure changes nothing, and what goes well after failures closes it.</summary>
    public void Note(AdapterOutcome outcome)
    {
        if (IsOpen && (badKey || outcome is not (AdapterOutcome.Changed or AdapterOutcome.AlreadySo))) return;
        switch (outcome)
        {
            case AdapterOutcome.Refused { Kind: FailureKind.AuthFailed } refused: Open(options.RestAfterBadKey, $"{refused.Kind}: {refused.Message}", badly: true); break;
            case AdapterOutcome.Failed { Kind: FailureKind.AuthFailed } failed: Open(options.RestAfterBadKey, $"{failed.Kind}: {failed.Message}", badly: true); break;
            case AdapterOutcome.Failed { Kind: FailureKind.Unreachable or FailureKind.TlsUntrusted or FailureKind.BadResponse or FailureKind.RateLimited } failed:
                Fail($"{failed.Kind}: {failed.Message}", failed.RetryAfter);
                break;
            case AdapterOutcome.Unknown unknown: Fail(unknown.Message, null); break;
            case AdapterOutcome.Changed or AdapterOutcome.AlreadySo or AdapterOutcome.Pending or AdapterOutcome.Conflict: (failures, until) = (0, null); break;
        }
    }

    private void Fail(string words, TimeSpan? wait)
    {
        if (++failures >= options.FailuresInARow || OnTrial) Open(wait > options.RestAfterFailures ? wait.Value : options.RestAfterFailures, words);
    }

    private void Open(TimeSpan rest, string words, bool badly = false)
    {
        since = time.GetUtcNow();
        (until, probe, why, badKey) = (since + rest, since + options.BetweenProbes, words, badly);
    }
}
