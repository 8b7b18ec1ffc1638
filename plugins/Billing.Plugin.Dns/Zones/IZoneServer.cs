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

    /// <summary>What the zone has besides records; when that cannot be told whole, why.</summary>
    Task<(Belongings? Found, AdapterOutcome? Why)> BelongingsAsync(Zone zone, CancellationToken cancel);

    /// <summary>Gives the zone the keys that it does not have yet. Null: it has them all.</summary>
    Task<AdapterOutcome?> GiveKeysAsync(string zone, Belongings belongings, CancellationToken cancel);

    /// <summary>Gives the zone the properties in its head, and its settings. Refused ones are left out and named; <c>Why</c> when the server could not be asked.</summary>
    Task<(IReadOnlyList<string> LeftOut, AdapterOutcome? Why)> GiveSettingsAsync(Zone zone, Belongings belongings, CancellationToken cancel);

    /// <summary>Has the server reckon anew what it needs to sign the zone's answers.</summary>
    Task<AdapterOutcome?> RectifyAsync(string zone, CancellationToken cancel);
}
