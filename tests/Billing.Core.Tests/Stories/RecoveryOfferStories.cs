using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Xunit;
using static Billing.Core.Tests.Given;

namespace Billing.Core.Tests.Stories;

/// <summary>What a client is offered of what was removed, from the removal on 28 August to the end of the backup on 26 November.</summary>
public sealed class RecoveryOfferStories
{
    private static readonly DateOnly Removed = Aug(28), Kept = new(2026, 11, 26);
    private static readonly Target Ten = new(TargetKind.Service, 10);

    [Fact]
    public void what_was_removed_is_offered_with_its_fee_and_the_last_day_until_that_day_is_over()
    {
        World world = Live();
        RecoveryOffer offer = Assert.Single(RecoveryOffers.Of(world.Facts, world.Policy, Removed, 100));
        Assert.Equal((Ten, RecoveryStage.Offered, Kept, 15000m, 100), (offer.Target, offer.Stage, offer.Until!.Value, offer.Fee!.Value, Assert.Single(offer.Owed).Id));
        Assert.Equal(RecoveryStage.Offered, Stage(world, Kept));
        Assert.Equal(RecoveryStage.Gone, Stage(world, Kept.AddDays(1)));
        Assert.Empty(RecoveryOffers.Of(world.Facts, world.Policy, Removed, 101));
    }

    [Fact]
    public void asked_for_its_fee_and_its_debt_are_paid_and_it_is_back()
    {
        World world = Live();
        world.Recoveries.Add(new RecoveryRequest(Ten, Sep(1)));
        world.Changed();
        Assert.Equal(RecoveryStage.Asked, Stage(world, Sep(1)));
        world.Look(Sep(1));
        RecoveryOffer asked = Assert.Single(RecoveryOffers.Of(world.Facts, world.Policy, Sep(1)));
        Assert.Equal((RecoveryStage.ToPay, Sep(1), false), (asked.Stage, asked.Asked!.Value, asked.FeePaid));
        world.Pay(asked.FeeInvoice!.Value);
        world.Look(Sep(2));
        RecoveryOffer fee = Assert.Single(RecoveryOffers.Of(world.Facts, world.Policy, Sep(2)));
        Assert.Equal((RecoveryStage.ToPay, true, 1), (fee.Stage, fee.FeePaid, fee.Owed.Count));
        world.Pay(100);
        Assert.Equal(RecoveryStage.Paid, Stage(world, Sep(3)));
        world.Look(Sep(3));
        Assert.Equal(RecoveryStage.Restored, Stage(world, Sep(3)));
    }

    [Fact]
    public void without_a_fee_in_the_clients_currency_only_a_person_can_agree_on_one()
    {
        World world = Live();
        BillingPolicy without = world.Policy with { Recovery = world.Policy.Recovery with { Fee = new Dictionary<string, decimal>() } };
        Assert.Equal(RecoveryStage.NoFee, Assert.Single(RecoveryOffers.Of(world.Facts, without, Removed)).Stage);
    }

    [Fact]
    public void what_others_removed_is_not_ours_to_offer()
    {
        ClientFacts facts = AClientWith(AService() with { Status = ServiceStatus.Terminated }).Owing(AnInvoice());
        Assert.Empty(RecoveryOffers.Of(facts, APolicy(), Removed));
    }

    private static RecoveryStage Stage(World world, DateOnly today) => Assert.Single(RecoveryOffers.Of(world.Facts, world.Policy, today)).Stage;

    private static World Live()
    {
        World world = new(AClientWith(AService(), AYearlyService()).Owing(AnInvoice()), APolicy());
        for (DateOnly day = Jul(19); day <= Removed; day = day.AddDays(1)) world.Run(day);
        return world;
    }
}
