using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>What is foreseen is what happens, if nothing else does.</summary>
public sealed class ForecastLaws
{
    private const int Ahead = 60;

    private static readonly DateOnly After = Tale.Start.AddDays(Tale.Days);

    [Fact]
    public void from_the_first_day_on_each_day_is_as_foreseen() => Tales.Any.Sample(tale => AsForeseen(new World(tale.Facts, Given.APolicy(tale.Policy)), Tale.Start), times: 120);

    [Fact]
    public void after_weeks_of_anything_each_day_is_as_foreseen() => Tales.Any.Sample(tale => AsForeseen(tale.Live(), After), times: 120);

    [Fact]
    public void on_the_days_left_out_nothing_happens() => Tales.Any.Sample(tale =>
    {
        World world = tale.Live();
        return Same(new World(tale.Facts, world.Policy).Facts, world.Policy, Tale.Start, null) && Same(world.Facts, world.Policy, After, null);
    }, times: 120);

    [Fact]
    public void nor_while_a_brake_holds() => Tales.Hold(Gen.Select(Tales.Any, Gen.Int[0, 30], Gen.Int[0, 40]), told =>
    {
        (Tale tale, int from, int days) = told;
        World world = tale.Live();
        return Same(world.Facts, world.Policy, After, day => day >= After.AddDays(from) && day < After.AddDays(from + days));
    }, times: 120);

    [Fact]
    public void what_a_brake_holds_is_left_and_wanted_on_every_day() => Tales.Any.Sample(tale =>
    {
        World world = tale.Live();
        return Forecast.Of(world.Facts, world.Policy, After, After.AddDays(Ahead), _ => true, everyDay: true)
            .All(day => !day.TakesOffline && day.Day.Left == Planned(day.Day.After, world, day.On));
    });

    [Fact]
    public void until_the_brake_first_holds_something_of_a_client_its_course_is_the_free_one() => Tales.Hold(Gen.Select(Tales.Any, Gen.Int[0, 59]), told =>
    {
        (Tale tale, int held) = told;
        World world = tale.Live();
        ForecastDay[] free = [.. Forecast.Of(world.Facts, world.Policy, After, After.AddDays(Ahead))];
        ForecastDay? first = free.FirstOrDefault(day => day.On >= After.AddDays(held) && day.TakesOffline);
        string[] whole = [.. Lines(Forecast.Of(world.Facts, world.Policy, After, After.AddDays(Ahead), day => day >= After.AddDays(held)))];
        if (first is null) return whole.SequenceEqual(Lines(free));
        return whole.SequenceEqual([.. Lines(free.Where(day => day.On < first.On)), .. Lines(Forecast.Of(first.Before, world.Policy, first.On, After.AddDays(Ahead), _ => true))]);
    }, times: 120);

    private static int Planned(ClientFacts facts, World world, DateOnly on) =>
        Decisions.Decider.Decide(facts, world.Policy, on).OfType<Decision.Act>().Where(act => Plan.TakesOffline(act.Action)).Select(act => act.Action.About).Distinct().Count();

    private static bool AsForeseen(World world, DateOnly from)
    {
        int last = world.Invoices.Select(invoice => invoice.Id).DefaultIfEmpty(99).Max(), seen = world.Trace.Count;
        string[] foreseen = [.. Lines(Forecast.Of(world.Facts, world.Policy, from, from.AddDays(Ahead)))];
        world.LikeTheRun = true;
        for (DateOnly day = from; day <= from.AddDays(Ahead); day = day.AddDays(1)) world.Run(day);
        string[] happened = [.. Sorted(world.Trace.Skip(seen).Select(done => (done.On, Key(done.Action, id => id > last ? last - id : id))))];
        return foreseen.SequenceEqual(happened) ? true : throw new InvalidOperationException("foreseen and not happened:\n" + string.Join("\n", foreseen.Except(happened)) + "\nhappened and not foreseen:\n" + string.Join("\n", happened.Except(foreseen)));
    }

    private static bool Same(ClientFacts facts, BillingPolicy policy, DateOnly from, Func<DateOnly, bool>? held)
    {
        string[] some = [.. Lines(Forecast.Of(facts, policy, from, from.AddDays(Ahead), held))];
        string[] all = [.. Lines(Forecast.Of(facts, policy, from, from.AddDays(Ahead), held, everyDay: true))];
        return some.SequenceEqual(all) ? true : throw new InvalidOperationException("left out:\n" + string.Join("\n", all.Except(some)));
    }

    private static IEnumerable<string> Lines(IEnumerable<ForecastDay> days) => Sorted(days.SelectMany(day => day.Day.Acts.Select(act => (day.On, Key(act.Action, id => id)))));

    private static IEnumerable<string> Sorted(IEnumerable<(DateOnly On, string Key)> acts) => acts.Select(act => FormattableString.Invariant($"{act.On:yyyy-MM-dd} {act.Key}")).Order(StringComparer.Ordinal);

    /// <summary>The key, with other numbers for invoices.</summary>
    private static string Key(BillingAction action, Func<int, int> name) => action switch
    {
        BillingAction.Notify { InvoiceId: { } id } notify => (notify with { InvoiceId = name(id) }).Key,
        BillingAction.Suspend suspend => (suspend with { Cause = Of(suspend.Cause, name) }).Key,
        BillingAction.Freeze freeze => (freeze with { Cause = Of(freeze.Cause, name) }).Key,
        BillingAction.Adopt adopt => (adopt with { Cause = Of(adopt.Cause, name) }).Key,
        BillingAction.Unsuspend lift => (lift with { Cause = Of(lift.Cause, name) }).Key,
        BillingAction.Unfreeze lift => (lift with { Cause = Of(lift.Cause, name) }).Key,
        BillingAction.Backup backup => (backup with { Cause = Of(backup.Cause, name) }).Key,
        BillingAction.Terminate terminate => (terminate with { Cause = Of(terminate.Cause, name) }).Key,
        BillingAction.LateFee fee => (fee with { InvoiceId = name(fee.InvoiceId) }).Key,
        BillingAction.DiscardBackup discard => (discard with { Cause = Of(discard.Cause, name) }).Key,
        BillingAction.Accept accept => (accept with { InvoiceId = name(accept.InvoiceId) }).Key,
        BillingAction.Report { InvoiceId: { } id } report => (report with { InvoiceId = name(id) }).Key,
        BillingAction.Note { InvoiceId: { } id } note => (note with { InvoiceId = name(id) }).Key,
        _ => action.Key,
    };

    private static Cause Of(Cause cause, Func<int, int> name) => cause with { Invoice = name(cause.Invoice) };
}
