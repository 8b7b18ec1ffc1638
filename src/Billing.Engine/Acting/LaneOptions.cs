namespace Billing.Engine.Acting;

/// <summary>How hard a server is driven, and how patient we are with it. Each server is reckoned by itself, but for <see cref="AtOnce"/>.</summary>
public sealed record LaneOptions
{
    /// <summary>What holds when nothing else is said.</summary>
    public static readonly LaneOptions Default = new();

    /// <summary>So many calls at once.</summary>
    public int PerServer { get; init; } = 2;

    /// <summary>So many calls begun a second, on the average of <see cref="Burst"/>.</summary>
    public int PerSecond { get; init; } = 10;

    /// <summary>So many calls at once of one adapter, over all of its servers.</summary>
    public int AtOnce { get; init; } = 20;

    /// <summary>Over which span the calls a second are reckoned: what was not used in it may be made up for at once.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so many failures in a row that pass by themselves it is left alone for a while.</summary>
    public int FailuresInARow { get; init; } = 5;

    /// <summary>How long it is left alone after them.</summary>
    public TimeSpan RestAfterFailures { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Meanwhile one call for somebody who paid goes to it so often.</summary>
    public TimeSpan BetweenProbes { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it is left alone once it refused our credentials; a server that guards against guessing locks us out otherwise.</summary>
    public TimeSpan RestAfterBadKey { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an observation, or a question how slow work stands, may take.</summary>
    public TimeSpan Looking { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a change may take.</summary>
    public TimeSpan Changing { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long a removal may take.</summary>
    public TimeSpan Removing { get; init; } = TimeSpan.FromSeconds(345);

    /// <summary>What an adapter gets on top to end its call properly, before it is no longer waited for.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
