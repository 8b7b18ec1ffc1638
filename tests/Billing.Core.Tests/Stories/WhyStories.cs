using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>Why things are as they are: what an administrator is told who asks.</summary>
public sealed class WhyStories
{
    private static readonly Service Hosting = AService(nextDue: Aug(10));

    [Fact]
    public void each_day_counted_to_a_stage_is_told_and_each_that_is_not_with_its_holidays_name()
    {
        StageWhy client = Stage(Lived(Aug(18)).Invoices[0], "after 5bd");
        Assert.Equal(
        [
            "11 1", "12 2", "13 3", "14 4", "15 Saturday", "16 Sunday", "17 Paso a la Inmortalidad del General José de San Martín", "18 5", "19 6",
        ], client.Days.Select(day => $"{day.Day.Day} {(day.Number is { } number ? $"{number}" : day.WhyNot)}"));
        Assert.Equal((Aug(19), Aug(19), "timeline[5]"), (client.Counted, client.On, client.Stage.Place));
        Assert.Empty(client.Moved);
    }

    [Fact]
    public void a_stage_in_calendar_days_counts_none() => Assert.Empty(Stage(Lived(Aug(18)).Invoices[0], "+2d").Days);

    [Fact]
    public void business_days_before_the_due_date_are_counted_backwards() =>
        Assert.Equal(["17 ", "16 ", "15 ", "14 1", "13 2"], CountedDay.Of(new Moment(-2, BusinessDays: true), Aug(18), APolicy().Calendar).Select(day => $"{day.Day.Day} {day.Number}"));

    [Fact]
    public void each_hold_has_its_cause_since_when_it_is_and_the_stage_that_brought_it()
    {
        ServiceWhy service = Lived(Aug(20)).Services[0];
        Assert.Equal(("offline because of us", Aug(12)), (service.Standing, service.Since!.Value));
        Assert.Equal(["invoice 100 2026-08-12 timeline[4]", "client 2026-08-19 timeline[5]"], service.Holds.Select(hold => $"{hold.Cause.Key} {hold.Since:yyyy-MM-dd} {hold.Stage.Place}"));
        Assert.All(service.Holds, hold => Assert.Equal("it takes the service offline", hold.Strength));
    }

    [Fact]
    public void the_timeline_that_decided_is_named_with_its_place_and_its_conditions()
    {
        BillingPolicy policy = APolicy("""
            { "timelines": [ { "when": { "country": "UY" }, "timeline": [ { "at": "+1d", "do": ["suspend-service"] } ] },
                             { "when": { "clientGroup": "Resellers", "minimumDebt": 50000 }, "timeline": [ { "at": "+1d", "do": ["suspend-service"] } ] } ] }
            """);
        ClientFacts reseller = new() { Client = AClient() with { Group = "Resellers" }, Services = [Hosting with { Amount = 60000 }] };
        InvoiceWhy before = Lived(Aug(9), policy, reseller).Invoices[0], after = Lived(Aug(18), policy, reseller).Invoices[0];
        Assert.Equal(("timeline", "whatever no other fits"), (before.Timeline!.Place, $"{before.Timeline.When}"));
        Assert.Equal(("timelines[1]", "client group Resellers, at least 50000 owed past due"), (after.Timeline!.Place, $"{after.Timeline.When}"));
        Assert.Equal("timelines[1].timeline[0]", Assert.Single(after.Stages).Stage.Place);
    }

    [Fact]
    public void an_objection_that_moves_days_is_named()
    {
        StageWhy suspension = Stage(Lived(Aug(18), APolicy("""{ "objection": { "pausesTimeline": true } }"""), on: [(Aug(11), Objects(100)), (Aug(14), Answers(100))]).Invoices[0], "+2d");
        Assert.Equal((Aug(12), Aug(15)), (suspension.Counted, suspension.On));
        Assert.Equal(["moved from Wed 12 Aug 2026: the objection of 11 Aug 2026, answered on 14 Aug 2026"], suspension.Moved);
    }

    [Fact]
    public void a_promise_that_moves_days_is_named()
    {
        InvoiceWhy invoice = Lived(Aug(11), APolicy("""{ "promise": { "days": 7, "times": 1, "within": 365 } }"""), on: [(Aug(11), Promises(100))]).Invoices[0];
        StageWhy suspension = Stage(invoice, "+2d");
        Assert.Equal(Aug(19), suspension.On);
        Assert.Contains("the promise of 11 Aug 2026 to pay by 18 Aug 2026", string.Join(" ", suspension.Moved), StringComparison.Ordinal);
        Assert.Equal("a debt that the client promised to pay by 18 Aug 2026", invoice.Standing);
    }

    [Fact]
    public void a_day_that_was_told_and_is_not_shortened_says_so()
    {
        World world = new(AClientWith(Hosting), APolicy());
        for (DateOnly day = Jul(26); day <= Aug(5); day = day.AddDays(1)) world.Run(day);
        BillingPolicy without = APolicy("""{ "businessDays": { "alsoOn": ["2026-08-17"] } }""");
        StageWhy client = Stage(Why.Of(world.Facts, without, Aug(6)).Invoices[0], "after 5bd");
        Assert.Equal((Aug(18), Aug(19)), (client.Counted, client.On));
        Assert.Equal(["moved from Tue 18 Aug 2026: the client was told Wed 19 Aug 2026 on 26 Jul 2026, before a day off was withdrawn"], client.Moved);
    }

    [Fact]
    public void what_comes_is_told_with_its_day_renewals_and_removals_too()
    {
        ServiceWhy service = Lived(Aug(20)).Services[0];
        Ahead removal = Assert.Single(service.Coming, ahead => ahead.What.Contains("removed", StringComparison.Ordinal));
        Assert.Equal((new DateOnly(2026, 9, 4), "+25d"), (removal.On, removal.Because));
        ServiceWhy paid = Lived(Aug(20), on: [(Aug(13), Pays(100))]).Services[0];
        Ahead renewal = Assert.Single(paid.Coming);
        Assert.Equal((new DateOnly(2026, 8, 26), "invoiced for its period from 10 Sep 2026: 14000.00 ARS"), (renewal.On, renewal.What));
    }

    [Fact]
    public void a_removal_that_a_late_suspension_moved_says_so()
    {
        World world = new(AClientWith(Hosting), APolicy());
        foreach (DateOnly day in new[] { Jul(26), Aug(20), Aug(21) }) world.Run(day);
        Ahead removal = Assert.Single(Why.Of(world.Facts, world.Policy, Aug(21)).Services[0].Coming, ahead => ahead.What.Contains("removed", StringComparison.Ordinal));
        Assert.Equal(Aug(20).AddDays(23), removal.On);
        Assert.Contains("offline since 20 Aug 2026", removal.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void a_backup_says_until_when_it_is_kept() =>
        Assert.Contains(Lived(Sep(10)).Services[0].Coming, ahead => ahead.On == Sep(4).AddDays(90) && ahead.What.Contains("backup of 4 Sep 2026", StringComparison.Ordinal));

    [Fact]
    public void what_a_late_fee_would_be_is_told_beside_its_stage()
    {
        BillingPolicy policy = APolicy("""{ "lateFee": { "percent": 10, "dueDays": 7 }, "timeline": [ { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+10d", "do": ["late-fee"] } ] }""");
        Assert.Equal("late fee 500.00 ARS", Stage(Lived(Aug(11), policy).Invoices[0], "+10d").Note);
        Assert.StartsWith("no late fee: ", Stage(Lived(Aug(11), policy, new ClientFacts { Client = AClient() with { NoLateFees = true }, Services = [Hosting] }).Invoices[0], "+10d").Note, StringComparison.Ordinal);
    }

    private static StageWhy Stage(InvoiceWhy invoice, string at) => Assert.Single(invoice.Stages, stage => $"{stage.Stage.At}" == at);

    /// <summary>Every day from the first invoice on.</summary>
    private static Why Lived(DateOnly until, BillingPolicy? policy = null, ClientFacts? start = null, params (DateOnly On, Outside What)[] on)
    {
        World world = new(start ?? AClientWith(Hosting), policy ?? APolicy());
        for (DateOnly day = Jul(26); day <= until; day = day.AddDays(1))
        {
            foreach ((DateOnly _, Outside what) in on.Where(outside => outside.On == day)) what(world, day);
            world.Run(day);
        }
        return Why.Of(world.Facts, world.Policy, until);
    }
}
