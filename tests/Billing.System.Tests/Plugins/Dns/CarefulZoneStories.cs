using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Xunit;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>Zones that are unlike the usual one, and holds that are not ours.</summary>
public abstract class CarefulZoneStories : ZoneStories
{
    [Fact]
    public async Task names_of_mail_programs_that_live_from_the_wildcard_go_on_while_it_is_parked()
    {
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        foreach (string name in new[] { "imap", "smtp", "autodiscover" }) Assert.Equal("192.0.2.12", await World.AskAsync(name, RecordType.A));
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("anything", RecordType.A));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task they_go_on_too_when_the_wildcard_is_another_name_for_the_site()
    {
        await World.EditAsync(World.Set("*", "A", 0), World.Set("*", "CNAME", 120, World.Full("www")));
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        Assert.Equal("192.0.2.10 192.0.2.11", await World.AskAsync("imap", RecordType.A));
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("anything", RecordType.A));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task a_mail_server_two_steps_below_the_wildcard_goes_on()
    {
        await World.EditAsync(World.Set("@", "MX", 3600, $"10 mx.eu.{World.Name}"));
        await SuspendedAsync();
        Assert.Equal("192.0.2.12", await World.AskAsync("mx.eu", RecordType.A));
    }

    [Fact]
    public async Task a_name_server_that_lives_from_the_wildcard_goes_on()
    {
        await World.EditAsync(World.Set("@", "NS", 3600, World.Full("ns1"), World.Full("ns9")));
        Assert.Contains("the zone itself needs it", await SuspendedAsync());
        Assert.Equal("192.0.2.12", await World.AskAsync("ns9", RecordType.A));
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("www", RecordType.A));
    }

    [Fact]
    public async Task where_mail_programs_are_sent_by_srv_stays()
    {
        await World.EditAsync(World.Set("www", "CNAME", 0), World.Set("www", "A", 60, "192.0.2.40"), World.Set("_imaps._tcp", "SRV", 60, $"0 1 993 {World.Full("www")}"));
        await SuspendedAsync();
        Assert.Equal("192.0.2.40", await World.AskAsync("www", RecordType.A));
        Assert.Equal(DnsWorld.Parking4, await World.AskAsync("@", RecordType.A));
    }

    [Fact]
    public async Task whatever_a_site_tells_browsers_comes_back_as_it_was()
    {
        await World.EditAsync(
            World.Set("@", "HTTPS", 60, "1 . alpn=h2,h3 port=8443", "2 svc.example.net. alpn=h2"), World.Set("www", "CNAME", 60, "Mixed-Case.Example.NET."));
        Zone before = await World.ZoneAsync();
        await SuspendedAsync();
        Assert.Equal("", await World.AskAsync("@", RecordType.Https));
        await LiftedAsync();
        Same(before, await World.ZoneAsync());
    }

    [Fact]
    public async Task a_hold_taken_over_from_others_cannot_be_lifted_exactly_and_says_what_to_do()
    {
        Zone before = await World.ZoneAsync();
        await World.EditAsync(World.Set("@", "A", 60, DnsWorld.Parking4));
        Zone parked = await World.ZoneAsync();
        AdapterOutcome.Refused refused = Assert.IsType<AdapterOutcome.Refused>(await AdoptedAsync("Overdue on Payment"));
        Assert.Equal(FailureKind.Precondition, refused.Kind);
        Assert.EndsWith($"write the records of {World.Name.TrimEnd('.')} anew by hand", refused.Message);
        Same(parked, await World.ZoneAsync());
        await World.EditAsync(before.Find((World.Name, "A"))!);
        Assert.IsType<AdapterOutcome.AlreadySo>(await AdoptedAsync("Overdue on Payment"));
    }

    [Fact]
    public async Task a_hold_with_another_reason_than_the_one_taken_over_is_somebody_elses()
    {
        await World.HoldByHandAsync("abuse");
        Assert.Equal(FailureKind.HeldByOther, Assert.IsType<AdapterOutcome.Refused>(await AdoptedAsync("Overdue on Payment")).Kind);
    }

    [Fact]
    public async Task somebody_elses_text_beside_our_marker_hides_nothing_and_stays()
    {
        await SuspendedAsync();
        RecordSet marker = (await World.ZoneAsync()).Find(($"_billing.{World.Name}", "TXT"))!;
        await World.EditAsync(marker with { Records = [new Entry("\"a note of Ana\""), .. marker.Records] });
        Assert.Equal((Presence.Suspended, Holder.Billing), await NowAsync());
        await LiftedAsync();
        Assert.Equal("\"a note of Ana\"", await World.AskAsync("_billing", RecordType.Txt));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("example.com/../x?y")]
    [InlineData("example .com")]
    [InlineData("example.com#")]
    [InlineData("ex%2Fample.com")]
    public async Task a_domain_that_no_zone_can_have_is_refused_unsent(string domain)
    {
        AdapterOutcome? why = (await World.Adapter.ObserveAsync(World.Service with { Domain = domain }, Cancel)).Failure;
        Assert.Equal(FailureKind.InvalidInput, Assert.IsType<AdapterOutcome.Refused>(why).Kind);
        Assert.Empty(World.Log);
    }

    private protected Task<AdapterOutcome> AdoptedAsync(string reason) => ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, reason, Cancel);
}
