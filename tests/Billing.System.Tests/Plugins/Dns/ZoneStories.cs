using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>What becomes of a zone, on every kind of server; asked with real DNS questions.</summary>
public abstract class ZoneStories : IAsyncLifetime
{
    private protected DnsWorld World { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract Task<DnsWorld> CreateAsync();

    public async ValueTask InitializeAsync() => World = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (World is not null) await World.DisposeAsync();
    }

    [Fact]
    public async Task the_site_is_parked_and_the_mail_lives()
    {
        await SuspendedAsync();
        foreach (string name in new[] { "@", "www", "anything" }) Assert.Equal(DnsWorld.Parking4, await World.AskAsync(name, RecordType.A));
        Assert.Equal("", await World.AskAsync("@", RecordType.Aaaa));
        Assert.Equal("", await World.AskAsync("@", RecordType.Https));
        Assert.Equal($"10 mail.{World.Name}", await World.AskAsync("@", RecordType.Mx));
        Assert.Equal("192.0.2.20", await World.AskAsync("mail", RecordType.A));
        Assert.Equal("\"v=spf1 mx -all\"", await World.AskAsync("@", RecordType.Txt));
        Assert.Equal("192.0.2.30", await World.AskAsync("blog", RecordType.A));
        Assert.Equal("\"[billing:service 10/invoice 100/1]\"", await World.AskAsync("_billing", RecordType.Txt));
    }

    [Fact]
    public async Task lifted_every_record_set_is_as_it_was()
    {
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
        Assert.Equal("192.0.2.10 192.0.2.11", await World.AskAsync("@", RecordType.A));
        Assert.Equal(World.Name, await World.AskAsync("www", RecordType.CName));
        Assert.Equal("192.0.2.12", await World.AskAsync("anything", RecordType.A));
    }

    [Fact]
    public async Task what_was_edited_beside_the_parked_records_survives()
    {
        await SuspendedAsync();
        RecordSet[] edits = [World.Set("blog", "A", 60, "198.51.100.7"), World.Set("@", "MX", 60, $"20 mail.{World.Name}"), World.Set("new", "TXT", 60, "\"new\"")];
        await World.EditAsync(edits);
        Assert.DoesNotContain("Conflict", await LiftedAsync());
        Zone after = await World.ZoneAsync();
        Assert.All(edits, edit => Assert.True(RecordSet.Same(edit, after.Find(edit.Key)), $"{edit}"));
    }

    [Fact]
    public async Task an_edit_of_a_parked_record_survives_and_is_told()
    {
        await SuspendedAsync();
        await World.EditAsync(World.Set("*", "A", 60, "198.51.100.1"));
        Assert.Contains($"*.{World.Name.TrimEnd('.')} A: Conflict", await LiftedAsync());
        Assert.Equal("198.51.100.1", await World.AskAsync("anything", RecordType.A));
        Assert.Equal("192.0.2.10 192.0.2.11", await World.AskAsync("@", RecordType.A));
    }

    [Fact]
    public async Task an_address_given_to_a_name_that_was_an_alias_keeps_the_alias_away()
    {
        await SuspendedAsync();
        await World.EditAsync(World.Set("www", "A", 60, "198.51.100.2"));
        Assert.Contains("Conflict", await LiftedAsync());
        Assert.Equal("198.51.100.2", await World.AskAsync("www", RecordType.A));
    }

    [Fact]
    public async Task our_address_does_not_stay_among_theirs()
    {
        await SuspendedAsync();
        await World.EditAsync(World.Set("@", "A", 60, DnsWorld.Parking4, "198.51.100.3"));
        Assert.Contains("Conflict", await LiftedAsync());
        Assert.Equal("198.51.100.3", await World.AskAsync("@", RecordType.A));
    }

    [Fact]
    public async Task another_ttl_on_our_address_is_no_edit_worth_keeping()
    {
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        await World.EditAsync(World.Set("@", "A", 77, DnsWorld.Parking4));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task a_zone_that_mail_goes_to_is_spared_and_the_rest_parked()
    {
        await World.EditAsync(World.Set("@", "MX", 3600, $"10 {World.Name}"));
        Assert.Contains("stays, because mail or the zone itself needs it", await SuspendedAsync());
        Assert.Equal("192.0.2.10 192.0.2.11", await World.AskAsync("@", RecordType.A));
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("www", RecordType.A));
    }

    [Fact]
    public async Task a_mail_server_that_lives_from_the_wildcard_goes_on()
    {
        await World.EditAsync(World.Set("@", "MX", 3600, $"10 mx9.{World.Name}"));
        await SuspendedAsync();
        Assert.Equal("192.0.2.12", await World.AskAsync("mx9", RecordType.A));
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("www", RecordType.A));
    }

    [Fact]
    public async Task a_site_that_is_all_mail_is_not_parked()
    {
        await World.EditAsync(World.Set("@", "MX", 3600, $"10 {World.Name}"), World.Set("www", "CNAME", 0), World.Set("*", "A", 0));
        Assert.Equal(FailureKind.Precondition, Assert.IsType<AdapterOutcome.Refused>(await SuspendAsync()).Kind);
        Assert.Equal(0, await World.ChangesAsync());
    }

    [Fact]
    public async Task a_zone_without_a_site_gets_the_marker_alone()
    {
        await World.EditAsync(World.Set("@", "A", 0), World.Set("@", "AAAA", 0), World.Set("@", "HTTPS", 0), World.Set("www", "CNAME", 0), World.Set("*", "A", 0));
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        Assert.Equal((Presence.Suspended, Holder.Billing), await NowAsync());
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task another_node_puts_back_from_the_ledgers_snapshot()
    {
        Zone before = await World.ZoneAsync();
        string snapshot = await ((ICanSnapshot)World.Adapter).SnapshotAsync(World.Service, Cancel);
        await SuspendedAsync();
        await World.LoseBackupsAsync();
        Assert.Equal(FailureKind.Precondition, Assert.IsType<AdapterOutcome.Refused>(await ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, null, Cancel)).Kind);
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanPutBack)World.Adapter).UnsuspendAsync(World.Service, null, snapshot, Cancel));
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task parked_without_our_marker_is_somebody_elses()
    {
        await SuspendedAsync();
        await World.EditAsync(World.Set("_billing", "TXT", 0));
        Assert.Equal((Presence.Suspended, Holder.Other), await NowAsync());
    }

    [Fact]
    public async Task the_marker_does_not_hold_what_was_put_back_by_hand()
    {
        await SuspendedAsync();
        await World.PutBackByHandAsync();
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
        await LiftedAsync();
        Assert.Equal("", await World.AskAsync("_billing", RecordType.Txt));   // the wildcard answers for the name, and has no TXT
    }

    [Fact]
    public async Task a_domain_is_the_same_in_capitals() =>
        Assert.Equal(Presence.Online, (await World.Adapter.ObserveAsync(World.Service with { Domain = World.Service.Domain.ToUpperInvariant() + "." }, Cancel)).Presence);

    internal static void Same(Zone before, Zone after)
    {
        static IEnumerable<string> Lines(Zone zone) => zone.Sets.Where(set => set.Type != "SOA").Select(set =>
            $"{set} {set.Ttl} {string.Join(" | ", set.Records.OrderBy(entry => entry.Content, StringComparer.Ordinal))} {string.Join(" | ", (set.Notes ?? []).Select(note => note.Content))}").Order(StringComparer.Ordinal);
        Assert.Equal(Lines(before), Lines(after));
    }

    private protected Task<AdapterOutcome> SuspendAsync(IServiceAdapter? adapter = null) =>
        ((ICanSuspend)(adapter ?? World.Adapter)).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel);

    private protected async Task<string> SuspendedAsync() => Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync()).Details;

    private protected async Task<string> LiftedAsync() =>
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, null, Cancel)).Details;

    private protected async Task<(Presence, Holder)> NowAsync()
    {
        ObservedState state = await World.Adapter.ObserveAsync(World.Service, Cancel);
        return (state.Presence, state.Holder);
    }
}
