using Billing.Sdk;

namespace Billing.Plugin.Dns.Zones;

/// <summary>What one look at a zone found.</summary>
internal abstract record Sighting
{
    private Sighting() { }

    public sealed record There(Zone Zone) : Sighting;

    public sealed record Missing : Sighting;

    /// <summary>It cannot be said; the outcome says why.</summary>
    public sealed record Unclear(AdapterOutcome Why) : Sighting;
}

/// <summary>A server that holds zones. Sends a change once, never twice.</summary>
internal interface IZoneServer : IDisposable
{
    /// <summary>Where it answers, for people.</summary>
    string Place { get; }

    Task<Sighting> ReadAsync(string zone, CancellationToken cancel);

    /// <summary>Makes all of these changes or none. Null: the server says that it did.</summary>
    Task<AdapterOutcome?> WriteAsync(Zone zone, IReadOnlyList<Change> changes, CancellationToken cancel);

    Task<IReadOnlyList<string>> TestAsync(CancellationToken cancel);
}

/// <summary>A server on which zones can also be made and removed.</summary>
internal interface IZoneKeeper : IZoneServer
{
    Task<AdapterOutcome?> CreateAsync(Zone zone, CancellationToken cancel);

    Task<AdapterOutcome?> DeleteAsync(string zone, CancellationToken cancel);
}
