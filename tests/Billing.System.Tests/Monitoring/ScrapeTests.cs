using System.Net;
using System.Text.RegularExpressions;
using Billing.Engine.Ledger;
using Billing.System.Tests.Host;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary>What a real service tells of itself after real work.</summary>
public sealed class ScrapeTests
{
    private static readonly string[] Ours = ["occasion", "outcome", "action", "adapter", "ability", "from", "channel", "queue", "server", "part", "brake", "le"];

    [Fact]
    public async Task a_payment_is_found_in_the_numbers_and_nobody_in_them()
    {
        await using Offline offline = await Offline.OpenAsync(clients: 1);
        await using RunningService service = await RunningService.StartAsync(offline.Trial);
        await service.ScrapeAsync("billing_runs_total occasion=daily outcome=whole", "billing_ready part=daily-run");
        offline.Pay(offline.Debtors[0]);
        Scrape scrape = await service.ScrapeAsync("billing_payment_to_online_seconds_count", "billing_notices_total channel=email outcome=accepted", "billing_runs_total occasion=look outcome=whole");   // by a look or by a call, whichever was quicker
        Assert.Equal("Active", offline.Status(offline.Debtors[0]));
        Assert.Equal([1], scrape.Values("billing_actions_total action=unsuspend outcome=done"));
        Assert.Equal([1], scrape.Values("billing_adapter_call_duration_seconds_count adapter=panel-module ability=unsuspend outcome=changed"));
        Assert.Equal([1], scrape.Values("billing_panel_call_duration_seconds_count action=ModuleUnsuspend outcome=answered"));
        Assert.Equal([0], scrape.Values("billing_circuit_open adapter=panel-module"));
        await RunningService.UntilAsync(async () => new Scrape((await service.AskAsync("metrics")).Text).Values("billing_daily_run_overdue_seconds").Single() == 0, () => "the run is made, and overdue");
        Assert.Equal([0], scrape.Values("billing_policy_refused"));
        Assert.All(["billing_ledger_write_duration_seconds_count outcome=done", "billing_ledger_free_bytes", "billing_policy_since_seconds"], what => Assert.True(scrape.Has(what), what));
        Assert.Contains("dotnet_gc_", scrape.Text, StringComparison.Ordinal);
        Bounded(scrape);
        (HttpStatusCode status, string ready) = await service.AskAsync("health/ready");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All([Trial.TheSecret, "ana1", "Ruiz", "ejemplo1", "@"], word => Assert.DoesNotContain(word, scrape.Text + ready, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task a_brake_in_force_is_a_number_by_its_name()
    {
        await using Offline offline = await Offline.OpenAsync(clients: 1);
        await using RunningService service = await RunningService.StartAsync(offline.Trial);
        await service.ScrapeAsync("billing_ready part=daily-run");
        await using (SqlLedger ledger = SqlLedger.Sqlite(Path.Combine(offline.Trial.Folder, "ledger.db"), TimeProvider.System))
            await ledger.Brakes.RaiseAsync(BrakeKind.SecondInstallation, "another one left its mark", TestContext.Current.CancellationToken);
        Scrape scrape = await service.ScrapeAsync("billing_brake_in_force brake=second-installation");
        Assert.Equal([1], scrape.Values("billing_brake_in_force brake=second-installation"));
        Bounded(scrape);
    }

    /// <summary>Labels have words of ours for values, but those that name a server.</summary>
    private static void Bounded(Scrape scrape)
    {
        Assert.All(scrape.Series, each =>
        {
            Assert.All(each.Labels.Where(label => !label.Key.StartsWith("otel_", StringComparison.Ordinal)), label => Assert.Contains(label.Key, Ours));
            Assert.All(each.Labels.Where(label => label.Key is "occasion" or "outcome" or "ability" or "adapter" or "from" or "channel" or "queue" or "part"), label => Assert.Matches("^[a-z-]+$", label.Value));
            Assert.All(each.Labels.Where(label => label.Key == "action"), label => Assert.Matches(new Regex("^[A-Za-z-]+$"), label.Value));
        });
        Assert.InRange(scrape.Series.Count(), 20, 1000);
    }
}
