using Billing.Sdk;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>WHM says "no" in many ways, most of them with HTTP 200.</summary>
public sealed class CpanelAnswersTests : OnWhm
{
    private const string Denied = """{"cpanelresult":{"apiversion":"2","error":"Access denied","data":{"reason":"Access denied","result":"0"},"type":"text"}}""";

    [Theory]
    [InlineData(403, Denied)]
    [InlineData(401, "")]
    [InlineData(200, Denied)]
    public async Task a_refused_token_is_said_in_any_envelope(int status, string body)
    {
        Whm.Next("accountsummary", status, body);
        Refused(FailureKind.AuthFailed, (await ObserveAsync()).Failure);
    }

    [Theory]
    [InlineData(502, "<html><body>Bad gateway</body></html>")]
    [InlineData(200, "<html><body>Login</body></html>")]
    [InlineData(200, "")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(200, """{"result":[{"status":1,"statusmsg":"the old API"}]}""")]
    [InlineData(200, """{"metadata":{"result":1}}""")]
    [InlineData(200, """{"metadata":{"result":1},"data":{"acct":[]}}""")]
    [InlineData(200, """{"metadata":{"result":1},"data":{"acct":[{"user":"bobby","domain":"bob.example","suspended":0}]}}""")]
    public async Task what_cannot_be_understood_is_no_state(int status, string body)
    {
        Whm.Next("accountsummary", status, body);
        ObservedState state = await ObserveAsync();
        Assert.Equal(Presence.Unknown, state.Presence);
        Failed(FailureKind.BadResponse, state.Failure);
    }

    [Fact]
    public async Task the_token_does_not_follow_a_redirect()
    {
        Whm.Next("accountsummary", http =>
        {
            http.Response.Redirect("/json-api/elsewhere");
            return Task.CompletedTask;
        });
        Failed(FailureKind.BadResponse, (await ObserveAsync()).Failure);
        Assert.Single(Whm.Seen);
    }

    [Fact]
    public async Task too_many_requests_come_back_later()
    {
        Whm.Next("suspendacct", http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "40";
            return Task.CompletedTask;
        });
        var failed = Assert.IsType<AdapterOutcome.Failed>(await SuspendAsync());
        Assert.Equal((FailureKind.RateLimited, TimeSpan.FromSeconds(40)), (failed.Kind, failed.RetryAfter));
    }

    [Theory]
    [InlineData("API failure: (XID 3y67mz) The system failed to write to the file: No space left on device", FailureKind.NoSpace)]
    [InlineData("The account is being transferred, try again later.", FailureKind.Busy)]
    public async Task what_passes_may_be_repeated(string reason, FailureKind kind)
    {
        Whm.Next("suspendacct", 200, WhmFront.No(reason));
        Failed(kind, await SuspendAsync());
    }

    [Theory]
    [InlineData("Unknown app (\u201Csuspendacct\u201D) requested for this version (1) of the API.", FailureKind.PermissionMissing)]
    [InlineData("Die Angabe ist falsch.", FailureKind.InvalidInput)]
    [InlineData("", FailureKind.InvalidInput)]
    public async Task what_does_not_pass_is_for_a_person(string reason, FailureKind kind)
    {
        Whm.Next("suspendacct", 200, WhmFront.No(reason));
        Refused(kind, await SuspendAsync());
    }

    [Fact]
    public async Task texts_lose_the_number_of_the_call_and_their_curly_quotes()
    {
        Whm.Next("suspendacct", 200, WhmFront.No("API failure: (XID 3y67mz) You may not do this to \u201Cbob\u201D.\n"));
        Assert.EndsWith("You may not do this to \"bob\".", Refused(FailureKind.InvalidInput, await SuspendAsync()));
    }

    [Fact]
    public async Task long_texts_are_cut_to_2_kb()
    {
        Whm.Next("suspendacct", async http =>
        {
            Server.Suspend("bob", Reason);
            await http.Response.WriteAsync(WhmFront.Yes(raw: new string('\u20AC', 5000)));
        });
        string details = Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync()).Details;
        Assert.InRange(global::System.Text.Encoding.UTF8.GetByteCount(details), 2000, 2048);
    }

    [Fact]
    public async Task a_server_that_repeats_the_token_does_not_make_us_tell_it()
    {
        Whm.Next("suspendacct", 200, WhmFront.No($"you sent root:{Server.Token}"));
        Assert.DoesNotContain(Server.Token, Refused(FailureKind.InvalidInput, await SuspendAsync()));
    }

    [Fact]
    public async Task a_reseller_is_answered_in_texts_and_suspends_his_own()
    {
        Server.AddReseller("ann", "ANNSTOKEN");
        Server.AddAccount(Bob with { Owner = "ann" });
        using var anns = (IDisposable)World.Configured("ANNSTOKEN", user: "ann");
        Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync((IServiceAdapter)anns));
        Assert.IsType<AdapterOutcome.AlreadySo>(await SuspendAsync((IServiceAdapter)anns));
        Refused(FailureKind.NotOwned, (await ((IServiceAdapter)anns).ObserveAsync(CpanelOnWhm.Handle("service 13", "bobby", "bobby.example"), Cancel)).Failure);
        Refused(FailureKind.PermissionMissing, await ((ICanBackUp)anns).BackUpAsync(World.Service, Cancel));
    }

    [Fact]
    public async Task a_missing_account_is_found_missing_in_any_language()
    {
        Whm.Next("accountsummary", 200, WhmFront.No("Sie haben keinen Benutzer mit dem Namen \u201Cbob\u201D."));
        Whm.Next("listaccts", 200, WhmFront.Yes(new { acct = Array.Empty<object>() }));
        Assert.Equal(Presence.Gone, (await ObserveAsync()).Presence);
        Assert.Contains("searchmethod=exact", Whm.Seen.Last());
    }

    [Fact]
    public async Task a_reseller_cannot_tell_missing_from_not_his_own_so_nothing_is_concluded()
    {
        Whm.Next("accountsummary", 200, WhmFront.No("API failure: (XID a1) You do not have access to an account named \u201Cbob\u201D."));
        ObservedState state = await ObserveAsync();
        Assert.Equal(Presence.Unknown, state.Presence);
        Refused(FailureKind.NotOwned, state.Failure);
    }

    [Fact]
    public async Task calls_are_posts_of_the_current_api_with_nothing_in_the_address()
    {
        await SuspendAsync();
        Assert.All(Whm.Seen, call => Assert.Matches(@"^POST /json-api/[a-z_]+ api\.version=1&", call));
        Assert.All(Whm.Seen, call => Assert.DoesNotContain(Server.Token, call));
    }
}
