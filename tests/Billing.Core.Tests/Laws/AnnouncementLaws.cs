using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>What a calendar does that changes while invoices are unpaid.</summary>
public sealed class AnnouncementLaws
{
    private static readonly string[] Policies =
    [
        "{}",
        """{ "objection": { "pausesTimeline": true } }""",
        """{ "timeline": [ { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email", "panel"] } }, { "at": "-5bd", "tell": { "reminder-1": ["email"] } }, { "at": "+2bd", "do": ["suspend-service"], "tell": { "suspended": ["email"] } }, { "after": "5bd", "do": ["suspend-client", "freeze-projects"], "tell": { "client-suspended": ["email"] } }, { "at": "+18bd", "do": ["terminate-service"], "tell": { "terminated": ["email"] } } ] }""",
    ];

    /// <summary>From the evening of a day on, days to come are off, or on.</summary>
    private sealed record Change(int Evening, int[] Off, int[] On);

    private static readonly Gen<int[]> DaysAhead = Gen.Int[1, 40].Array[0, 6];

    private static readonly Gen<(Tale Tale, Change[] Changes)> Lives = Gen.Select(Tales.Without(Turn.ChangePolicy), Gen.Int[0, 2],
        Gen.Select(Gen.Int[0, Tale.Days - 1], DaysAhead, DaysAhead).Select((evening, off, on) => new Change(evening, off, on)).Array[0, 8],
        (tale, policy, changes) => (tale with { Policy = Policies[policy] }, changes));

    [Fact]
    public void nothing_happens_before_the_day_last_told_for_it() => Tales.Hold(Lives, life =>
    {
        Dictionary<(string Act, int Invoice), DateOnly> told = [];
        bool kept = true;
        Live(life, (_, policy, happened) =>
        {
            if (happened.Action is BillingAction.Notify { InvoiceId: { } invoice })
                foreach ((string act, DateOnly on) in Outlook.Next(happened.Before, policy, happened.On, invoice)) told[(act, invoice)] = on;
            if (CountedInBusinessDays(policy, happened) is { } done && told.TryGetValue((done, InvoiceOf(happened.Action)), out DateOnly day) && happened.On < day) kept = false;
        });
        return kept;
    }, 200, Print);

    [Fact]
    public void a_holiday_more_never_brings_a_day_nearer() => Tales.Hold(Gen.Select(Lives, DaysAhead), (life) =>
    {
        bool kept = true;
        Live(life.Item1, evening: (world, today) =>
        {
            BillingPolicy more = world.Policy with { Calendar = With(world.Policy.Calendar, today, life.Item2, []) };
            foreach (Invoice invoice in world.Invoices)
                foreach ((Coming before, Coming after) in Outlook.Of(world.Facts, world.Policy, today, invoice.Id).OrderBy(coming => $"{coming.Stage.At}").Zip(Outlook.Of(world.Facts, more, today, invoice.Id).OrderBy(coming => $"{coming.Stage.At}")))
                    if (before.Stage.At.Days > 0 && after.On < before.On) kept = false;
        });
        return kept;
    }, 60, life => Print(life.Item1));

    [Fact]
    public void a_calendar_that_changes_keeps_no_client_from_settling() => Tales.Hold(Lives, life =>
    {
        bool settled = true;
        World world = Live(life, evening: (living, today) => settled &= living.Wanted(today).All(action => action is not BillingAction.Note { Kind: NoteKind.Announced }));
        return settled && world.Rounds <= 3;
    }, 60, Print);

    private static World Live((Tale Tale, Change[] Changes) life, Action<World, BillingPolicy, Happened>? each = null, Action<World, DateOnly>? evening = null)
    {
        int seen = 0;
        return life.Tale.Live(evening: (world, today) =>
        {
            for (; seen < world.Trace.Count; seen++) each?.Invoke(world, world.Policy, world.Trace[seen]);
            evening?.Invoke(world, today);
            foreach (Change change in life.Changes.Where(change => Tale.Start.AddDays(change.Evening) == today))
                world.Policy = world.Policy with { Calendar = With(world.Policy.Calendar, today, change.Off, change.On) };
        });
    }

    /// <summary>The calendar as it is until today, and other days off and on from tomorrow.</summary>
    private static BusinessCalendar With(BusinessCalendar calendar, DateOnly today, int[] off, int[] on)
    {
        DateOnly[] days = [.. Enumerable.Range(0, 420).Select(day => Tale.Start.AddDays(day - 180))];
        HashSet<DateOnly> working = [.. on.Select(day => today.AddDays(day))], resting = [.. off.Select(day => today.AddDays(day))];
        bool Works(DateOnly day) => !resting.Contains(day) && (working.Contains(day) || calendar.IsBusinessDay(day));
        return new BusinessCalendar([DayOfWeek.Saturday, DayOfWeek.Sunday], days.Where(day => !Works(day)).Select(day => new Holiday(day, "holiday")), days.Where(Works));
    }

    private static string? CountedInBusinessDays(BillingPolicy policy, Happened happened)
    {
        StageAct? act = happened.Action switch
        {
            BillingAction.Suspend { Cause.Kind: CauseKind.Client } => StageAct.SuspendClient,
            BillingAction.Suspend => StageAct.SuspendService,
            BillingAction.Freeze => StageAct.FreezeProjects,
            BillingAction.Terminate { Cause.Kind: CauseKind.Invoice } => StageAct.TerminateService,
            _ => null,
        };
        return act is { } did && policy.Timelines[^1].With(did) is { At.BusinessDays: true } ? Outlook.Word(did) : null;
    }

    private static int InvoiceOf(BillingAction action) => action switch
    {
        BillingAction.Suspend suspend => suspend.Cause.Invoice,
        BillingAction.Freeze freeze => freeze.Cause.Invoice,
        _ => ((BillingAction.Terminate)action).Cause.Invoice,
    };

    private static string Print((Tale Tale, Change[] Changes) life) =>
        life.Tale + string.Join("\n", life.Changes.Select(change => string.Create(CultureInfo.InvariantCulture, $"evening of {Tale.Start.AddDays(change.Evening):MMM dd}: off in {string.Join(',', change.Off)}, on in {string.Join(',', change.On)} days")));
}
