using Xunit;
using static Billing.System.Tests.Hook.HookedPanel;

namespace Billing.System.Tests.Hook;

/// <summary>A checkout runs through the hook: it is never broken, and waits for about a second at the very most.</summary>
[Collection(HookTime.Own)]
public sealed class HarmlessTests
{
    private const double AtMost = 1100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Slow => ["hangs", "trickles", "babbles", "babbles in headers", "half a second", "never greets"];

    private static Answer Named(string slow) => slow switch
    {
        "trickles" => Answers.Trickles,
        "babbles" => Answers.Babbles,
        "babbles in headers" => Answers.BabblesInHeaders,
        "half a second" => Answers.TakesAfter(TimeSpan.FromMilliseconds(500)),
        _ => Answers.Hangs,
    };

    [Theory]
    [MemberData(nameof(Slow))]
    public async Task two_hundred_invoices_paid_at_once_wait_about_a_second_in_all(string slow)
    {
        await using Ear billing = new(Named(slow));
        using HookedPanel panel = new(slow == "never greets" ? At(billing).Replace("http:", "https:", StringComparison.Ordinal) : At(billing));
        Came came = await panel.RunAsync(Paid(1, 200));
        Assert.True(came.Unharmed);
        Assert.InRange(came.Milliseconds, 0, AtMost);
        Came next = await panel.RunAsync(Paid(201));
        if (slow != "half a second") Assert.InRange(next.Milliseconds, 0, AtMost / 4);   // 30 seconds long nobody waits again
        Assert.True(panel.Waiting.Count is >= 200 and <= 201 || slow == "half a second");
        await using Ear well = new(Answers.Takes);
        panel.Configure(("url", At(well)));
        await panel.RunAsync(Cron);
        int told = slow == "half a second" ? billing.Invoices.Concat(well.Invoices).Distinct().Count() : well.Invoices.Count;
        Assert.Equal(201, told);
        Assert.Empty(panel.Waiting);
    }

    [Fact]
    public async Task nobody_there_costs_nothing()
    {
        using HookedPanel panel = new(Nowhere);
        Came came = await panel.RunAsync(Paid(1, 200));
        Assert.True(came.Unharmed);
        Assert.InRange(came.Milliseconds, 0, AtMost);
        Assert.Equal(200, panel.Waiting.Count);
        Assert.Single(came.Lines);
    }

    [Fact]
    public async Task a_full_disk_breaks_nothing_and_what_is_taken_at_once_is_not_lost()
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        Came came = await panel.RunAsync(panel.OnADisk("size=64k", $"! head -c 100000 /dev/zero > '{panel.Spool}/fill' 2>/dev/null"), Paid(1, 3));
        Assert.True(came.Unharmed);
        Assert.Equal([1, 2, 3], billing.Invoices);
        Assert.Contains("cannot be written", Assert.Single(came.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size=64k,ro")]
    [InlineData("size=64k,nr_inodes=1")]
    public async Task a_spool_that_cannot_be_written_breaks_nothing(string disk)
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        Assert.True((await panel.RunAsync(panel.OnADisk(disk), Paid(1, 2))).Unharmed);
        Assert.Equal([1, 2], billing.Invoices);
        panel.Configure(("url", Nowhere));
        Came nobody = await panel.RunAsync(panel.OnADisk(disk), [.. Paid(3, 200), Cron]);
        Assert.True(nobody.Unharmed);
        Assert.InRange(nobody.Milliseconds, 0, AtMost);
    }

    [Fact]
    public async Task without_the_curl_extension_events_wait_for_it()
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        Came came = await panel.RunAsync([Php, "-n"], Paid(1), Paid(2), Cron);
        Assert.True(came.Unharmed);
        Assert.Contains("no curl extension", Assert.Single(came.Lines), StringComparison.Ordinal);
        await panel.RunAsync(Cron);
        Assert.Equal([1, 2], billing.Invoices);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<?php return ['url' => ")]
    [InlineData("<?php return 7;")]
    [InlineData("<?php throw new Exception('no');")]
    [InlineData("<?php echo 'careless'; return ['spool' => '/nowhere/at/all'];")]
    [InlineData("\uFEFF  words <?php return ['spool' => __DIR__];")]
    public async Task without_settings_it_does_nothing_and_says_so_once_a_day(string? config)
    {
        using HookedPanel panel = new(Nowhere);
        File.Delete(panel.Config);
        if (config is not null) await File.WriteAllTextAsync(panel.Config, config, Cancel);
        Came came = await panel.RunAsync([Paid(1), Paid(2), Cron, ("DailyCronJob", new { })]);
        Assert.True(came.Unharmed);
        Assert.StartsWith("Billing hook: ", Assert.Single(came.Lines), StringComparison.Ordinal);
        Assert.Empty((await panel.RunAsync(Paid(3))).Lines);
        Assert.Empty(panel.Waiting);
    }

    [Theory]
    [InlineData("url", "http://192.0.2.1/hooks/whmcs", "use https")]
    [InlineData("url", "https://billing.example.com/hooks/whmcs", "address is no IP address")]
    [InlineData("url", "https://user:word@127.0.0.1/hooks/whmcs", "no https address")]
    [InlineData("url", "file:///etc/passwd", "no https address")]
    [InlineData("key", "a,v1=b", "key is no name")]
    [InlineData("secret", "/nowhere", "secret is no file")]
    [InlineData("secret", "/dev/null", "secret is no file")]
    [InlineData("pin", "sha1//abc", "pin is no fingerprint")]
    public async Task a_wrong_setting_is_named_and_events_wait_until_it_is_right(string name, string value, string line)
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        panel.Configure(("url", At(billing)), (name, value));
        Came came = await panel.RunAsync(Paid(1), Cron);
        Assert.True(came.Unharmed);
        Assert.Contains(line, Assert.Single(came.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("word", came.Lines[0], StringComparison.Ordinal);
        panel.Configure(("url", At(billing)));
        await panel.RunAsync(Cron);
        Assert.Equal([1], billing.Invoices);
    }

    [Fact]
    public async Task a_secret_or_a_spool_within_reach_of_the_web_is_not_used()
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        string open = Path.Combine(Path.GetDirectoryName(panel.Config)!, "open");
        Directory.CreateDirectory(open);
        await File.WriteAllTextAsync(Path.Combine(open, "secret"), Secret, Cancel);
        panel.Configure(("url", At(billing)), ("spool", open));
        Came spool = await panel.RunAsync(Paid(1));
        panel.Configure(("url", At(billing)), ("secret", Path.Combine(open, "secret")));
        Came secret = await panel.RunAsync(Paid(2));
        Assert.Contains("spool lies inside", Assert.Single(spool.Lines), StringComparison.Ordinal);
        Assert.Contains("secret lies inside", Assert.Single(secret.Lines), StringComparison.Ordinal);
        Assert.Empty(billing.Requests);
    }

    [Fact]
    public async Task a_broken_activity_log_breaks_nothing()
    {
        using HookedPanel panel = new(Nowhere);
        Came came = await panel.RunAsync(["env", "PANEL_LOG_THROWS=1", Php], Paid(1), Paid(2));
        Assert.True(came.Unharmed);
        Assert.NotEmpty(came.Lines);
        Assert.Equal([1, 2], panel.WaitingInvoices);
    }
}
