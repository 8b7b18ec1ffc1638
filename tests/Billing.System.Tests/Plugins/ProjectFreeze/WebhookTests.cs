using System.Net;
using System.Net.Http.Headers;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>Messages that only the holder of the key can write, and nobody can use twice.</summary>
public sealed class WebhookTests : OnFreeze<AdapterEnvironment>
{
    private WebhookWorld Hook => (WebhookWorld)World;

    protected override Task<AdapterEnvironment> CreateAsync() => WebhookWorld.CreateAsync();

    [Fact]
    public async Task a_wrong_signature_is_refused_and_said()
    {
        Assert.Contains("refused the key", Refused(FailureKind.AuthFailed, await SuspendAsync(World.WithWrongKey)), StringComparison.Ordinal);
        Assert.Null(Hook.Projects["shop"]);
    }

    [Fact]
    public async Task a_message_heard_before_does_nothing_again()
    {
        await SuspendAsync();
        await World.PutBackByHandAsync();
        Assert.Equal(HttpStatusCode.Conflict, await AgainAsync(Front.Changes.Single()));
        Assert.Null(Hook.Projects["shop"]);
    }

    [Fact]
    public async Task a_message_that_was_altered_on_its_way_does_nothing()
    {
        await SuspendAsync();
        Asked freeze = Front.Changes.Single();
        Assert.Equal(HttpStatusCode.Unauthorized, await AgainAsync(freeze with { Body = freeze.Body.Replace("shop", "site", StringComparison.Ordinal) }));
        Assert.Null(Hook.Projects["site"]);
    }

    [Fact]
    public async Task a_message_from_another_time_does_nothing()
    {
        var late = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        Refused(FailureKind.AuthFailed, await SuspendAsync(Hook.Configured(time: late)));
        Assert.Null(Hook.Projects["shop"]);
    }

    [Fact]
    public async Task every_message_is_signed_and_has_a_number_of_its_own()
    {
        await SuspendAsync();
        await LiftAsync(null);
        Assert.All(Front.Seen, asked => Assert.Matches("^sha256=[0-9a-f]{64}$", asked.Headers["X-Billing-Signature"].ToString()));
        Assert.Equal(Front.Seen.Count, Front.Seen.Select(asked => asked.Body).Distinct().Count());
        Assert.All(Front.Seen, asked => Assert.All(World.Secrets, secret => Assert.DoesNotContain(secret, asked.Target + asked.Body, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task a_receiver_that_keeps_the_reason_proves_our_freeze_after_a_restart()
    {
        await SuspendAsync();
        Assert.Equal(Holder.Billing, (await ObserveAsync(Restarted())).Holder);
        Assert.IsType<AdapterOutcome.AlreadySo>(await SuspendAsync(Restarted()));
        Changed(await LiftAsync(null, Restarted()));
    }

    [Fact]
    public async Task for_one_that_keeps_none_the_engines_snapshot_proves_it()
    {
        Hook.Forgetful = true;
        string snapshot = await SnapshotAsync();
        await SuspendAsync();
        Assert.Equal(Holder.Other, (await ObserveAsync(Restarted())).Holder);
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(null));
        Assert.IsType<AdapterOutcome.AlreadySo>(await AskedAgainAsync(snapshot));
        Changed(await LiftAsync(snapshot, Restarted()));
    }

    [Fact]
    public async Task another_reason_stands_against_our_snapshot()
    {
        string snapshot = await SnapshotAsync();
        await SuspendAsync();
        await World.HoldByHandAsync("stolen designs");
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(snapshot));
        Assert.Contains("stolen designs", Refused(FailureKind.HeldByOther, await LiftAsync(snapshot)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"state":"perhaps"}""")]
    [InlineData(200, "ok")]
    [InlineData(500, "")]
    public async Task what_cannot_be_understood_is_no_state(int status, string body)
    {
        Front.Next("", status, body);
        Failed(FailureKind.BadResponse, (await ObserveAsync()).Failure);
    }

    [Fact]
    public async Task an_address_that_is_not_there_does_not_mean_that_the_project_is_gone()
    {
        Front.Next("", 404);
        ObservedState state = await ObserveAsync();
        Assert.Equal(Presence.Unknown, state.Presence);
        Refused(FailureKind.NotFound, state.Failure);
    }

    [Fact]
    public async Task a_slow_answer_is_no_state()
    {
        Front.NeverAnswer = "";
        Failed(FailureKind.Unreachable, (await ObserveAsync(Restarted("""{ "read": 0.5 }"""))).Failure);
    }

    private async Task<HttpStatusCode> AgainAsync(Asked message)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Front.Url);
        request.Content = new StringContent(message.Body, global::System.Text.Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (string header in new[] { "X-Billing-Timestamp", "X-Billing-Signature" }) request.Headers.TryAddWithoutValidation(header, message.Headers[header].ToString());
        using HttpResponseMessage answer = await http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
