using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Xunit;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>What only PowerDNS knows: records that are switched off, remarks, accounts, its own keys, zones that come and go.</summary>
public abstract class PowerDnsStories : CarefulZoneStories
{
    private OnPowerDns Pdns => (OnPowerDns)World;

    [Fact]
    public async Task records_that_were_switched_off_come_back_switched_off()
    {
        await World.EditAsync(World.Set("@", "A", 1800, "192.0.2.10") with { Records = [new Entry("192.0.2.10"), new Entry("192.0.2.99", Disabled: true)] });
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("@", RecordType.A));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
        Assert.Equal("192.0.2.10", await World.AskAsync("@", RecordType.A));
    }

    [Fact]
    public async Task a_zone_that_is_an_alias_itself_is_parked_and_put_back()
    {
        await World.EditAsync(World.Set("@", "A", 0), World.Set("@", "AAAA", 0), World.Set("@", "ALIAS", 120, "site.example.net."));
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("@", RecordType.A));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task the_keys_of_a_signed_zone_are_not_touched()
    {
        await SendAsync(HttpMethod.Put, $"zones/{World.Name}", """{ "dnssec": true }""");
        string keys = await SendAsync(HttpMethod.Get, $"zones/{World.Name}/cryptokeys");
        Assert.Contains("DNSKEY", keys, StringComparison.OrdinalIgnoreCase);
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        await LiftedAsync();
        Assert.Equal(keys, await SendAsync(HttpMethod.Get, $"zones/{World.Name}/cryptokeys"));
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task a_zone_switched_off_answers_nobody_and_comes_back_as_it_was()
    {
        using var adapter = (IDisposable)World.Configured(suspend: "\"mode\": \"disable\"");
        await World.EditAsync(World.Set("blog", "A", 60, "192.0.2.30") with { Records = [new Entry("192.0.2.30"), new Entry("192.0.2.98", Disabled: true)] });
        Zone before = await World.ZoneAsync();
        Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync((IServiceAdapter)adapter));
        Assert.Equal("NxDomain", await World.AskAsync("mail", RecordType.A));
        Assert.IsType<AdapterOutcome.AlreadySo>(await SuspendAsync((IServiceAdapter)adapter));
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanSuspend)adapter).UnsuspendAsync(World.Service, null, Cancel));
        Same(before, await World.ZoneAsync());
        Assert.Equal("192.0.2.20", await World.AskAsync("mail", RecordType.A));
    }

    [Theory]
    [InlineData(500, FailureKind.Busy)]
    [InlineData(503, FailureKind.Busy)]
    [InlineData(429, FailureKind.RateLimited)]
    public async Task what_may_be_tried_again_changed_nothing(int code, FailureKind kind)
    {
        Pdns.Front.AnswerNextChange = code;
        Assert.Equal(kind, Assert.IsType<AdapterOutcome.Failed>(await SuspendAsync()).Kind);
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
        Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync());
    }

    [Fact]
    public async Task a_request_that_the_server_finds_wrong_is_not_repeated()
    {
        Pdns.Front.AnswerNextChange = 422;
        Assert.Equal(FailureKind.InvalidInput, Assert.IsType<AdapterOutcome.Refused>(await SuspendAsync()).Kind);
    }

    [Fact]
    public async Task the_backup_of_a_parked_zone_holds_what_stood_there_and_its_serial_rises()
    {
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        uint last = (await World.ZoneAsync()).Serial;
        string backup = Assert.IsType<AdapterOutcome.Changed>(await ((ICanBackUp)World.Adapter).BackUpAsync(World.Service, Cancel)).Details;
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanTerminate)World.Adapter).TerminateAsync(World.Service, backup, Cancel));
        Assert.Equal("Refused", await World.AskAsync("mail", RecordType.A));
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanRestore)World.Adapter).RestoreAsync(World.Service, backup, Cancel));
        Zone after = await World.ZoneAsync();
        Same(before, after);
        Assert.Equal("bob", after.Head!.Account);
        Assert.True(after.Serial > last);
    }

    [Fact]
    public async Task a_zone_that_others_switched_off_is_not_switched_on_by_guessing()
    {
        Zone before = await World.ZoneAsync();
        await World.EditAsync([.. before.Sets.Where(set => set.Type != "SOA").Select(set => set with { Records = [.. set.Records.Select(entry => entry with { Disabled = true })] })]);
        Assert.Equal((Presence.Suspended, Holder.Other), await NowAsync());
        AdapterOutcome.Refused refused = Assert.IsType<AdapterOutcome.Refused>(await AdoptedAsync(""));
        Assert.Equal(FailureKind.Precondition, refused.Kind);
        Assert.Contains("switch the records that belong to it on again by hand", refused.Message);
        await World.EditAsync([.. before.Sets.Where(set => set.Type != "SOA")]);
        Assert.IsType<AdapterOutcome.AlreadySo>(await AdoptedAsync(""));
    }

    [Fact]
    public async Task suspensions_that_overlap_change_it_once_and_can_be_tried_again()
    {
        Zone before = await World.ZoneAsync();
        IServiceAdapter[] nodes = [.. Enumerable.Range(0, 4).Select(_ => World.Configured())];
        AdapterOutcome[] outcomes = await Task.WhenAll(nodes.Select(node => Task.Run(() => SuspendAsync(node), Cancel)));
        Assert.All(outcomes, outcome => Assert.True(outcome is AdapterOutcome.Changed or AdapterOutcome.AlreadySo or AdapterOutcome.Failed { Kind: FailureKind.Busy }, $"{outcome}"));
        await SuspendAsync();
        Assert.Equal((Presence.Suspended, Holder.Billing), await NowAsync());
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
        foreach (IServiceAdapter node in nodes) ((IDisposable)node).Dispose();
    }

    [Fact]
    public async Task a_domain_in_its_own_letters_is_the_zone_in_ascii()
    {
        string name = $"xn--mnchen-3ya.{World.Name}";
        Assert.Null(await Pdns.Keeper.CreateAsync(new Zone(name, [.. (await World.ZoneAsync()).Sets.Where(set => set.Type is "SOA" or "NS").Select(set => set with { Name = name })],
            new ZoneHead("Native", "bob", "", "DEFAULT", false, false, [])), Cancel));
        Assert.Equal(Presence.Online, (await World.Adapter.ObserveAsync(World.Service with { Domain = $"München.{World.Name}" }, Cancel)).Presence);
        Assert.Null(await Pdns.Keeper.DeleteAsync(name, Cancel));
    }

    [Fact]
    public async Task the_backup_of_another_zone_does_not_count()
    {
        string backup = Assert.IsType<AdapterOutcome.Changed>(await ((ICanBackUp)World.Adapter).BackUpAsync(World.Service, Cancel)).Details;
        ServiceHandle other = World.Stranger with { Username = "somebody" };
        Assert.Equal(FailureKind.Precondition, Assert.IsType<AdapterOutcome.Refused>(await ((ICanTerminate)World.Adapter).TerminateAsync(other, backup, Cancel)).Kind);
    }

    private protected Task<string> SendAsync(HttpMethod method, string path, string? body = null) => Pdns.SendAsync(method, path, body);
}

[Collection("PowerDNS on SQLite")]
public sealed class ZonesOnSqliteTests : PowerDnsStories
{
    private protected override async Task<DnsWorld> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");

    [Fact]
    public async Task remarks_come_back_with_the_records()
    {
        foreach ((string name, string type, string content) in new[] { (World.Name, "A", "192.0.2.10"), (World.Full("www"), "CNAME", World.Name) })
        {
            await SendAsync(HttpMethod.Patch, $"zones/{World.Name}", $$"""
                { "rrsets": [ { "name": "{{name}}", "type": "{{type}}", "ttl": 600, "changetype": "REPLACE", "records": [ { "content": "{{content}}" } ],
                  "comments": [ { "content": "asked for by Ana", "account": "ana" } ] } ] }
                """);
        }
        Zone before = await World.ZoneAsync();
        Assert.Equal(2, before.Sets.Count(set => set.Notes is not null));
        await SuspendedAsync();
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }
}

[Collection("PowerDNS on LMDB")]
public sealed class ZonesOnLmdbTests : PowerDnsStories
{
    private protected override async Task<DnsWorld> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("BIND")]
public sealed class ZonesOnBindTests : CarefulZoneStories
{
    private protected override async Task<DnsWorld> CreateAsync() => await OnBind.CreateAsync();

    [Fact]
    public async Task who_edits_between_our_look_and_our_update_is_not_overwritten()
    {
        ((OnBind)World).Front.BeforeNextUpdate = () => World.EditAsync(World.Set("@", "A", 60, "198.51.100.9"));
        Assert.Equal(FailureKind.Busy, Assert.IsType<AdapterOutcome.Failed>(await SuspendAsync()).Kind);
        Assert.Equal("198.51.100.9", await World.AskAsync("@", RecordType.A));
        await SuspendedAsync();
        await LiftedAsync();
        Assert.Equal("198.51.100.9", await World.AskAsync("@", RecordType.A));
    }

    // Priority 1, this very name; mandatory alpn, alpn h2, no-default-alpn, ech, and parameter 667 that nobody knows.
    [Fact]
    public async Task what_the_library_does_not_know_of_https_comes_back_byte_by_byte()
    {
        await World.EditAsync(World.Set("@", "HTTPS", 60, @"\# 34 0001000000000200010001000302683200020000000500040002FE0D029B00026869"));
        Zone before = await World.ZoneAsync();
        Assert.Contains("029B00026869", before.Find((World.Name, "HTTPS"))!.Records[0].Content);
        await SuspendedAsync();
        Assert.Equal("", await World.AskAsync("@", RecordType.Https));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public void updates_can_neither_remove_a_zone_nor_make_one()
    {
        Assert.IsNotType<ICanTerminate>(World.Adapter, exactMatch: false);
        Assert.IsNotType<ICanRestore>(World.Adapter, exactMatch: false);
    }
}
