using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Planning;

/// <summary>A day of a client's course on which something may happen. Until the next one nothing does, and everything is as it stands at its end.</summary>
/// <param name="On">The day.</param>
/// <param name="Before">The client when its run begins.</param>
/// <param name="Day">What the run does, and what comes of it.</param>
public sealed record ForecastDay(DateOnly On, ClientFacts Before, ForeseenDay Day)
{
    /// <summary>Whether anything goes offline on that day.</summary>
    public bool TakesOffline => Day.Acts.Any(act => Plan.TakesOffline(act.Action));
}

/// <summary>
/// The days ahead of one client, if nobody pays, nobody changes anything and every act comes about: what the daily runs will do. Invoices that are not raised yet
/// have numbers below zero, the first −1. Days on which nothing can happen are left out: who is only waiting for a date is not asked about every day.
/// </summary>
public static class Forecast
{
    /// <summary>The days from the first to the last, both included; the first is always there.</summary>
    /// <param name="facts">The client when the run of the first day begins; renewals up to the last day must be among the facts.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="from">The first day.</param>
    /// <param name="until">The last day.</param>
    /// <param name="held">Whether nothing may go offline in the run of a day, because a brake holds; null for never.</param>
    /// <param name="everyDay">Every day of it, also those on which nothing can happen.</param>
    public static IEnumerable<ForecastDay> Of(ClientFacts facts, BillingPolicy policy, DateOnly from, DateOnly until, Func<DateOnly, bool>? held = null, bool everyDay = false)
    {
        for (DateOnly? next = from; next is { } day;)
        {
            ForecastDay done = new(day, facts, Foresight.Day(facts, policy, day, offline: held?.Invoke(day) is not true));
            yield return done;
            facts = done.Day.After;
            if (facts.Past.FirstDay is null) facts = facts with { Past = facts.Past.From(day) };
            next = everyDay ? (day < until ? day.AddDays(1) : null) : Next(facts, policy, day, until, held);
        }
    }

    private static DateOnly? Next(ClientFacts facts, BillingPolicy policy, DateOnly today, DateOnly until, Func<DateOnly, bool>? held)
    {
        DateOnly? next = Dates.After(facts, policy, today, until);
        if (held is null) return next;
        for (DateOnly day = today.AddDays(1); day <= until && (next is null || day < next); day = day.AddDays(1))
            if (held(day) != held(day.AddDays(-1))) return day;
        return next;
    }
}
