using Billing.Engine.Ledger;
using Xunit;

namespace Billing.System.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task the_other_ends_name_of_a_message_leads_to_its_notice_and_the_first_one_stays()
    {
        await Ledger.Channels.KeepMessageAsync("whatsapp", "wamid.1", new("notify/100/suspended/whatsapp", 7, 100), Cancel);
        await Ledger.Channels.KeepMessageAsync("whatsapp", "wamid.1", new("notify/200/suspended/whatsapp", 8, null), Cancel);
        Assert.Equal(new SentMessage("notify/100/suspended/whatsapp", 7, 100), await Ledger.Channels.FindMessageAsync("whatsapp", "wamid.1", Cancel));
        Assert.Null(await Ledger.Channels.FindMessageAsync("whatsapp", "wamid.2", Cancel));
        Assert.Null(await Ledger.Channels.FindMessageAsync("telegram", "wamid.1", Cancel));
    }

    [Theory]
    [InlineData(Reach.Unknown, Reach.Works, Reach.Works)]
    [InlineData(Reach.Works, Reach.Unknown, Reach.Works)]
    [InlineData(Reach.Works, Reach.Fails, Reach.Fails)]
    [InlineData(Reach.Fails, Reach.Works, Reach.Works)]
    [InlineData(Reach.Works, Reach.Stopped, Reach.Stopped)]
    [InlineData(Reach.Stopped, Reach.Works, Reach.Stopped)]
    [InlineData(Reach.Stopped, Reach.Unknown, Reach.Stopped)]
    public async Task how_an_address_is_reached_is_kept_and_a_wish_to_stop_stays(Reach before, Reach told, Reach after)
    {
        ChannelPerson ana = new("whatsapp", "5491155551234", 7, "+54.91155551234", before, Noon);
        await Ledger.Channels.KeepPersonAsync(ana, Cancel);
        await Ledger.Channels.KeepPersonAsync(ana with { Reach = told, At = Noon.AddHours(1) }, Cancel);
        Assert.Equal([ana with { Reach = after, At = Noon.AddHours(1) }], await Ledger.Channels.PeopleOfAsync("whatsapp", 7, Cancel));
    }

    [Fact]
    public async Task people_are_found_by_address_by_client_and_by_when_they_were_written_to()
    {
        ChannelPerson one = new("whatsapp", "1", 7, "+1", Reach.Unknown, Noon), shared = one with { Client = 8 }, other = one with { Address = "2", At = Noon.AddDays(1) };
        foreach (ChannelPerson person in new[] { one, shared, other, one with { Channel = "telegram" } }) await Ledger.Channels.KeepPersonAsync(person, Cancel);
        Assert.Equal([one, shared], await Ledger.Channels.PeopleAtAsync("whatsapp", "1", Cancel));
        Assert.Equal([one, other], await Ledger.Channels.PeopleOfAsync("whatsapp", 7, Cancel));
        Assert.Equal([other], await Ledger.Channels.PeopleSinceAsync("whatsapp", Noon.AddHours(1), Cancel));
    }

    [Fact]
    public async Task what_the_other_end_told_about_itself_is_the_last_that_it_told()
    {
        foreach (string value in new[] { "PAUSED", "DISABLED" }) await Ledger.Channels.KeepStateAsync("whatsapp", "template-status/a/es", value, Cancel);
        await Ledger.Channels.KeepStateAsync("whatsapp", "template-status/b/es", "PAUSED", Cancel);
        await Ledger.Channels.KeepStateAsync("whatsapp", "template-status/b/es", "", Cancel);
        KeyValuePair<string, string> state = Assert.Single(await Ledger.Channels.StatesAsync("whatsapp", Cancel));
        Assert.Equal(("template-status/a/es", "DISABLED"), (state.Key, state.Value));
    }

    [Fact]
    public async Task erasing_what_is_personal_takes_addresses_along_but_not_the_wish_to_stop()
    {
        ChannelPerson gone = new("whatsapp", "1", 7, "+1", Reach.Works, Noon), stopped = gone with { Address = "2", Reach = Reach.Stopped }, others = gone with { Client = 8 };
        foreach (ChannelPerson person in new[] { gone, stopped, others }) await Ledger.Channels.KeepPersonAsync(person, Cancel);
        await Ledger.Evidence.EraseAsync(7, Noon.AddDays(1), "asked for", Cancel);
        Assert.Equal([stopped], await Ledger.Channels.PeopleOfAsync("whatsapp", 7, Cancel));
        Assert.Equal([others], await Ledger.Channels.PeopleOfAsync("whatsapp", 8, Cancel));
    }
}
