using System.Security.Cryptography;
using System.Text;
using Billing.Core.Policy;
using Billing.Engine.Configuration;

namespace Billing.Host.Worker;

/// <summary>
/// The policy that decisions are made under. A changed file is in force from the next decision on when it can be right; else all its problems are logged,
/// once, and the last good policy stays.
/// </summary>
internal sealed class PolicyInForce(string folder, IReadOnlySet<string> channels, BillingPolicy first, ILogger<PolicyInForce> log, TimeProvider? time = null)
{
    private readonly Lock one = new();
    private List<string?>? seen;

    public BillingPolicy Current { get; private set; } = first;

    /// <summary>Since when it is in force, in this process.</summary>
    public DateTimeOffset Since { get; private set; } = (time ?? TimeProvider.System).GetUtcNow();

    /// <summary>How many problems the file has that lies there now; while it has any, the last good policy is in force.</summary>
    public int Problems { get; private set; }

    /// <summary>The same for the same files, whichever machine they are on; empty before they were read.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>Reads the files again; true when another policy is in force now.</summary>
    public bool Refresh()
    {
        lock (one)
        {
            List<string?> texts = [];
            PolicyReading reading = PolicyFile.In(folder, channels, texts);
            if (seen is null || seen.SequenceEqual(texts))
            {
                bool begin = seen is null;
                seen = texts;
                return begin && Take(reading, quiet: true);
            }
            seen = texts;
            return Take(reading, quiet: false);
        }
    }

    private bool Take(PolicyReading reading, bool quiet)
    {
        if (reading.Policy is { } changed)
        {
            (Current, Problems) = (changed, 0);
            Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', seen ?? []))));
            if (!quiet) Since = (time ?? TimeProvider.System).GetUtcNow();
            if (!quiet) Log.PolicyChanged(log);
            return !quiet;
        }
        Problems = reading.Problems.Count;
        Log.PolicyRefused(log, reading.Problems.Count);
        foreach (Problem problem in reading.Problems) Log.PolicyProblem(log, problem.ToString());
        return false;
    }
}
