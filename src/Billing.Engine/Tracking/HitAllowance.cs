namespace Billing.Engine.Tracking;

/// <summary>Keeps a link that is hit without end from filling the ledger: so many hits an hour are kept in full, of further ones the number, a minute at a time.</summary>
/// <param name="perHour">How many.</param>
/// <param name="time">The clock.</param>
public sealed class HitAllowance(int perHour, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private readonly Dictionary<(string Id, TokenPurpose Purpose), Used> used = [];

    /// <summary>Whether that hit is kept in full; else it is counted.</summary>
    public bool Take(string id, TokenPurpose purpose)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (gate)
        {
            if (!used.TryGetValue((id, purpose), out Used? link)) used[(id, purpose)] = link = new Used { Since = now };
            if (now - link.Since >= Hour) (link.Since, link.Hits) = (now, 0);
            if (++link.Hits <= perHour) return true;
            link.Further++;
            return false;
        }
    }

    /// <summary>What was only counted since the last time, a hit for each link.</summary>
    public IReadOnlyList<(string Id, Hit Hit)> Collect()
    {
        DateTimeOffset now = time.GetUtcNow();
        List<(string, Hit)> further = [];
        lock (gate)
        {
            foreach (((string id, TokenPurpose purpose), Used link) in used)
                if (link.Further > 0)
                {
                    further.Add((id, new Hit(purpose, now, "", "", "", new Dictionary<string, string>()) { Times = link.Further, Flood = true }));
                    link.Further = 0;
                }
            foreach ((string, TokenPurpose) idle in used.Where(each => now - each.Value.Since >= Hour).Select(each => each.Key).ToArray()) used.Remove(idle);
        }
        return further;
    }

    private sealed class Used
    {
        public DateTimeOffset Since { get; set; }
        public int Hits { get; set; }
        public int Further { get; set; }
    }
}
