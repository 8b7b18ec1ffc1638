namespace Billing.Engine.Tracking;

/// <summary>Who made a hit, as far as it can be told.</summary>
public enum HitMaker
{
    /// <summary>Nothing speaks against a person.</summary>
    Human,
    /// <summary>A program that nobody looks at.</summary>
    Machine,
    /// <summary>It cannot be told.</summary>
    Unknown,
}

/// <summary>
/// Judges hits. Raw hits, their marks and the judgement's version stay in the evidence; who made them is told from the marks when they are read. In doubt it was
/// no person: what is claimed of a client must hold.
/// </summary>
/// <param name="options">How early is too early.</param>
/// <param name="networks">The admin's list.</param>
public sealed class Judgement(JudgingOptions options, MachineNetworks networks)
{
    /// <summary>Changes whenever the same hit would get other marks.</summary>
    public const string Version = "1";

    private const string Bare = "Mozilla/5.0";
    private static readonly string[] SaysPrefetch = ["sec-purpose", "purpose", "x-moz"];

    /// <summary>What speaks against a person, of what is known when the hit comes.</summary>
    /// <param name="hit">The hit.</param>
    /// <param name="accepted">When the notice's first other end took it; null when that is not known.</param>
    public IReadOnlyList<string> Of(Hit hit, DateTimeOffset? accepted)
    {
        if (hit.Flood) return [Mark.Flood];
        List<string> marks = [];
        if (hit.Method != "GET") marks.Add(Mark.Head);
        if (hit.Agent.Length == 0) marks.Add(Mark.NoAgent);
        if (hit.Agent == Bare) marks.Add(Mark.BareAgent);
        if (SaysPrefetch.Any(name => hit.Header(name) is { Length: > 0 } says && (says.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || says.Contains("preview", StringComparison.OrdinalIgnoreCase))))
            marks.Add(Mark.Prefetch);
        if (KnownMachines.Names(hit.Agent)) marks.Add(Mark.KnownMachine);
        if (KnownMachines.Proxies(hit.Agent)) marks.Add(Mark.Proxied);
        if (accepted is { } at && hit.At < at + options.Soon) marks.Add(Mark.TooSoon);
        if (networks.Contain(hit.Address)) marks.Add(Mark.Network);
        if (hit.Expired) marks.Add(Mark.Expired);
        return marks;
    }

    /// <summary>Who it was.</summary>
    public static HitMaker By(IReadOnlyCollection<string> marks) => marks.Count == 0 ? HitMaker.Human
        : marks.All(mark => mark is Mark.Proxied or Mark.Expired) ? HitMaker.Unknown : HitMaker.Machine;

    /// <summary>What it proves: <c>C2</c>, a person followed a link; <c>C1</c>, a person opened the notice; <c>B2</c>, something did.</summary>
    public static string Grade(TokenPurpose purpose, HitMaker by) => by != HitMaker.Human ? "B2" : purpose == TokenPurpose.Open ? "C1" : "C2";
}
