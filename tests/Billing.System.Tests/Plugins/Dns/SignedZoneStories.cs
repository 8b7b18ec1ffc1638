using System.Text.Json;
using ARSoft.Tools.Net.Dns;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>A zone that PowerDNS signs: asked by a resolver that trusts its keys of before and nothing else.</summary>
public abstract class SignedZoneStories : IAsyncLifetime
{
    private const string Validated = "; fully validated", Denied = "; negative response, fully validated";

    private OnPowerDns World { get; set; } = null!;

    private string[] Keys { get; set; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract Task<OnPowerDns> CreateAsync();

    public async ValueTask InitializeAsync()
    {
        World = await CreateAsync();
        foreach (string key in (string[])["""{ "keytype": "ksk", "active": true, "algorithm": "ecdsa256" }""", """{ "keytype": "zsk", "active": true, "algorithm": "ecdsa256" }""", """{ "keytype": "zsk", "active": false, "published": false, "algorithm": "ecdsa256" }"""])
            await World.SendAsync(HttpMethod.Post, $"zones/{World.Name}/cryptokeys", key);
        await World.SendAsync(HttpMethod.Post, "tsigkeys", $$"""{ "name": "copy{{World.Name}}", "algorithm": "hmac-sha256" }""");
        await World.SendAsync(HttpMethod.Put, $"zones/{World.Name}", $$"""{ "kind": "Master", "nsec3param": "1 0 0 -", "nsec3narrow": true, "soa_edit": "INCEPTION-INCREMENT", "api_rectify": true, "master_tsig_key_ids": ["copy{{World.Name}}"] }""");
        foreach ((string kind, string values) in new[] { ("ALSO-NOTIFY", "\"127.0.0.1:9\", \"127.0.0.2:9\""), ("ALLOW-AXFR-FROM", "\"AUTO-NS\""), ("PUBLISH-CDS", "\"2\""), ("X-NOTE", "\"kept\"") })
            await World.SendAsync(HttpMethod.Put, $"zones/{World.Name}/metadata/{kind}", $$"""{ "kind": "{{kind}}", "metadata": [{{values}}] }""");
        Keys = (await World.AskAsync("@", RecordType.DnsKey)).Split(' ') is var words ? [.. words.Chunk(4).Select(key => string.Join(' ', key))] : [];
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (World is null) return;
        await World.SendAsync(HttpMethod.Delete, $"tsigkeys/copy{World.Name}");
        await World.DisposeAsync();
    }

    [Fact]
    public async Task parked_and_lifted_every_answer_is_valid()
    {
        await AllValidAsync("192.0.2.10");
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel));
        await AllValidAsync(DnsWorld.Parking4);
        Assert.StartsWith(Denied, await World.ValidatedAsync("@", "AAAA", Keys));
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, null, Cancel));
        await AllValidAsync("192.0.2.10");
    }

    [Fact]
    public async Task a_restored_zone_signs_with_the_keys_it_had()
    {
        (Zone zone, string belongings, string ds) before = (await World.ZoneAsync(), await BelongingsAsync(), await DsAsync());
        string backup = await RemovedAsync();
        Assert.Equal("Refused", await World.AskAsync("@", RecordType.DnsKey));
        string told = Assert.IsType<AdapterOutcome.Changed>(await RestoreAsync(backup)).Details;
        Assert.EndsWith("signed with the keys that it had", told);
        ZoneStories.Same(before.zone, await World.ZoneAsync());
        Assert.Equal((before.belongings, before.ds), (await BelongingsAsync(), await DsAsync()));
        Assert.Equal(Keys.Order(StringComparer.Ordinal), (await World.AskAsync("@", RecordType.DnsKey)).Split(' ').Chunk(4).Select(key => string.Join(' ', key)).Order(StringComparer.Ordinal));
        await AllValidAsync("192.0.2.10");
        Assert.True((await World.ZoneAsync()).Serial > before.zone.Serial);
    }

    [Fact]
    public async Task a_setting_that_the_server_no_longer_takes_is_left_out_and_told()
    {
        string backup = await RemovedAsync();
        await World.SendAsync(HttpMethod.Delete, $"tsigkeys/copy{World.Name}");
        Assert.Contains("does not take its settings TSIG-ALLOW-AXFR: set them by hand", Assert.IsType<AdapterOutcome.Changed>(await RestoreAsync(backup)).Details);
        await AllValidAsync("192.0.2.10");
        await World.SendAsync(HttpMethod.Post, "tsigkeys", $$"""{ "name": "copy{{World.Name}}", "algorithm": "hmac-sha256" }""");
    }

    [Fact]
    public async Task the_keys_of_the_day_it_was_removed_come_back_and_not_those_of_the_backup()
    {
        string backup = await SavedAsync();
        await World.SendAsync(HttpMethod.Post, $"zones/{World.Name}/cryptokeys", """{ "keytype": "zsk", "active": true, "algorithm": "ecdsa256" }""");
        string before = await BelongingsAsync();
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanTerminate)World.Adapter).TerminateAsync(World.Service, backup, Cancel));
        Assert.IsType<AdapterOutcome.Changed>(await RestoreAsync(backup));
        Assert.Equal(before, await BelongingsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    public async Task a_restoration_broken_off_is_not_online_and_goes_on(int afterChanges)
    {
        (Zone zone, string belongings) before = (await World.ZoneAsync(), await BelongingsAsync());
        string backup = await RemovedAsync();
        (World.Front.ChangesBefore, World.Front.AnswerNextChange) = (afterChanges, 500);
        Assert.Equal(FailureKind.Busy, Assert.IsType<AdapterOutcome.Failed>(await RestoreAsync(backup)).Kind);
        Assert.NotEqual(Presence.Online, (await World.Adapter.ObserveAsync(World.Service, Cancel)).Presence);
        Assert.NotEqual(DnsWorld.Parking4, await World.AskAsync("@", RecordType.A));
        Assert.Equal(afterChanges == 0 ? FailureKind.NotFound : FailureKind.Precondition, Assert.IsType<AdapterOutcome.Refused>(await ((ICanBackUp)World.Adapter).BackUpAsync(World.Service, Cancel)).Kind);
        Assert.IsType<AdapterOutcome.Changed>(await RestoreAsync(backup));
        ZoneStories.Same(before.zone, await World.ZoneAsync());
        Assert.Equal(before.belongings, await BelongingsAsync());
        await AllValidAsync("192.0.2.10");
    }

    [Fact]
    public async Task half_a_restored_zone_that_is_removed_again_loses_no_key()
    {
        string before = await BelongingsAsync(), backup = await RemovedAsync();
        (World.Front.ChangesBefore, World.Front.AnswerNextChange) = (2, 500);
        Assert.IsType<AdapterOutcome.Failed>(await RestoreAsync(backup));
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanTerminate)World.Adapter).TerminateAsync(World.Service, backup, Cancel));
        Assert.IsType<AdapterOutcome.Changed>(await RestoreAsync(backup));
        Assert.Equal(before, await BelongingsAsync());
    }

    // PowerDNS makes a zone first and writes its records then: when the second fails, an empty zone is there.
    [Fact]
    public async Task a_zone_that_was_made_without_its_records_gets_them()
    {
        (Zone zone, string belongings) before = (await World.ZoneAsync(), await BelongingsAsync());
        string backup = await RemovedAsync();
        await World.SendAsync(HttpMethod.Post, "zones", $$"""
            { "name": "{{World.Name}}", "kind": "Native", "account": "bob", "nameservers": [], "rrsets": [ { "name": "{{World.Name}}", "type": "SOA", "ttl": 60, "records": [ { "content": "a. b. 1 1 1 1 1", "disabled": true } ] } ] }
            """, refused: true);
        Assert.Empty((await World.ZoneAsync()).Sets);
        Assert.IsType<AdapterOutcome.Changed>(await RestoreAsync(backup));
        ZoneStories.Same(before.zone, await World.ZoneAsync());
        Assert.Equal(before.belongings, await BelongingsAsync());
    }

    [Fact]
    public async Task no_private_key_is_anywhere_but_in_the_backup_that_nobody_else_may_read()
    {
        IReadOnlyList<string> hidden = await PrivateAsync();
        Assert.Equal(3, hidden.Count);
        string told = await ((ICanSnapshot)World.Adapter).SnapshotAsync(World.Service, Cancel);
        told += await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel);
        string backup = await SavedAsync();
        told += await ((ICanTerminate)World.Adapter).TerminateAsync(World.Service, backup, Cancel);
        (World.Front.ChangesBefore, World.Front.AnswerNextChange) = (2, 422);   // the server finds fault with a key
        AdapterOutcome refused = await RestoreAsync(backup);
        Assert.Equal(FailureKind.InvalidInput, Assert.IsType<AdapterOutcome.Refused>(refused).Kind);
        told += refused + backup + await RestoreAsync(backup) + string.Concat(World.Log);
        Assert.All(hidden, key => Assert.DoesNotContain(key, told));
        string[] files = [.. Directory.GetFiles(World.Folder, "*", SearchOption.AllDirectories).Where(file => hidden.Any(File.ReadAllText(file).Replace("\\u002B", "+", StringComparison.Ordinal).Contains))];
        Assert.Equal([backup], files);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
    }

    [Fact]
    public async Task a_zone_that_is_signed_elsewhere_is_left_alone()
    {
        await World.OnTheServerAsync("set-presigned", World.Name);
        Zone before = await World.ZoneAsync();
        Assert.Equal(FailureKind.Unsupported, Assert.IsType<AdapterOutcome.Refused>(await ((ICanSuspend)World.Adapter).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel)).Kind);
        Assert.Equal(FailureKind.Unsupported, Assert.IsType<AdapterOutcome.Refused>(await ((ICanBackUp)World.Adapter).BackUpAsync(World.Service, Cancel)).Kind);
        ZoneStories.Same(before, await World.ZoneAsync());
    }

    private async Task AllValidAsync(string site)
    {
        string apex = await World.ValidatedAsync("@", "A", Keys);
        Assert.StartsWith(Validated, apex);
        Assert.Contains(site, apex);
        Assert.StartsWith(Validated, await World.ValidatedAsync("@", "MX", Keys));
        Assert.StartsWith(Validated, await World.ValidatedAsync("anything", "A", Keys));   // from the wildcard
        Assert.StartsWith(Denied, await World.ValidatedAsync("none.mail", "A", Keys));
    }

    // Keys without their numbers, and settings, as the server lists them.
    private async Task<string> BelongingsAsync()
    {
        JsonElement keys = JsonDocument.Parse(await World.SendAsync(HttpMethod.Get, $"zones/{World.Name}/cryptokeys")).RootElement;
        IEnumerable<string> listed = keys.EnumerateArray().Select(key => $"{key.GetProperty("dnskey")} {key.GetProperty("active")} {key.GetProperty("published")} {key.GetProperty("keytype")}").Order(StringComparer.Ordinal);
        return string.Join('\n', listed) + await World.SendAsync(HttpMethod.Get, $"zones/{World.Name}/metadata") + (await World.ZoneAsync()).Head!.Kind;
    }

    private async Task<string> DsAsync() => string.Join('\n', JsonDocument.Parse(await World.SendAsync(HttpMethod.Get, $"zones/{World.Name}/cryptokeys")).RootElement.EnumerateArray()
        .Where(key => key.TryGetProperty("ds", out _)).Select(key => key.GetProperty("ds").ToString()).Order(StringComparer.Ordinal));

    private async Task<IReadOnlyList<string>> PrivateAsync()
    {
        List<string> found = [];
        foreach (JsonElement key in JsonDocument.Parse(await World.SendAsync(HttpMethod.Get, $"zones/{World.Name}/cryptokeys")).RootElement.EnumerateArray())
        {
            string text = JsonDocument.Parse(await World.SendAsync(HttpMethod.Get, $"zones/{World.Name}/cryptokeys/{key.GetProperty("id")}")).RootElement.GetProperty("privatekey").GetString()!;
            found.Add(text.Split('\n').Single(line => line.StartsWith("PrivateKey: ", StringComparison.Ordinal))["PrivateKey: ".Length..]);
        }
        return found;
    }

    private async Task<string> SavedAsync() => Assert.IsType<AdapterOutcome.Changed>(await ((ICanBackUp)World.Adapter).BackUpAsync(World.Service, Cancel)).Details;

    private async Task<string> RemovedAsync()
    {
        string backup = await SavedAsync();
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanTerminate)World.Adapter).TerminateAsync(World.Service, backup, Cancel));
        return backup;
    }

    private Task<AdapterOutcome> RestoreAsync(string backup) => ((ICanRestore)World.Adapter).RestoreAsync(World.Service, backup, Cancel);
}

[Collection("PowerDNS on SQLite")]
public sealed class SignedZonesOnSqliteTests : SignedZoneStories
{
    private protected override Task<OnPowerDns> CreateAsync() => OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on LMDB")]
public sealed class SignedZonesOnLmdbTests : SignedZoneStories
{
    private protected override Task<OnPowerDns> CreateAsync() => OnPowerDns.CreateAsync("lmdb");
}
