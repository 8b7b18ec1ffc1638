using System.Text;
using Billing.Engine.Calls;
using Xunit;
using static Billing.System.Tests.Calls.HookPost;

namespace Billing.System.Tests.Calls;

/// <summary>Who is let in at <c>/hooks/whmcs</c>, and what is made of what he says. Over HTTP; nobody answers the calls.</summary>
public sealed class HookDoorTests : IAsyncLifetime
{
    private CallsTown town = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => town.Clock.GetUtcNow();

    public async ValueTask InitializeAsync() => town = await CallsTown.OpenAsync(answers: false, suspended: false);

    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Fact]
    public void the_signature_in_the_protocol_is_ours()
    {
        const string Body = """{"version":1,"events":[{"id":"421eab55d82fc1718ca6ba55f6440530","event":"InvoicePaid","at":"2026-08-03T12:00:00Z","invoice":1042},{"id":"bb5169c2bf87290fee9e951ccb72b70d","event":"AfterModuleSuspend","at":"2026-08-03T12:00:00Z","client":7,"service":10}]}""";
        HookSignature signature = new(new Dictionary<string, byte[]> { ["panel-1"] = "0123456789abcdef0123456789abcdef"u8.ToArray() });
        Assert.Null(signature.Wrong("t=1785758400,k=panel-1,v1=411a1fd191971fb5bb6bbeb793d1bab8bd40e1f4c5ef3364cca2291a0e8cfb78", Encoding.UTF8.GetBytes(Body), DateTimeOffset.FromUnixTimeSeconds(1785758400)));
    }

    [Fact]
    public async Task what_is_told_is_kept_before_it_is_answered()
    {
        Assert.Equal(new HookReply(204, "3"), await town.TellAsync(Paid(1), Event(2, "AfterModuleSuspend", "\"client\":7,\"service\":10"), Event(3, "AfterShoppingCartCheckout", "\"order\":5,\"invoice\":9")));
        Assert.Equal([(null, 1), (7, null), (null, 9)], (await town.Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel)).Select(call => (call.Client, call.Invoice)));
    }

    [Fact]
    public async Task whoever_does_not_know_the_secret_is_refused()
    {
        string body = Events(Paid(1));
        HookPost[] strangers =
        [
            new(Encoding.UTF8.GetBytes(body), null), new(Encoding.UTF8.GetBytes(body), ""), new(Encoding.UTF8.GetBytes(body), new string('a', 5000)), new(Encoding.UTF8.GetBytes(body), "t=,k=,v1="),
            Of(body, Now, secret: "a-secret-of-somebody-else-that-is-long-too"), Of(body, Now, key: "panel-9"), Of(body, Now, key: OtherKey), Of(body, Now, key: "panel-1,k=panel-2"),
            Of(body, Now) with { Body = Encoding.UTF8.GetBytes(Events(Paid(2))) }, Of(body, Now) with { Body = Encoding.UTF8.GetBytes(body)[..^1] },
            Of(body, Now) with { Signature = Of(body, Now).Signature![..^1] }, Of(body, Now) with { Signature = Of(body, Now).Signature!.ToUpperInvariant() },
            Of(body, Now) with { Signature = Of(body, Now).Signature!.Replace("t=", "t=0", StringComparison.Ordinal) }, Of(body, Now) with { Signature = Of(body, Now).Signature!.Replace("t=", "t=-", StringComparison.Ordinal) },
            Of(body, Now) with { Signature = Of(body, Now).Signature + ",t=1" }, Of(body, Now) with { Signature = "t=99999999999999999999,k=panel-1,v1=" + new string('0', 64) },
        ];
        foreach (HookPost stranger in strangers) Assert.Equal(new HookReply(401, null), await town.PostAsync(stranger));
        Assert.Equal(0, await town.WaitingAsync());
        Assert.Single(town.Lines, line => line.StartsWith("1100 ", StringComparison.Ordinal));   // one a minute, however many come
    }

    [Theory]
    [InlineData(-301, 401)]
    [InlineData(-299, 204)]
    [InlineData(299, 204)]
    [InlineData(301, 401)]
    public async Task what_was_signed_more_than_five_minutes_from_now_is_refused(int seconds, int status) =>
        Assert.Equal(status, (await town.PostAsync(Of(Events(Paid(1)), Now.AddSeconds(seconds)))).Status);

    [Fact]
    public async Task while_a_key_is_changed_both_are_taken()
    {
        Assert.Equal(204, (await town.PostAsync(Of(Events(Paid(1)), Now))).Status);
        Assert.Equal(204, (await town.PostAsync(Of(Events(Paid(2)), Now, OtherKey, OtherSecret))).Status);
        Assert.Equal(401, (await town.PostAsync(Of(Events(Paid(3)), Now, OtherKey, Secret))).Status);
        Assert.Equal(2, await town.WaitingAsync());
    }

    [Fact]
    public async Task told_again_it_is_taken_and_nothing_new()
    {
        HookPost post = Of(Events(Paid(1), Paid(2), Paid(1)), Now);
        Assert.Equal(new HookReply(204, "3"), await town.PostAsync(post));
        Assert.Equal(new HookReply(204, "3"), await town.PostAsync(post));   // the very same, replayed
        Assert.Equal(new HookReply(204, "2"), await town.TellAsync(Paid(2), Paid(3)));
        Assert.Equal([1, 2, 3], (await town.Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel)).Select(call => call.Invoice));
    }

    [Fact]
    public async Task a_hundred_are_taken_and_one_more_is_none_of_the_hooks()
    {
        Assert.Equal(new HookReply(204, "100"), await town.TellAsync([.. Enumerable.Range(1, 100).Select(n => Paid(n))]));
        Assert.Equal(new HookReply(400, null), await town.TellAsync([.. Enumerable.Range(101, 101).Select(n => Paid(n))]));
        Assert.Equal(100, await town.WaitingAsync());
    }

    [Fact]
    public async Task what_is_not_known_is_passed_over_and_counts()
    {
        string unknown = Events(Event(1, "ClientLoggedIn", "\"client\":7"), Event(2, "AfterShoppingCartCheckout", "\"order\":7"), Event(3, "InvoicePaid", "\"invoice\":99999999999"),
            Event(4, "CancellationRequest", "\"client\":7,\"service\":99999999999999999999,\"mood\":{\"good\":[true,null,1e400]}")).Replace("{\"version\":1", "{\"hello\":\"\u00e1\",\"version\":1", StringComparison.Ordinal);
        Assert.Equal(new HookReply(204, "4"), await town.PostAsync(Of(unknown, Now)));
        Assert.Equal([4], (await town.Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel)).Select(call => Convert.ToInt32(call.Id, 16)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"events":[{"id":"00000000000000000000000000000001","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":1}]}""")]
    [InlineData("""{"version":1,"events":[]}""")]
    [InlineData("""{"version":1,"events":{}}""")]
    [InlineData("""{"version":1,"events":[7]}""")]
    [InlineData("""{"version":1,"events":[{"id":"1","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":1}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"0000000000000000000000000000000g","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":1}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"00000000000000000000000000000001","event":"InvoicePaid","at":"yesterday","invoice":1}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"00000000000000000000000000000001","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":0}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"00000000000000000000000000000001","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":-1}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"00000000000000000000000000000001","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":1.5}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"00000000000000000000000000000001","event":"InvoicePaid","at":"2026-03-10T12:00:00Z","invoice":"1"}]}""")]
    [InlineData("""{"version":1,"events":[{"id":"00000000000000000000000000000001","event":"\ud800","at":"2026-03-10T12:00:00Z","invoice":1}]}""")]
    public async Task what_is_no_such_json_is_refused(string body)
    {
        Assert.Equal(new HookReply(400, null), await town.PostAsync(Of(body, Now)));
        Assert.Equal(0, await town.WaitingAsync());
    }

    [Fact]
    public async Task bytes_that_are_no_text_are_refused()
    {
        Assert.Equal(400, (await town.PostAsync(Of([0xff, 0xfe, 0x00, 0xc3, 0x28], Now))).Status);
        Assert.Equal(400, (await town.PostAsync(Of(Encoding.UTF8.GetBytes(new string('[', 60_000)), Now))).Status);
    }

    [Fact]
    public async Task what_is_too_large_is_refused()
    {
        Assert.Equal(new HookReply(413, null), await town.PostAsync(Of(new string(' ', 70_000) + Events(Paid(1)), Now)));
        Assert.Equal(0, await town.WaitingAsync());
    }

    [Fact]
    public async Task a_ledger_that_is_gone_takes_nothing_and_the_hook_keeps_it()
    {
        town.Book.Away = true;
        Assert.Equal(new HookReply(503, null), await town.TellAsync(Paid(1)));
        Assert.Equal(new HookReply(503, null), await town.TellAsync(Paid(1), Paid(2)));
        town.Book.Away = false;
        Assert.Equal(new HookReply(204, "2"), await town.TellAsync(Paid(1), Paid(2)));
        Assert.Equal(2, await town.WaitingAsync());
    }

    [Fact]
    public async Task a_ledger_that_takes_too_long_is_not_waited_for_and_what_it_wrote_in_the_end_is_known_again()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Book.Slow = () => go.Task;
        Task<HookReply> told = town.TellAsync(Paid(1));
        await town.PassAsync(TimeSpan.FromMilliseconds(200), () => told.IsCompleted);
        Assert.Equal(new HookReply(503, null), await told);
        go.SetResult();
        Assert.Equal(new HookReply(204, "1"), await town.TellAsync(Paid(1)));
        Assert.Equal(1, await town.WaitingAsync());
    }

    [Fact]
    public async Task those_that_come_while_others_are_written_are_one_commit()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously), begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Book.Slow = () =>
        {
            begun.TrySetResult();
            return go.Task;
        };
        Task<HookReply> first = town.TellAsync(Paid(1));
        await begun.Task;
        Task<HookReply>[] others = [.. Enumerable.Range(2, 60).Select(n => town.TellAsync(Paid(n)))];
        Assert.DoesNotContain(others, other => other.IsCompleted);
        go.SetResult();
        Assert.All(await Task.WhenAll([first, .. others]), reply => Assert.Equal(new HookReply(204, "1"), reply));
        Assert.Equal(61, await town.WaitingAsync());
        Assert.InRange(town.Book.Commits, 2, 20);
    }

    [Fact]
    public async Task no_secret_and_no_signature_gets_into_the_log()
    {
        await town.TellAsync(Paid(1));
        await town.PostAsync(Of(Events(Paid(2)), Now, secret: "guessed-secret-guessed-secret-guessed"));
        await town.PostAsync(Of("garbage", Now));
        town.Book.Away = true;
        await town.TellAsync(Paid(3));
        Assert.Equal(3, town.Lines.Count(line => line.StartsWith("1100 ", StringComparison.Ordinal)));
        foreach (string secret in new[] { Secret, OtherSecret, "guessed", "v1=", "garbage", "panel-1" }) Assert.DoesNotContain(town.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }
}
