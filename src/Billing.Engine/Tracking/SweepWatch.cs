using System.Net;
using Billing.Engine.Evidence;

namespace Billing.Engine.Tracking;

/// <summary>
/// Sees an address that uses the links of many clients within a minute: a mail provider's scanner. The hits before the one that gave it away get their mark
/// afterwards. Used by one writer alone.
/// </summary>
/// <param name="clients">So many clients are many.</param>
/// <param name="most">So many addresses are watched; then it begins anew.</param>
public sealed class SweepWatch(int clients, int most = 20_000)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, List<Seen>> byAddress = new(StringComparer.Ordinal);

    /// <summary>Looks at a hit.</summary>
    /// <param name="links">The notice.</param>
    /// <param name="hit">The hit.</param>
    /// <param name="afterwards">Takes the marks of earlier hits.</param>
    /// <returns>Whether it is part of a sweep.</returns>
    public bool Sees(NoticeLinks links, Hit hit, ICollection<EvidenceRecord> afterwards)
    {
        // Behind a mail provider's proxy are many people; from this machine comes what a proxy that is not named hides.
        if (hit.Flood || KnownMachines.Proxies(hit.Agent) || !IPAddress.TryParse(hit.Address, out IPAddress? from) || IPAddress.IsLoopback(from)) return false;
        if (!byAddress.TryGetValue(hit.Address, out List<Seen>? seen))
        {
            if (byAddress.Count >= most) byAddress.Clear();
            byAddress[hit.Address] = seen = [];
        }
        seen.RemoveAll(one => hit.At - one.At > Minute);
        Seen now = new(links, hit.Purpose, hit.Id, hit.At);
        seen.Add(now);
        if (seen.Select(one => one.Links.Client).Distinct().Count() < clients) return false;
        foreach (Seen one in seen.Where(one => !one.Marked && one != now)) afterwards.Add(HitEvidence.Afterwards(one.Links, one.Purpose, one.Id, Mark.Sweep));
        foreach (Seen one in seen) one.Marked = true;
        return true;
    }

    private sealed record Seen(NoticeLinks Links, TokenPurpose Purpose, string Id, DateTimeOffset At)
    {
        public bool Marked { get; set; }
    }
}
