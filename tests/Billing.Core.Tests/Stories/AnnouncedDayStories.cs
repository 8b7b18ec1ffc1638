using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>A holiday declared late puts off what was announced; one withdrawn brings nothing nearer than the client was told.</summary>
public sealed class AnnouncedDayStories
{
    private const string TenthOff = """{ "businessDays": { "alsoOff": ["2026-08-10"] } }""";

    /// <summary>Invoice 100 is due on Monday 3 August; service 11 goes offline with the client, after five business days: on the 11th.</summary>
    private static readonly ClientFacts Ana = AClientWith(AService(), AYearlyService()).Owing(AnInvoice());

    [Fact]
    public void a_holiday_declared_late_puts_the_day_off() =>
        Assert.Contains("Aug 12  suspend/service 11/client", Lived(Ana, (Aug(6), ThePolicyBecomes(APolicy(TenthOff)))), StringComparison.Ordinal);

    [Fact]
    public void a_holiday_withdrawn_does_not_bring_nearer_what_was_told()
    {
        string lived = Ana.Deeds(Aug(13), APolicy(TenthOff), Jul(19), (Aug(6), ThePolicyBecomes(APolicy())));
        Assert.Contains("Aug 12  suspend/service 11/client", lived, StringComparison.Ordinal);
    }

    [Fact]
    public void a_day_that_the_admin_puts_on_does_not_bring_nearer_what_was_told() =>
        Assert.Contains("Aug 11  suspend/service 11/client", Lived(Ana, (Aug(6), ThePolicyBecomes(APolicy("""{ "businessDays": { "alsoOn": ["2026-08-08", "2026-08-09"] } }""")))), StringComparison.Ordinal);

    [Fact]
    public void what_nobody_was_told_yet_can_be_taken_back() =>
        Assert.Contains("Aug 11  suspend/service 11/client", Lived(Ana, (Aug(6), ThePolicyBecomes(APolicy(TenthOff))), (Aug(7), ThePolicyBecomes(APolicy()))), StringComparison.Ordinal);

    [Fact]
    public void what_was_told_later_again_holds()
    {
        // reminder-final of 2 August tells the 12th, while the 10th is off
        string lived = Lived(Ana, (Aug(1), ThePolicyBecomes(APolicy(TenthOff))), (Aug(4), ThePolicyBecomes(APolicy())));
        Assert.Contains("Aug 12  suspend/service 11/client", lived, StringComparison.Ordinal);
    }

    [Fact]
    public void another_moment_in_the_policy_is_not_bound_by_what_was_told_of_the_old_one()
    {
        string sooner = """[ { "at": "-1d", "tell": { "reminder-final": ["email"] } }, { "at": "+2d", "do": ["suspend-service"] }, { "after": "4bd", "do": ["suspend-client"] } ]""";
        Assert.Contains("Aug 10  suspend/service 11/client", Lived(Ana, (Aug(6), ThePolicyBecomes(APolicy($$"""{ "timeline": {{sooner}} }""")))), StringComparison.Ordinal);
    }

    [Fact]
    public void a_day_told_that_became_a_holiday_moves_to_the_next_business_day()
    {
        string lived = Ana.Deeds(Aug(14), APolicy(TenthOff), Jul(19), (Aug(6), ThePolicyBecomes(APolicy("""{ "businessDays": { "alsoOff": ["2026-08-12"], "alsoOn": ["2026-08-08"] } }"""))));
        Assert.Contains("Aug 13  suspend/service 11/client", lived, StringComparison.Ordinal);
    }

    [Fact]
    public void a_pause_moves_what_was_told_as_well()
    {
        BillingPolicy pausing = APolicy("""{ "objection": { "pausesTimeline": true } }"""), withTenthOff = APolicy("""{ "objection": { "pausesTimeline": true }, "businessDays": { "alsoOff": ["2026-08-10"] } }""");
        string lived = Ana.Deeds(Aug(20), withTenthOff, Jul(19), (Aug(4), Objects(100)), (Aug(6), Answers(100)), (Aug(7), ThePolicyBecomes(pausing)));
        Assert.Contains("Aug 14  suspend/service 11/client", lived, StringComparison.Ordinal);
    }

    [Fact]
    public void removal_counted_in_business_days_is_bound_too()
    {
        BillingPolicy Policy(string days) => APolicy($$"""{ "businessDays": { {{days}} }, "timeline": [ { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+2d", "do": ["suspend-service"] }, { "at": "+12bd", "do": ["terminate-service"] } ] }""");
        Assert.Contains("Aug 20  terminate/service 10", Ana.Deeds(Aug(30), Policy(""" "alsoOn": [] """), Jul(19)), StringComparison.Ordinal);
        Assert.Contains("Aug 21  terminate/service 10", Ana.Deeds(Aug(30), Policy(""" "alsoOff": ["2026-08-19"] """), Jul(19), (Aug(6), ThePolicyBecomes(Policy(""" "alsoOff": [] """)))), StringComparison.Ordinal);
    }

    [Fact]
    public void what_is_told_is_noted_once_and_not_for_who_paid()
    {
        World world = new(Ana, APolicy());
        for (DateOnly day = Jul(19); day <= Aug(14); day = day.AddDays(1)) world.Run(day);
        Assert.Equal(["Jul 19 after 5bd=2026-08-11"], world.Trace.Where(happened => happened.Action is BillingAction.Note { Kind: NoteKind.Announced })
            .Select(happened => $"{happened.On:MMM dd} {((BillingAction.Note)happened.Action).Text}"));
        world = new World(Ana, APolicy());
        world.Pay(100);
        for (DateOnly day = Jul(19); day <= Jul(30); day = day.AddDays(1)) world.Run(day);
        Assert.DoesNotContain(world.Trace, happened => happened.Action is BillingAction.Note { Kind: NoteKind.Announced, InvoiceId: 100 });
    }

    [Fact]
    public void only_a_run_notes_what_is_told() =>
        Assert.DoesNotContain(Decider.Decide(Ana, APolicy(), Jul(19), Occasion.Look).OfType<Decision.Act>(), act => act.Action is BillingAction.Note);

    private static string Lived(ClientFacts facts, params (DateOnly, Outside)[] on) => facts.Deeds(Aug(14), from: Jul(19), on: on);
}
