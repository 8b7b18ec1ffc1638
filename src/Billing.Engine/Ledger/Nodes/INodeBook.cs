namespace Billing.Engine.Ledger.Nodes;

/// <summary>The nodes that work with this ledger. There are none where one process works alone.</summary>
public interface INodeBook
{
    /// <summary>All that ever came, by their names.</summary>
    Task<IReadOnlyList<NodeEntry>> ListAsync(CancellationToken cancel);

    /// <summary>Whether the scheduler's tables are in the ledger's database, or can be made there.</summary>
    /// <returns>What is wrong, in one line; null when all is well.</returns>
    Task<string?> CheckAsync(CancellationToken cancel);

    /// <summary>Keeps which policy this node decides by, as a digest of its files.</summary>
    Task NotePolicyAsync(string digest, CancellationToken cancel);
}

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The program's.</param>
/// <param name="Policy">The digest of its policy; empty while not told.</param>
/// <param name="Began">When it started, by the database's clock.</param>
/// <param name="SeenAgo">How long ago it was last seen, by the database's clock.</param>
/// <param name="Left">It was stopped.</param>
public sealed record NodeEntry(string Name, string Version, string Policy, DateTimeOffset Began, TimeSpan SeenAgo, bool Left)
{
    /// <summary>Seen so lately that it is taken to be at work.</summary>
    public bool AtWork => !Left && SeenAgo < TimeSpan.FromSeconds(60);
}
