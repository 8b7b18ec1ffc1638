using System.Text.Json;
using Billing.Plugin.Cpanel;
using Billing.Sandbox;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>Which server is asked, whether it is the right one, and what our token may do there.</summary>
public sealed class CpanelServersTests : OnWhm
{
    [Fact]
    public async Task a_server_that_is_not_configured_is_named()
    {
        ServiceHandle elsewhere = CpanelOnWhm.Handle("service 10", "bob", "bob.example", host: "srv99.example");
        string message = Refused(FailureKind.InvalidInput, (await ObserveAsync(elsewhere)).Failure);
        Assert.Equal("service 10: its server srv01 (srv99.example, number 1 in the panel) is not in config/plugins/cpanel.json; add it under \"servers\"", message);
        Refused(FailureKind.InvalidInput, await ((ICanSuspend)World.Adapter).SuspendAsync(elsewhere, Reason, Cancel));
    }

    [Fact]
    public async Task a_service_without_a_server_or_an_account_is_for_a_person()
    {
        Refused(FailureKind.InvalidInput, (await ObserveAsync(World.Service with { Server = null })).Failure);
        Refused(FailureKind.InvalidInput, (await ObserveAsync(World.Service with { Username = "" })).Failure);
        Assert.Empty(Whm.Seen);
    }

    [Fact]
    public async Task a_server_may_be_known_by_its_number_in_the_panel()
    {
        IServiceAdapter adapter = Adapter($$"""{ "host": "127.0.0.1", "panelServer": 1, "port": {{Whm.Port}}, "scheme": "http", "token": "env:T" }""");
        ServiceHandle named = CpanelOnWhm.Handle("service 10", "bob", "bob.example", host: "whatever.example");
        Assert.Equal(Presence.Online, (await adapter.ObserveAsync(named, Cancel)).Presence);
        ServiceHandle other = named with { Server = new ServerHandle(2, "srv02", "127.0.0.1") };
        Refused(FailureKind.InvalidInput, (await adapter.ObserveAsync(other, Cancel)).Failure);
        Assert.Equal([true, false, false], new[] { named.Server, other.Server, null }.Select(((IKnowServers)adapter).Knows));
    }

    [Fact]
    public async Task where_nobody_listens_nothing_was_sent()
    {
        await Whm.DisposeAsync();
        Failed(FailureKind.Unreachable, await SuspendAsync());
    }

    [Theory]
    [InlineData("system", false)]
    [InlineData("sha256:right", true)]
    [InlineData("sha256:wrong", false)]
    [InlineData("off", true)]
    public async Task only_the_certificate_that_was_asked_for_is_trusted(string tls, bool trusted)
    {
        await using SandboxWhm secure = await SandboxWhm.StartAsync(cancel: Cancel);
        secure.AddAccount(new WhmAccount("bob", "bob.example"));
        string trust = tls.Replace("right", secure.Fingerprint, StringComparison.Ordinal).Replace("wrong", new string('0', 64), StringComparison.Ordinal);
        IServiceAdapter adapter = Adapter($$"""{ "host": "127.0.0.1", "port": {{secure.Url.Port}}, "token": "env:T", "tls": "{{trust}}" }""");
        AdapterOutcome outcome = await SuspendAsync(adapter);
        if (trusted) Assert.IsType<AdapterOutcome.Changed>(outcome);
        else Failed(FailureKind.TlsUntrusted, outcome);
        Assert.Equal(trusted, secure.Account("bob")!.Suspended);
    }

    [Theory]
    [InlineData("""[{"all":1}]""", 0)]
    [InlineData("""[{"suspend-acct":"1","kill-acct":1,"acct-summary":1,"create-acct":"1","all":""}]""", 1)]
    [InlineData("""[{"suspend-acct":"1","kill-acct":1,"acct-summary":1,"create-acct":"0","all":""}]""", 2)]
    [InlineData("""[{"acct-summary":1,"all":0}]""", 4)]
    [InlineData("null", 1)]
    public async Task a_missing_right_is_found_before_it_is_needed(string privileges, int findings)
    {
        Whm.Next("myprivs", 200, $$"""{ "metadata": { "result": 1 }, "data": { "privileges": {{privileges}} } }""");
        IReadOnlyList<string> lines = await ((ICanTestConnection)World.Adapter).TestConnectionAsync(Cancel);
        Assert.Equal(findings, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("127.0.0.1: ", line));
    }

    [Fact]
    public async Task the_right_to_create_is_asked_for_only_where_something_is_created()
    {
        const string Rights = """{ "metadata": { "result": 1 }, "data": { "privileges": [{ "suspend-acct": 1, "kill-acct": 1, "acct-summary": 1 }] } }""";
        Whm.Next("myprivs", 200, Rights);
        string line = Assert.Single(await ((ICanTestConnection)World.Adapter).TestConnectionAsync(Cancel), line => line.Contains("create-acct", StringComparison.Ordinal));
        Assert.Equal("127.0.0.1: the token lacks the right create-acct: what is ordered of the products under \"plans\" cannot be created", line);
        Whm.Next("myprivs", 200, Rights);
        IServiceAdapter withoutPlans = Adapter($$"""{ "host": "127.0.0.1", "port": {{Whm.Port}}, "scheme": "http", "token": "env:T" }""");
        Assert.DoesNotContain(await ((ICanTestConnection)withoutPlans).TestConnectionAsync(Cancel), line => line.Contains("create-acct", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http", "srv01.example")]
    [InlineData("http", "192.0.2.1")]
    [InlineData("ftp", "127.0.0.1")]
    public void a_token_never_leaves_this_machine_in_clear_text(string scheme, string host)
    {
        var wrong = Assert.Throws<AdapterConfigurationException>(() => Adapter($$"""{ "host": "{{host}}", "scheme": "{{scheme}}", "token": "env:T" }"""));
        Assert.StartsWith("servers[0].scheme: ", Assert.Single(wrong.Problems));
    }

    [Fact]
    public void one_server_stands_there_once()
    {
        const string Server = """{ "host": "srv01.example", "token": "env:T" }""";
        Assert.Equal("servers: host SRV01.EXAMPLE stands there 2 times", Assert.Single(Assert.Throws<AdapterConfigurationException>(() => Adapter($"{Server}, {Server}")).Problems));
    }

    private IServiceAdapter Adapter(string servers) => new CpanelPlugin().Create(new AdapterContext(
        JsonDocument.Parse($$"""{ "servers": [ {{servers}} ] }""").RootElement, _ => Server.Token, TimeProvider.System, _ => { }));
}
