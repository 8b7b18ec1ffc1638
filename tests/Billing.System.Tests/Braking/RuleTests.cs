using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Braking;

/// <summary>Each brake: what raises it, what does not, and what lifts it. Nobody is to go offline here; what a brake holds is told elsewhere.</summary>
public sealed partial class RuleTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 3, 10);
    private readonly TwoClocks time = new();
    private readonly FakeSource source = new();
    private readonly MemoryLedger ledger;
    private Brakes brakes;

    public RuleTests()
    {
        ledger = new MemoryLedger(time);
        brakes = source.Brakes(ledger, time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await CheckAsync();

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    [Fact]
    public async Task a_panel_that_goes_on_as_usual_raises_nothing()
    {
        for (int n = 0; n < 20; n++)
        {
            source.Grow(n, n, 3 * n);
            await CheckAsync();
        }
        Assert.Empty(await InForceAsync());
    }

    // invoices, transactions and log lines: by how much each highest number changed; whether that is a restored panel
    [Theory]
    [InlineData(-1, 0, 1, false)]             // the newest draft was deleted
    [InlineData(-1, 0, 0, false)]
    [InlineData(-10, 0, 0, false)]            // numbers have gaps
    [InlineData(0, -3, 3, false)]             // mistaken payments were deleted
    [InlineData(-40, -2, 60, false)]          // a wrong batch was deleted, line by line
    [InlineData(-40, -2, 41, true)]
    [InlineData(-11, 0, 3, true)]
    [InlineData(0, -11, 3, true)]
    [InlineData(-1001, 0, 50_000, true)]      // nobody deletes so many by hand
    [InlineData(5, 5, -1, true)]              // nobody deletes the end of the log
    [InlineData(-300, -2000, -9000, true)]    // a backup of yesterday
    [InlineData(-2000, 0, 1, true)]           // emptied tables
    [InlineData(0, -5000, 1, true)]
    [InlineData(0, 0, -90_000, true)]
    public async Task what_went_back_is_a_restored_panel_unless_hands_explain_it(long invoices, long transactions, long lines, bool restored)
    {
        source.Grow(invoices, transactions, lines);
        await CheckAsync();
        Assert.Equal(restored ? ["restored"] : [], await InForceAsync());
    }

    [Fact]
    public async Task deleting_the_newest_invoice_again_and_again_is_no_alarm()
    {
        for (int n = 0; n < 100; n++)
        {
            source.Grow(-1, 0, 1);
            await CheckAsync();
        }
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_restored_panel_is_not_forgotten_when_its_numbers_have_grown_past_the_old_ones()
    {
        source.Grow(-300, -2000, -9000);
        await CheckAsync();
        source.Grow(500, 5000, 20_000);
        await CheckAsync();
        Assert.Equal(["restored"], await InForceAsync());
        Assert.Null(await brakes.ReleaseAsync(Today, BrakeKind.Restored, "ana", "we restored it ourselves", Cancel));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_release_takes_the_restored_panel_for_the_truth()
    {
        source.Grow(-300, -2000, -9000);
        await CheckAsync();
        Assert.Null(await brakes.ReleaseAsync(Today, BrakeKind.Restored, "ana", "we restored it ourselves", Cancel));
        source.Grow();
        await CheckAsync();
        Assert.Empty(await InForceAsync());
        Assert.Equal(("ana", "we restored it ourselves"), (await ledger.Brakes.HistoryAsync(1, Cancel)) is [{ } brake] ? (brake.By, brake.Because) : default);
        Assert.Equal("brake/restored", Assert.Single(await ledger.Evidence.OfKeyAsync("brake/restored", Cancel)).Says.Key);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(6, true)]
    public async Task most_of_the_invoices_that_we_raised_last_gone_is_a_restored_panel(int gone, bool restored)
    {
        for (int n = 1; n <= 10; n++)
        {
            BillingAction invoice = new BillingAction.Invoice(n, [new Target(TargetKind.Service, n)], Today);
            await ledger.BeginAsync(By(invoice, client: n), Cancel);
            await ledger.FinishAsync(invoice.Key, new Outcome.Done(true, Invoice: n), Cancel);
        }
        source.Gone.UnionWith(Enumerable.Range(1, gone));
        await CheckAsync();
        Assert.Equal(restored ? ["restored"] : [], await InForceAsync());
        if (!restored) return;
        await brakes.ReleaseAsync(Today, BrakeKind.Restored, "ana", "known", Cancel);
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Theory]
    [InlineData(36, 60, false)]
    [InlineData(35, 60, true)]
    [InlineData(40, 53, true)]
    [InlineData(0, 0, true)]
    [InlineData(400, 600, false)]
    public async Task a_panel_that_shrank_by_more_than_a_tenth_holds_until_it_is_back(long clients, long services, bool half)
    {
        SourceReading whole = source.Says;
        source.Says = whole with { Clients = clients, Services = services };
        await CheckAsync();
        Assert.Equal(half ? ["half"] : [], await InForceAsync());
        await brakes.CheckAsync(Today, counts: false, Cancel);
        Assert.Equal(half ? ["half"] : [], await InForceAsync());
        source.Says = whole with { Clients = Math.Max(clients, 40), Services = Math.Max(services, 60) };
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_small_panel_may_lose_two_clients_and_a_release_makes_the_smaller_one_the_measure()
    {
        source.Says = source.Says with { Clients = 5, Services = 60 };
        await brakes.CheckAsync(Today, true, Cancel);
        await brakes.ReleaseAsync(Today, BrakeKind.Half, "ana", "moved to another panel", Cancel);
        source.Says = source.Says with { Clients = 3 };
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task the_mark_of_another_installation_holds_until_a_release_and_a_newer_one_holds_again()
    {
        Mark(FakeSource.Other, 0);
        await CheckAsync();
        Assert.Equal(["second-installation"], await InForceAsync());
        Assert.Null(await brakes.ReleaseAsync(Today, BrakeKind.SecondInstallation, "ana", "it was a trial", Cancel));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
        Mark(FakeSource.Other, 1);
        await CheckAsync();
        Assert.Equal(["second-installation"], await InForceAsync());
    }

    [Fact]
    public async Task our_own_mark_and_those_from_before_our_time_are_nothing()
    {
        MemoryLedger fresh = new(time);
        source.Says = source.Says with { Marks = [new(FakeSource.Other, time.Wall), new(await fresh.IdentityAsync(Cancel), time.Wall)] };
        await source.Brakes(fresh, time).CheckAsync(Today, true, Cancel);
        await source.Brakes(fresh, time).CheckAsync(Today, true, Cancel);
        Assert.Empty(await fresh.Brakes.InForceAsync(Cancel));
    }

    [Fact]
    public async Task a_panel_away_holds_until_it_is_back_and_cannot_be_released()
    {
        source.Away = true;
        await CheckAsync();
        Assert.Equal(["source"], await InForceAsync());
        Assert.NotNull(await brakes.ReleaseAsync(Today, BrakeKind.Source, "ana", "never mind", Cancel));
        source.Away = false;
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task while_the_panel_is_away_nothing_is_declared_of_it()
    {
        source.Grow(-300, -2000, -9000);
        await CheckAsync();
        source.Away = true;
        await Assert.ThrowsAsync<PanelException>(() => brakes.ReleaseAsync(Today, BrakeKind.Restored, "ana", "blind", Cancel));
        source.Away = false;
        await CheckAsync();
        Assert.Equal(["restored"], await InForceAsync());
    }

    [Fact]
    public async Task payments_seen_too_long_ago_or_not_at_all_hold_until_they_are_seen()
    {
        PaymentsSeen payments = new(ledger.Brakes, brakes, time);
        await payments.SeenAsync(Cancel);
        time.Pass(TimeSpan.FromMinutes(5));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
        time.Pass(TimeSpan.FromSeconds(1));
        await CheckAsync();
        Assert.Equal(["payments-unseen"], await InForceAsync());
        Assert.NotNull(await brakes.ReleaseAsync(Today, BrakeKind.PaymentsUnseen, "ana", "never mind", Cancel));
        await payments.SeenAsync(Cancel);
        await CheckAsync();
        Assert.Empty(await InForceAsync());
        await payments.FailedAsync("the database refuses us", Cancel);
        await CheckAsync();
        Assert.Contains("the database refuses us", Assert.Single(await ledger.Brakes.InForceAsync(Cancel)).Why, StringComparison.Ordinal);
        await payments.SeenAsync(Cancel);
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task transactions_whose_number_nobody_knows_any_more_did_not_go_back()
    {
        source.Says = source.Says with { HighestTransaction = 5000 };
        await CheckAsync();
        source.Says = source.Says with { HighestTransaction = null };
        await CheckAsync();
        Assert.Empty(await InForceAsync());
        source.Says = source.Says with { HighestTransaction = 10 };
        await CheckAsync();
        Assert.Equal(["restored"], await InForceAsync());
    }

    [Fact]
    public async Task numbers_at_their_limits_and_impossible_dates_break_nothing()
    {
        foreach (long number in new[] { long.MaxValue, long.MinValue, -1, 0, long.MaxValue, int.MaxValue })
        {
            source.Says = source.Says with
            {
                HighestInvoice = number, HighestTransaction = number, HighestLogLine = number, Clients = number, Services = number,
                Clocks = [new("a broken one", number > 0 ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue, time.Wall)],
                Marks = [new(FakeSource.Other, DateTimeOffset.MaxValue), new(Guid.Empty, DateTimeOffset.MinValue)],
            };
            await CheckAsync();
            string[] all = await InForceAsync();
            Assert.Contains("clock", all);
        }
        Assert.Contains("restored", await InForceAsync());
        source.Says = source.Says with { Clocks = [new("a broken one", time.Wall, time.Wall)] };
        await CheckAsync();
        foreach (BrakeKind kind in new[] { BrakeKind.Restored, BrakeKind.Half, BrakeKind.SecondInstallation })
            if ((await InForceAsync()).Contains(kind.Word())) Assert.Null(await brakes.ReleaseAsync(Today, kind, "ana", "nonsense", Cancel));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_release_while_another_process_looks_is_not_undone_by_that_look()
    {
        source.Grow(-300, -2000, -9000);
        await CheckAsync();
        Brakes other = source.Brakes(ledger, time);
        source.Reading = () =>
        {
            source.Reading = () => { };
            Assert.Null(brakes.ReleaseAsync(Today, BrakeKind.Restored, "ana", "known", Cancel).GetAwaiter().GetResult());
        };
        await other.CheckAsync(Today, false, Cancel);
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task what_would_be_in_force_is_foreseen_and_nothing_is_written()
    {
        source.Apart = TimeSpan.FromMinutes(5);
        Assert.Equal([BrakeKind.Clock], (await brakes.ForeseeAsync(Today, Cancel)).Select(brake => brake.Kind));
        Assert.Empty(await InForceAsync());
    }

    private Task CheckAsync() => brakes.CheckAsync(Today, counts: true, Cancel);

    private void Mark(Guid installation, int hours) => source.Says = source.Says with { Marks = [new(installation, time.Wall.AddHours(hours))] };

    private async Task<string[]> InForceAsync() => [.. (await ledger.Brakes.InForceAsync(Cancel)).Select(brake => brake.Kind.Word())];
}
