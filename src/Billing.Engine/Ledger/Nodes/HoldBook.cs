using System.Collections.Concurrent;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>What this node holds of one sort, by its key.</summary>
internal sealed class HoldBook<TKey>(NodeTerms terms) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Hold> held = new();

    public Hold Add(TKey key, long fence, long asked) => held[key] = new Hold(fence, asked, terms);

    public Hold? Find(TKey key) => held.GetValueOrDefault(key);

    public void Remove(TKey key, Hold hold)
    {
        held.TryRemove(new KeyValuePair<TKey, Hold>(key, hold));
        hold.Dispose();
    }

    /// <summary>What is held now: taken before the database is asked, so that what is taken meanwhile is not judged by its answer.</summary>
    public KeyValuePair<TKey, Hold>[] Now() => [.. held];

    /// <summary>What was renewed at that moment of our clock, by the fences that the database still has for this node. The others are lost.</summary>
    public static void Renewed(long asked, KeyValuePair<TKey, Hold>[] before, IReadOnlyDictionary<TKey, long> fences)
    {
        foreach ((TKey key, Hold hold) in before)
            if (fences.TryGetValue(key, out long fence) && fence == hold.Fence) hold.Renew(asked);
            else hold.Lose();
    }

    /// <summary>Those not renewed for too long are taken for lost, before they are over for the others.</summary>
    public void Doubt()
    {
        foreach (Hold hold in held.Values)
            if (!hold.Trusted) hold.Lose();
    }
}
