using Xunit;
using static Billing.System.Tests.Hook.HookedPanel;

namespace Billing.System.Tests.Hook;

/// <summary>Nothing is lost: what was not taken waits in the spool and is told later, oldest first.</summary>
[Collection(HookTime.Own)]
public sealed class OutboxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_was_not_taken_is_told_by_the_cron_in_order()
    {
        using HookedPanel panel = new(Nowhere);
        Assert.True((await panel.RunAsync(Paid(1, 3))).Unharmed);
        Assert.True((await panel.RunAsync(Paid(4), Cron)).Unharmed);
        Assert.Equal([1, 2, 3, 4], panel.WaitingInvoices);
        await using Ear billing = new(Answers.Takes);
        panel.Configure(("url", At(billing)));
        Assert.True((await panel.RunAsync(Cron)).Unharmed);
        Assert.Equal([1, 2, 3, 4], billing.Invoices);
        Assert.Empty(panel.Waiting);
    }

    [Fact]
    public async Task what_was_not_taken_goes_out_with_the_next_event()
    {
        using HookedPanel panel = new(Nowhere);
        await panel.RunAsync(Paid(1, 2));
        await using Ear billing = new(Answers.Takes);
        panel.Configure(("url", At(billing)));
        await panel.RunAsync(Paid(3));
        Assert.Empty(billing.Requests);   // 30 seconds after a failure nobody waits for another
        panel.LastAttemptWas(TimeSpan.FromSeconds(31));
        await panel.RunAsync(Paid(4));
        Assert.Equal([1, 2, 3, 4], billing.Invoices);
        Assert.Single(billing.Requests);
        await panel.RunAsync(Paid(5));
        Assert.Equal([1, 2, 3, 4, 5], billing.Invoices);
    }

    [Fact]
    public async Task many_go_out_a_hundred_at_a_time()
    {
        using HookedPanel panel = new(Nowhere);
        await panel.RunAsync(Paid(1, 250));
        await using Ear billing = new(Answers.Takes);
        panel.Configure(("url", At(billing)));
        await panel.RunAsync(Cron);
        Assert.Equal([100, 100, 50], billing.Requests.Select(heard => heard.Events.Count));
        Assert.Equal(Enumerable.Range(1, 250), billing.Invoices);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nX-Billing-Taken: 1\r\n\r\n", "HTTP 500")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", "HTTP 401")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>It works!</h1>", "HTTP 200 without the word")]
    [InlineData("HTTP/1.1 204 No Content\r\nX-Billing-Taken: 2\r\n\r\n", "HTTP 204 without the word")]
    [InlineData("HTTP/1.1 204 No Content\r\nX-Billing-Taken: all\r\n\r\n", "HTTP 204 without the word")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nX-Billing-Taken: 1\r\n", "HTTP 200 without the word")]
    [InlineData("\0\u0001garbage\r\n\r\n", "no answer")]
    [InlineData("", "no answer")]
    public async Task whoever_does_not_say_that_he_took_it_did_not(string answer, string line)
    {
        await using Ear stranger = new(Answers.Says(answer));
        using HookedPanel panel = new(stranger);
        Came came = await panel.RunAsync(Paid(1), Paid(2));
        Assert.True(came.Unharmed);
        Assert.Equal([1, 2], panel.WaitingInvoices);
        Assert.Single(stranger.Requests);
        Assert.Contains(line, Assert.Single(came.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_redirection_is_followed_nowhere()
    {
        await using Ear elsewhere = new(Answers.Takes);
        await using Ear stranger = new(Answers.Says($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {At(elsewhere)}\r\nX-Billing-Taken: 1\r\n\r\n"));
        using HookedPanel panel = new(stranger);
        Assert.True((await panel.RunAsync(Paid(1))).Unharmed);
        Assert.Empty(elsewhere.Requests);
        Assert.Single(panel.Waiting);
    }

    [Fact]
    public async Task panels_at_once_tell_each_event_once()
    {
        await using Ear billing = new(Answers.TakesAfter(TimeSpan.FromMilliseconds(3)));
        using HookedPanel panel = new(billing);
        Came[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(one => panel.RunAsync(Paid(one * 50 + 1, 50))));
        Assert.All(all, came => Assert.True(came.Unharmed));
        await panel.RunAsync(Cron);   // what a slow machine left no time for
        Assert.Equal(Enumerable.Range(1, 200), billing.Invoices.Order());
        Assert.Equal(200, billing.Events.Select(one => (string?)one["id"]).Distinct().Count());
        Assert.Empty(panel.Waiting);
    }

    [Fact]
    public async Task an_event_whose_answer_was_lost_is_told_again_under_the_same_id()
    {
        await using Ear deaf = new(Answers.HangsUp);
        using HookedPanel panel = new(deaf);
        await panel.RunAsync(Paid(1));
        await using Ear billing = new(Answers.Takes);
        panel.Configure(("url", At(billing)));
        await panel.RunAsync(Cron);
        Assert.NotEmpty(deaf.Events);
        Assert.Equal(deaf.Events.Select(one => one.ToJsonString()).Distinct(), billing.Events.Select(one => one.ToJsonString()));
    }

    [Fact]
    public async Task a_file_that_is_no_event_is_never_signed()
    {
        using HookedPanel panel = new(Nowhere);
        await panel.RunAsync(Paid(1));
        string name = new('a', 32);
        await File.WriteAllTextAsync(Path.Combine(panel.Spool, $"1000000000000000-{name}.json"), "", Cancel);   // cut off by a power failure
        await File.WriteAllTextAsync(Path.Combine(panel.Spool, $"1000000000000001-{name}.json"), """{"id":"another","event":"InvoicePaid","at":"2026-08-03T00:00:00Z","invoice":9}""", Cancel);
        await File.WriteAllTextAsync(Path.Combine(panel.Spool, $"1000000000000002-{name}.json"), $$"""{"id":"{{name}}","event":"InvoicePaid","at":"2026-08-03T00:00:00Z","invoice":2,"do":7}""", Cancel);
        await File.WriteAllTextAsync(Path.Combine(panel.Spool, "notes.json"), "{}", Cancel);
        await using Ear billing = new(Answers.Takes);
        panel.Configure(("url", At(billing)));
        Assert.True((await panel.RunAsync(Cron)).Unharmed);
        Assert.Equal([2, 1], billing.Invoices);
        Assert.DoesNotContain("\"do\"", billing.Requests.Single().Body, StringComparison.Ordinal);
        Assert.Equal(["notes.json"], panel.Waiting.Select(Path.GetFileName));
    }

    [Fact]
    public async Task a_full_spool_takes_no_more_and_empties_again()
    {
        using HookedPanel panel = new(Nowhere);
        foreach (int one in Enumerable.Range(0, 10000))
            await File.WriteAllTextAsync(Path.Combine(panel.Spool, $"{1000000000000000 + one}-{one:x32}.json"), $$"""{"id":"{{one:x32}}","event":"InvoicePaid","at":"2026-08-03T00:00:00Z","invoice":{{one + 1}}}""", Cancel);
        Came full = await panel.RunAsync(Paid(10001));
        Assert.True(full.Unharmed);
        Assert.Contains(full.Lines, line => line.Contains("holds 10000 events", StringComparison.Ordinal));
        Assert.Equal(10000, panel.Waiting.Count);
        await using Ear billing = new(Answers.Takes);
        panel.Configure(("url", At(billing)));
        for (int turns = 0; panel.Waiting.Count > 0; turns++)
        {
            Assert.InRange(turns, 0, 100);
            Assert.InRange((await panel.RunAsync(Cron)).Milliseconds, 0, 1100);
        }
        Assert.Equal(Enumerable.Range(1, 10000), billing.Invoices.Distinct());
    }
}
