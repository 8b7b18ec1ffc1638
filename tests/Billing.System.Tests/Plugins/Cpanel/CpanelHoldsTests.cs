using Billing.Sdk;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>The state of the account decides, not what WHM said about it.</summary>
public sealed class CpanelHoldsTests : OnWhm
{
    [Fact]
    public async Task bob_is_not_bobby()
    {
        await SuspendAsync();
        Assert.False(Server.Account("bobby")!.Suspended);
    }

    [Fact]
    public async Task a_locked_hold_is_the_server_administrators()
    {
        Server.Suspend("bob", Reason, locked: true);
        Assert.Contains("locked", Refused(FailureKind.LockedByOther, await UnsuspendAsync()));
        Assert.Empty(Whm.Changes);
    }

    [Fact]
    public async Task an_adopted_suspension_without_a_reason_is_lifted()
    {
        Server.Suspend("bob", "Unknown");
        Assert.IsType<AdapterOutcome.Changed>(await UnsuspendAsync(""));
    }

    [Fact]
    public async Task who_suspended_it_between_our_look_and_our_call_keeps_his_hold()
    {
        Whm.Next("suspendacct", http =>
        {
            Server.Suspend("bob", "sends spam");
            return http.Response.WriteAsync(WhmFront.No("already suspended"));
        });
        Assert.Contains("sends spam", Assert.IsType<AdapterOutcome.Conflict>(await SuspendAsync()).Current);
    }

    [Theory]
    [InlineData(200, """{"metadata":{"version":1,"result":0,"reason":"it was suspended already"}}""")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(504, "")]
    [InlineData(200, "")]
    public async Task what_became_so_has_changed_whatever_was_said(int status, string body)
    {
        Whm.Next("suspendacct", http =>
        {
            Server.Suspend("bob", Reason);
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        });
        Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync());
    }

    [Fact]
    public async Task said_to_be_done_but_not_seen_is_unknown()
    {
        Whm.Next("suspendacct", 200, WhmFront.Yes());
        Assert.IsType<AdapterOutcome.Unknown>(await SuspendAsync());
    }

    [Fact]
    public async Task an_answer_that_is_none_to_a_change_is_unknown_as_the_server_may_be_at_it_still()
    {
        Whm.Next("suspendacct", 502, "<html>Bad gateway</html>");
        Assert.IsType<AdapterOutcome.Unknown>(await SuspendAsync());
    }

    [Fact]
    public async Task a_connection_cut_before_anything_is_seen_is_unknown()
    {
        Whm.Next("suspendacct", http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        Assert.Contains("may have been carried out", Assert.IsType<AdapterOutcome.Unknown>(await SuspendAsync()).Message);
    }

    [Fact]
    public async Task a_server_slower_than_our_patience_is_unknown_and_later_seen_to_have_done_it()
    {
        var work = new TaskCompletionSource();
        Whm.Next("suspendacct", _ => work.Task);
        using var hasty = (IDisposable)World.Configured(more: """, "timeouts": { "change": 0.2 }""");
        Assert.Contains("did not answer within 0.2 s", Assert.IsType<AdapterOutcome.Unknown>(await SuspendAsync((IServiceAdapter)hasty)).Message);
        Server.Suspend("bob", Reason);
        work.SetResult();
        Assert.IsType<AdapterOutcome.AlreadySo>(await SuspendAsync());
    }

    [Fact]
    public async Task a_slow_read_has_changed_nothing()
    {
        var work = new TaskCompletionSource();
        Whm.Next("accountsummary", _ => work.Task);
        using var hasty = (IDisposable)World.Configured(more: """, "timeouts": { "read": 0.2 }""");
        Failed(FailureKind.Unreachable, (await ((IServiceAdapter)hasty).ObserveAsync(World.Service, Cancel)).Failure);
        work.SetResult();
    }

    [Fact]
    public async Task who_is_not_let_in_does_not_knock_again()
    {
        Whm.Next("suspendacct", 403, "");
        Refused(FailureKind.AuthFailed, await SuspendAsync());
        Assert.Equal(2, Whm.Seen.Count);
    }

    [Fact]
    public async Task a_domain_is_the_same_in_capitals_and_in_its_own_letters()
    {
        Server.AddAccount(Bob with { Domain = "xn--mnchen-3ya.example" });
        Assert.Equal(Presence.Online, (await ObserveAsync(World.Service with { Domain = "MÜNCHEN.example." })).Presence);
    }

    [Fact]
    public async Task a_reason_is_one_line_of_at_most_255_characters()
    {
        await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, "Overdue\r\ninvoice 1 [billing:x]", Cancel);
        Assert.Equal("Overdue invoice 1 [billing:x]", Bob.SuspendReason);
        Refused(FailureKind.InvalidInput, await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, new string('x', 250) + "[billing:x]", Cancel));
    }
}
