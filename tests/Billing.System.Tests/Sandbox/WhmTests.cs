using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Billing.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Sandbox;

public sealed class WhmTests : IAsyncLifetime
{
    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    SandboxWhm whm = null!;
    HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        whm = await SandboxWhm.StartAsync(new SandboxWhmOptions { Time = time }, TestContext.Current.CancellationToken);
        whm.AddReseller("rita", "RITATOKEN");
        whm.AddAccount(new WhmAccount("bob", "bob.example.com") { Content = "bob's site" });
        whm.AddAccount(new WhmAccount("bobby", "bobby.example.com"));
        whm.AddAccount(new WhmAccount("web08", "web08.example.com") { Owner = "rita" });
        http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString(HashAlgorithmName.SHA256) == whm.Fingerprint },
        });
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await whm.DisposeAsync();
    }

    async Task<(HttpResponseMessage Answer, JsonNode Body)> AskAsync(string function, string query = "", string user = "root", string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(whm.Url, $"json-api/{function}?api.version=1&{query}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("whm", $"{user}:{token ?? whm.Token}");
        HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    async Task<JsonNode> CallAsync(string function, string query = "", string user = "root", string? token = null) => (await AskAsync(function, query, user, token)).Body;

    static int Result(JsonNode answer) => (int)answer["metadata"]!["result"]!;
    static string Reason(JsonNode answer) => (string)answer["metadata"]!["reason"]!;

    [Fact] public async Task a_wrong_token_gets_the_other_envelope_with_403()
    {
        var (answer, body) = await AskAsync("listaccts", token: "WRONG");
        Assert.Equal((HttpStatusCode.Forbidden, "Forbidden Access denied", "text/plain"), (answer.StatusCode, answer.ReasonPhrase, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("Access denied", (string?)body["cpanelresult"]!["error"]);
    }

    [Fact] public async Task refusals_come_with_200_a_changing_code_and_curly_quotes()
    {
        var (answer, body) = await AskAsync("suspendacct", "user=ghost");
        Assert.Equal((HttpStatusCode.OK, 0), (answer.StatusCode, Result(body)));
        Assert.Matches(new Regex(@"^API failure: \(XID [a-z0-9]{6}\) You do not have a user named “ghost”\.$"), Reason(body));
        Assert.NotEqual(Reason(body), Reason(await CallAsync("suspendacct", "user=ghost")));
        Assert.Equal("Account does not exist.", Reason(await CallAsync("accountsummary", "user=ghost")));
        Assert.Equal("Unknown app (\"fly\") requested for this version (1) of the API.", Reason(await CallAsync("fly")));
    }

    [Fact] public async Task suspending_shows_until_it_is_lifted()
    {
        Assert.EndsWith("account has been suspended", (string)(await CallAsync("suspendacct", "user=bob&reason=Overdue%20invoice%201042"))["metadata"]!["output"]!["raw"]!, StringComparison.Ordinal);
        JsonNode bob = (await CallAsync("accountsummary", "user=bob"))["data"]!["acct"]![0]!;
        Assert.Equal((1, "Overdue invoice 1042", time.GetUtcNow().ToUnixTimeSeconds()), ((int)bob["suspended"]!, (string?)bob["suspendreason"], (long)bob["suspendtime"]!));
        Assert.Equal(0, Result(await CallAsync("suspendacct", "user=bob&reason=again")));
        Assert.Equal(1, Result(await CallAsync("unsuspendacct", "user=bob")));
        bob = (await CallAsync("accountsummary", "user=bob"))["data"]!["acct"]![0]!;
        Assert.Equal((0, "not suspended", null), ((int)bob["suspended"]!, (string?)bob["suspendreason"], bob["suspendtime"]));
    }

    [Fact] public async Task a_reseller_sees_his_own_gets_texts_and_lifts_no_lock()
    {
        Assert.Contains("access to an account named “bob”", Reason(await CallAsync("accountsummary", "user=bob", "rita", "RITATOKEN")), StringComparison.Ordinal);
        whm.Suspend("web08", "abuse", locked: true);
        JsonNode own = (await CallAsync("listaccts", "", "rita", "RITATOKEN"))["data"]!["acct"]!;
        Assert.Equal("1", (string?)Assert.Single(own.AsArray())!["is_locked"]);
        Assert.Equal(0, Result(await CallAsync("unsuspendacct", "user=web08", "rita", "RITATOKEN")));
        Assert.Equal(0, Result(await CallAsync("start_background_pkgacct", "user=web08", "rita", "RITATOKEN")));
        Assert.Equal("1", (string?)(await CallAsync("myprivs", "", "rita", "RITATOKEN"))["data"]!["privileges"]![0]!["suspend-acct"]);
        Assert.Equal(1, (int)(await CallAsync("myprivs"))["data"]!["privileges"]![0]!["all"]!);
    }

    [Theory, InlineData("searchmethod=exact&", 1), InlineData("", 2)]
    public async Task a_search_for_bob_also_finds_bobby_unless_exact(string method, int found)
    {
        JsonNode accounts = (await CallAsync("listaccts", $"{method}searchtype=user&search=bob&want=user,suspended"))["data"]!["acct"]!;
        Assert.Equal(found, accounts.AsArray().Count);
        Assert.Equal(["user", "suspended"], accounts[0]!.AsObject().Select(pair => pair.Key));
    }

    [Fact] public async Task without_a_version_the_old_envelope_answers_and_version_always_uses_the_other()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(whm.Url, "json-api/suspendacct?user=bob"));
        request.Headers.Authorization = new AuthenticationHeaderValue("whm", $"root:{whm.Token}");
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(1, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["result"]![0]!["status"]!);
        Assert.Equal("11.134.0.44", (string?)(await CallAsync("version"))["cpanelresult"]!["data"]!["version"]);
    }

    async Task<string> PackagedAsync(string query)
    {
        string session = (string)(await CallAsync("start_background_pkgacct", query))["data"]!["session_id"]!;
        Assert.Equal("RUNNING", (string?)(await CallAsync("get_pkgacct_session_state", $"session_id={session}"))["data"]!["state"]);
        return (string)(await CallAsync("get_pkgacct_session_state", $"session_id={session}"))["data"]!["state"]!;
    }

    async Task<JsonArray> ArchivesAsync() => (await CallAsync("list_cparchive_files"))["data"]!["quickrestore_files"]!.AsArray();

    [Fact] public async Task what_is_packaged_into_the_home_goes_with_the_account()
    {
        Assert.Equal("COMPLETED", await PackagedAsync("user=bob"));
        Assert.Empty(await ArchivesAsync());
        Assert.Single(whm.Archives);
        Assert.Equal("bob account removed", Reason(await CallAsync("removeacct", "username=bob")));
        Assert.Empty(whm.Archives);
    }

    [Fact] public async Task a_suspended_account_comes_back_suspended()
    {
        await CallAsync("suspendacct", "user=bob&reason=Overdue");
        Assert.Equal("COMPLETED", await PackagedAsync("user=bob&tarroot=/home"));
        Assert.Equal("/home/cpmove-bob.tar.gz", (string?)Assert.Single(await ArchivesAsync())!["path"]);
        await CallAsync("removeacct", "username=bob");
        string session = (string)(await CallAsync("start_local_cpmove_restore", "cpmovepath=/home/cpmove-bob.tar.gz"))["data"]!["transfer_session_id"]!;
        Assert.Equal("RESTORE_INPROGRESS", (string?)(await CallAsync("get_transfer_session_state", $"transfer_session_id={session}"))["data"]!["state_name"]);
        Assert.Null(whm.Account("bob"));
        Assert.Equal("COMPLETED", (string?)(await CallAsync("get_transfer_session_state", $"transfer_session_id={session}"))["data"]!["state_name"]);
        Assert.Equal((true, "Overdue", "bob's site"), (whm.Account("bob")!.Suspended, whm.Account("bob")!.SuspendReason, whm.Account("bob")!.Content));
    }

    [Theory, InlineData(WhmFate.Fails, "FAILED"), InlineData(WhmFate.SaysSoOnly, "COMPLETED")]
    public async Task packaging_can_leave_no_archive(WhmFate fate, string state)
    {
        whm.Packaging = fate;
        Assert.Equal(state, await PackagedAsync("user=bob&tarroot=/home"));
        Assert.Empty(await ArchivesAsync());
    }

    [Fact] public async Task names_have_rules()
    {
        foreach (string bad in new[] { "1abc", "testing", "averyveryverylongname", "bob" })
            Assert.Equal(0, Result(await CallAsync("createacct", $"username={bad}&domain=new.example.com")));
        Assert.Equal(1, Result(await CallAsync("createacct", "username=nuevo&domain=new.example.com&plan=gold")));
        Assert.Equal(("gold", "root"), (whm.Account("nuevo")!.Plan, whm.Account("nuevo")!.Owner));
    }

    [Fact] public async Task a_connection_cut_after_the_work_leaves_the_work()
    {
        whm.Faults.Add(new Fault("suspendacct", FaultKind.CutAfterWork) { Id = "bob", Count = 1 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync("suspendacct", "user=bob&reason=x"));
        Assert.True(whm.Account("bob")!.Suspended);
    }

    [Fact] public async Task the_work_goes_on_after_the_caller_has_gone()
    {
        whm.Suspend("bob", "Overdue");
        whm.Faults.Add(new Fault("unsuspendacct", FaultKind.Slow) { Seconds = 60, Count = 1 });
        TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously), over = new();
        whm.Faults.Wait = _ => { met.SetResult(); return over.Task; };
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(whm.Url, "json-api/unsuspendacct?api.version=1&user=bob"));
        request.Headers.Authorization = new AuthenticationHeaderValue("whm", $"root:{whm.Token}");
        Task<HttpResponseMessage> call = http.SendAsync(request, patience.Token);
        await met.Task;
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(whm.Account("bob")!.Suspended);
        over.SetResult();   // goes on right here
        Assert.False(whm.Account("bob")!.Suspended);
    }
}
