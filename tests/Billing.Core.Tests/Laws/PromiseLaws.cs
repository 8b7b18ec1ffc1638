using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>A promise to pay only ever gives time.</summary>
public sealed class PromiseLaws
{
    private static readonly PromiseRules Rules = new(9, 3, 40);

    private static readonly Gen<(Tale Tale, int Day, int Which)> Promised = Gen.Select(Tales.Any, Gen.Int[0, Tale.Days - 20], Gen.Int[0, 9]);

    [Fact]
    public void a_promise_lets_nothing_go_offline_before_its_end() => Tales.Hold(Promised, told =>
    {
        List<Promise> given = [];
        World world = Live(told, given);
        return world.Trace.All(happened => Cause(happened.Action) is not { Kind: CauseKind.Invoice or CauseKind.Client } cause
            || !given.Exists(promise => promise.Invoice == cause.Invoice && promise.On < happened.On && happened.On <= promise.Until));
    }, 120, told => $"{told.Tale}promised on day {told.Day}, by {told.Which}");

    [Fact]
    public void with_a_promise_nothing_goes_offline_earlier_than_without() => Tales.Hold(Promised, told =>
    {
        Dictionary<Target, DateOnly> with = First(Live(told, [])), without = First(Live(told, null));
        return with.All(first => without.TryGetValue(first.Key, out DateOnly before) && before <= first.Value);
    }, 120, told => $"{told.Tale}promised on day {told.Day}, by {told.Which}");

    [Fact]
    public void no_day_of_any_stage_gets_earlier_and_none_before_the_due_date_moves() => Tales.Hold(Promised, told =>
    {
        World world = Live(told, null);
        DateOnly today = Tale.Start.AddDays(told.Day);
        foreach (Invoice invoice in world.Invoices.Where(invoice => invoice.Owed))
        {
            Past past = world.Facts.Past;
            ClientFacts promised = world.Facts with { Past = new Past(past.Deeds) { Objections = past.Objections, FirstDay = past.FirstDay, Promises = [new Promise(invoice.Id, today, today.AddDays(told.Which + 1))] } };
            DateOnly now = today.AddDays(told.Which % 3);
            Dictionary<string, DateOnly> before = Outlook.Of(world.Facts, world.Policy, now, invoice.Id).ToDictionary(coming => $"{coming.Stage.At}", coming => coming.On);
            foreach (Coming coming in Outlook.Of(promised, world.Policy, now, invoice.Id))
                if (coming.On < before[$"{coming.Stage.At}"] || coming.Stage.At.Days <= 0 && coming.On != before[$"{coming.Stage.At}"]) return false;
        }
        return true;
    }, 60, told => $"{told.Tale}promised on day {told.Day}, by {told.Which}");

    /// <summary>The tale; on one of its mornings whoever may promises to pay each of its invoices (<paramref name="given"/>), or nobody does (null).</summary>
    private static World Live((Tale Tale, int Day, int Which) told, List<Promise>? given)
    {
        DateOnly on = Tale.Start.AddDays(told.Day);
        return told.Tale.Live(evening: (world, today) =>
        {
            if (given is null || today != on) return;
            foreach (Invoice invoice in world.Invoices)
                if (Promises.May(world.Facts, world.Policy with { Promise = Rules }, today, invoice.Id).Until is { } until)
                {
                    given.Add(new Promise(invoice.Id, today, until));
                    world.Promises.Add(given[^1]);
                    world.Changed();
                }
        });
    }

    private static Dictionary<Target, DateOnly> First(World world) => world.Trace.Where(happened => Cause(happened.Action) is not null)
        .GroupBy(happened => happened.Action.About!.Value).ToDictionary(group => group.Key, group => group.Min(happened => happened.On));

    private static Cause? Cause(BillingAction action) => action switch
    {
        BillingAction.Suspend suspend => suspend.Cause,
        BillingAction.Freeze freeze => freeze.Cause,
        _ => null,
    };
}
