using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>What holds for every plan, whoever the client is.</summary>
public sealed class PlanLaws
{
    [Fact]
    public void every_client_settles_in_three_rounds() => Tales.Any.Sample(tale => tale.Live().Rounds <= 3);

    [Fact]
    public void once_settled_a_new_run_does_nothing() => Tales.Any.Sample(tale =>
    {
        bool settled = true;
        tale.Live(evening: (world, today) => settled &= world.Wanted(today).Count == 0 && world.Wanted(today, Occasion.Look).Count == 0);
        return settled;
    });

    [Fact]
    public void no_key_stands_twice_in_a_plan_nor_is_done_twice() => Tales.Any.Sample(tale =>
    {
        bool once = true;
        World world = tale.Live(outside: (world, today, _) => once &= Once(world.Wanted(today)) && Once(world.Wanted(today, Occasion.Look)));
        return once && Once([.. world.Trace.Select(happened => happened.Action)]);
    });

    [Fact]
    public void no_period_is_invoiced_twice() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Invoice invoice
        || invoice.Items.Distinct().Count() == invoice.Items.Count && !happened.Before.Invoices.Any(there => invoice.Items.Any(item => there.PeriodOf(item) == invoice.Due))));

    [Fact]
    public void what_renews_on_one_day_is_on_one_invoice() => Tales.Any.Sample(tale => tale.Policy.Contains("separate", StringComparison.Ordinal) || tale.Outside.Any(occurs => occurs.What == Turn.ChangePolicy)
        || tale.Live().Trace.GroupBy(happened => happened.Before).All(round => round.Select(happened => happened.Action).OfType<BillingAction.Invoice>().GroupBy(invoice => invoice.Due).All(day => day.Count() == 1)));

    [Fact]
    public void the_order_of_the_input_does_not_matter() => Tales.Any.Sample(tale =>
    {
        bool same = true;
        tale.Live(outside: (world, today, occurs) =>
        {
            ClientFacts facts = world.Facts;
            ClientFacts turned = facts with { Services = [.. facts.Services.Reverse()], Invoices = [.. facts.Invoices.OrderBy(invoice => (invoice.Id * 7919 + occurs.Which) % 101)] };
            same &= Keys(Decider.Decide(facts, world.Policy, today)).SetEquals(Keys(Decider.Decide(turned, world.Policy, today)));
        });
        return same;
    });

    [Fact]
    public void the_same_facts_give_the_same_decisions() => Tales.Any.Sample(tale =>
    {
        bool same = true;
        tale.Live(outside: (world, today, _) => same &= Decider.Decide(world.Facts, world.Policy, today, explain: true).SequenceEqual(Decider.Decide(world.Facts, world.Policy, today, explain: true)));
        return same;
    });

    [Fact]
    public void explaining_changes_no_decision_and_every_decision_has_a_reason() => Tales.Any.Sample(tale =>
    {
        bool same = true;
        tale.Live(outside: (world, today, _) =>
        {
            IReadOnlyList<Decision> explained = Decider.Decide(world.Facts, world.Policy, today, explain: true);
            same &= explained.OfType<Decision.Act>().SequenceEqual(Decider.Decide(world.Facts, world.Policy, today).OfType<Decision.Act>()) && explained.All(decision => decision.Because.Length > 0);
        });
        return same;
    });

    [Fact]
    public void past_the_brake_nothing_goes_offline_and_everything_else_happens() => Tales.Hold(Gen.Select(Tales.Any.Array[1, 6], Gen.Int[0, 4], Gen.Int[0, 100], Gen.Int[1, 20]), told =>
    {
        (Tale[] tales, int atLeast, int percent, int active) = told;
        Planned[] acts = [.. tales.SelectMany((tale, n) => Decider.Decide(tale.Facts with { Client = tale.Client with { Id = n } }, Given.APolicy("""{ "safety": { "noticeDays": 0 } }"""), Tale.Start)
            .OfType<Decision.Act>().Select(act => new Planned(n, act.Action, act.Because)))];
        Plan plan = Plan.Of(acts, new BrakeRules(atLeast, percent), active, Tale.Start);
        Planned[] distinct = [.. acts.DistinctBy(act => (act.Client, act.Action.Key))];
        int offline = distinct.Where(act => Plan.TakesOffline(act.Action)).Select(act => (act.Client, act.Action.About)).Distinct().Count();
        bool tooMany = offline > atLeast && offline * 100 > percent * active;
        return plan.Acts.Count + plan.Held.Count == distinct.Length && plan.Held.All(act => Plan.TakesOffline(act.Action))
            && (tooMany ? plan.Brake?.Action is BillingAction.Hold hold && hold.Count == offline && plan.Acts.All(act => !Plan.TakesOffline(act.Action)) : plan.Brake is null && plan.Held.Count == 0);
    }, times: 60);

    private static HashSet<string> Keys(IEnumerable<Decision> decisions) => [.. decisions.OfType<Decision.Act>().Select(act => act.Action.Key)];

    private static bool Once(IReadOnlyCollection<BillingAction> actions) => actions.Select(action => action.Key).Distinct(StringComparer.Ordinal).Count() == actions.Count;
}
