using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Runs;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>What somebody changed on a server itself is seen the night after; ours is put right, another's is left alone.</summary>
public sealed class DriftTests
{
    private const string Service1 = "service 1";

    private readonly FarmOfServers farm = new();
    private readonly DebtorsTown town;
    private DateOnly day = DebtorsTown.Today;

    public DriftTests() => town = new DebtorsTown(farm, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<string[]> NightAsync()
    {
        town.ComeTo(day);
        day = day.AddDays(1);
        RunReport report = await town.NightAsync(Cancel);
        Assert.Empty(report.Failures);
        return [.. report.Acts.Where(act => act.Act.Action is BillingAction.Report { Kind: ReportKind.Drift }).Select(act => $"{act.Act.Because}; {act.Outcome.GetType().Name}")];
    }

    [Fact]
    public async Task where_nothing_was_changed_by_hand_nothing_is_found()
    {
        Assert.Empty(await NightAsync());
        Assert.Empty(await NightAsync());
        Assert.Equal([$"{Service1} suspended"], farm.Changes);
    }

    [Fact]
    public async Task what_we_hold_offline_and_somebody_put_online_on_the_server_is_suspended_anew_by_the_next_run()
    {
        await NightAsync();
        farm[Service1] = new ObservedState(Presence.Online);
        Assert.Contains("the next run decides anew; Done", Assert.Single(await NightAsync()), StringComparison.Ordinal);
        Assert.Empty(await NightAsync());
        Assert.Equal((Presence.Suspended, ServiceStatus.Suspended), (farm[Service1].Presence, town.StatusOf(1)));
        Assert.Equal(2, (await town.Ledger.ReadAsync(1, Cancel)).Episodes(DebtorsTown.Service(1)).Count);
    }

    [Fact]
    public async Task our_own_hold_that_a_server_still_shows_on_a_paid_service_is_lifted()
    {
        await NightAsync();
        ObservedState held = farm[Service1];
        town.Pay(1);
        await town.Road().LookAsync([1], Cancel);
        farm[Service1] = held;
        Assert.Contains("lifted; Done", Assert.Single(await NightAsync()), StringComparison.Ordinal);
        Assert.Equal(Presence.Online, farm[Service1].Presence);
    }

    [Fact]
    public async Task what_somebody_else_holds_on_the_server_is_reported_once_and_left_alone()
    {
        await NightAsync();
        town.Pay(1);
        await town.Road().LookAsync([1], Cancel);
        farm[Service1] = new ObservedState(Presence.Suspended, Holder.Other, "Abuse");
        Assert.Contains("\"Abuse\"", Assert.Single(await NightAsync()), StringComparison.Ordinal);
        Assert.Empty(await NightAsync());
        Assert.Equal(Presence.Suspended, farm[Service1].Presence);
    }

    [Fact]
    public async Task a_server_that_cannot_be_asked_is_said_once_and_stops_nothing()
    {
        await NightAsync();
        farm[Service1] = new ObservedState(Presence.Unknown, Failure: new AdapterOutcome.Failed(FailureKind.Unreachable, "no route"));
        town.ComeTo(day);
        RunReport report = await town.NightAsync(Cancel);
        Assert.Contains("no route", Assert.Single(report.Failures).Why, StringComparison.Ordinal);
        Assert.Equal(ServiceStatus.Suspended, town.StatusOf(1));
    }
}
