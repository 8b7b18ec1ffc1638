namespace Billing.Engine.Braking;

/// <summary>When a source of facts is not believed. <c>brakes</c> in <c>billing.json</c>.</summary>
/// <param name="Clock">How far clocks may be apart; null: they are not compared.</param>
/// <param name="ShrinkPercent">By how many per cent the panel's clients or services may be fewer than at the last run.</param>
/// <param name="Payments">How old the last look at payments may be.</param>
/// <param name="Facts">How old the facts may be on which somebody is taken offline.</param>
public sealed record BrakeOptions(TimeSpan? Clock, int ShrinkPercent, TimeSpan Payments, TimeSpan Facts)
{
    /// <summary>As shipped.</summary>
    public static BrakeOptions Default { get; } = new(TimeSpan.FromSeconds(60), 10, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
}
