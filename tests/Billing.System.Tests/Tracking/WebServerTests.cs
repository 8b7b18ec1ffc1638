using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using Billing.Host.Cli;
using Billing.System.Tests.Host;
using Xunit;

namespace Billing.System.Tests.Tracking;

public sealed class WebServerTests : IDisposable
{
    private const string Links = """{ "url": "https://notices.example.com/", "keys": { "a": "env:PATH" }, "days": 180, "pictures": true, "allow": ["pay.example.net"] }""";
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task a_port_that_is_taken_is_said_in_one_line_and_nothing_is_begun()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Web($"{{ \"listen\": \"http://{taken.LocalEndpoint}\", \"proxies\": [] }}");
        Said said = await trial.RunAsync("run");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains($"billing.json $.web.listen: http://{taken.LocalEndpoint} cannot be listened on (another program has that port)", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.Empty(trial.Mail);
    }

    [Theory]
    [InlineData("""{ "listen": "http://127.0.0.1:8480" }""", "\"proxies\" is missing")]
    [InlineData("""{ "listen": "https://127.0.0.1:8480", "proxies": [] }""", "$.web.listen")]
    [InlineData("""{ "listen": "127.0.0.1:8480", "proxies": [] }""", "$.web.listen")]
    [InlineData("""{ "listen": "http://notices.example.com/", "proxies": [] }""", "$.web.listen")]
    [InlineData("""{ "listen": "http://127.0.0.1:8480", "proxies": ["nginx"] }""", "$.web.proxies[0]")]
    [InlineData("""{ "listen": "http://127.0.0.1:8480", "proxies": [], "judging": { "soonSeconds": -1, "sweepClients": 5, "hitsAnHour": 100 } }""", "$.web.judging.soonSeconds")]
    [InlineData("""{ "listen": "http://127.0.0.1:8480", "proxies": [], "judging": { "soonSeconds": 10, "sweepClients": 5, "hitsAnHour": 100, "networks": "none.txt" } }""", "there is no such file")]
    public async Task what_cannot_be_right_is_named_with_its_place(string web, string said)
    {
        Web(web);
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_line_of_the_list_of_networks_that_is_no_range_is_named()
    {
        File.WriteAllText(Path.Combine(trial.Config, "machines.txt"), "198.51.100.0/24\nAS8075\n");
        Web("""{ "listen": "http://[::1]:8480", "proxies": ["10.0.0.0/8", "::1"], "judging": { "soonSeconds": 10, "sweepClients": 5, "hitsAnHour": 100, "networks": "machines.txt" } }""");
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Contains(answer.Lines, line => line.Contains("machines.txt line 2: \"AS8075\" is no range", StringComparison.Ordinal));
    }

    [Fact]
    public async Task links_that_nobody_would_answer_are_noted()
    {
        trial.Change("billing.json", billing => billing["channels"]!["links"] = JsonNode.Parse(Links));
        Assert.Contains("note   links in notices lead to https://notices.example.com/", (await trial.RunAsync("check", "--offline")).Output, StringComparison.Ordinal);
        Web("""{ "listen": "http://127.0.0.1:8480", "proxies": ["127.0.0.1"] }""");
        Said answered = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Done, answered.Code);
        Assert.DoesNotContain("links in notices lead", answered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_host_to_which_links_may_lead_is_a_name_alone()
    {
        trial.Change("billing.json", billing => billing["channels"]!["links"] = JsonNode.Parse(Links.Replace("pay.example.net", "https://pay.example.net/", StringComparison.Ordinal)));
        Assert.Contains("$.channels.links.allow[0]", (await trial.RunAsync("check", "--offline")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_visitor_who_is_being_answered_when_the_service_stops_gets_his_answer_and_is_recorded()
    {
        GoneEvidence ledger = null!;
        await using WebTrial web = await WebTrial.OpenAsync(evidence => ledger = new GoneEvidence(evidence));
        NoticeLinks notice = await web.NoticeAsync();
        ledger.Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Reply> visit = web.FollowAsync(TokenPurpose.Pay, notice);
        await ledger.Reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        Task stopping = web.StopAsync();
        Assert.False(stopping.IsCompleted || visit.IsCompleted);
        ledger.Held.SetResult();
        Assert.Equal(302, (await visit).Status);
        await stopping;
        Assert.Single(await web.HitsAsync());
    }

    [Fact]
    public async Task below_a_path_links_are_answered_whether_the_proxy_takes_it_away_or_not()
    {
        await using WebTrial web = await WebTrial.OpenAsync(url: "https://example.com/avisos/");
        string token = web.Token(TokenPurpose.Pay, await web.NoticeAsync());
        Assert.Equal((302, 302, 404), ((await web.AskAsync(HttpMethod.Get, $"avisos/t/{token}")).Status, (await web.AskAsync(HttpMethod.Get, $"t/{token}")).Status, (await web.AskAsync(HttpMethod.Get, $"other/t/{token}")).Status));
    }

    [Fact]
    public async Task a_request_that_is_too_long_gets_no_further()
    {
        await using WebTrial web = await WebTrial.OpenAsync();
        Assert.Equal(414, (await web.AskAsync(HttpMethod.Get, new string('t', 5000))).Status);
        Assert.Equal(431, (await web.AskAsync(HttpMethod.Get, "t/x", headers: ["X-Long: " + new string('x', 20_000)])).Status);
    }

    private void Web(string web) => trial.Change("billing.json", billing => billing["web"] = JsonNode.Parse(web));
}
