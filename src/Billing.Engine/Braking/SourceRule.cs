namespace Billing.Engine.Braking;

/// <summary><c>source</c>: the panel could not be read, so nobody knows whether it can be believed.</summary>
internal static class SourceRule
{
    public static Judgement Judge(Sighting seen) => (seen.Unread, seen.Reading) switch
    {
        ({ } why, _) => new Judgement.Hold($"the panel could not be read: {why}"),
        (null, not null) => new Judgement.Clear("the panel can be read"),
        _ => Judgement.AsItIs,
    };
}
