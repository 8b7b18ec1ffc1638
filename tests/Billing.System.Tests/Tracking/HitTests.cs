using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using Xunit;

namespace Billing.System.Tests.Tracking;

/// <summary>What is judged over more than one hit, or with what becomes known later.</summary>
public sealed class HitTests : IAsyncLifetime
{
    private WebTrial web = null!;

    public async ValueTask InitializeAsync() => web = await WebTrial.OpenAsync();

    public ValueTask DisposeAsync() => web.DisposeAsync();

    [Fact]
    public async Task a_hit_within_seconds_of_the_acceptance_is_a_machines()
    {
        NoticeLinks notice = await web.NoticeAsync(accepted: false);
        await web.AcceptAsync(notice);
        web.Time.Advance(TimeSpan.FromSeconds(3));
        await web.FollowAsync(TokenPurpose.Pay, notice);
        web.Time.Advance(TimeSpan.FromSeconds(20));
        await web.FollowAsync(TokenPurpose.Pay, notice);
        Assert.Equal(["too-soon", ""], (await web.HitsAsync()).Select(hit => hit["marks"]));
        Assert.Equal(new HitCount(1, 1, 0), (await web.TallyAsync(notice)).Clicks);
    }

    [Fact]
    public async Task a_hit_before_the_acceptance_was_known_is_judged_again_when_it_is()
    {
        NoticeLinks notice = await web.NoticeAsync(accepted: false);
        await web.FollowAsync(TokenPurpose.Open, notice);
        Assert.Equal(1, (await web.TallyAsync(notice)).Opens.Human);
        web.Time.Advance(TimeSpan.FromSeconds(5));
        await web.AcceptAsync(notice);
        Assert.Equal(new HitCount(0, 1, 0), (await web.TallyAsync(notice)).Opens);
        Assert.Equal([Mark.TooSoon], Assert.Single((await web.TallyAsync(notice)).Hits).Marks);
    }

    [Fact]
    public async Task who_uses_every_link_of_a_notice_within_seconds_is_a_machine_and_who_takes_his_time_is_not()
    {
        NoticeLinks scanned = await web.NoticeAsync(), read = await web.NoticeAsync(client: 8);
        foreach (TokenPurpose purpose in new[] { TokenPurpose.Open, TokenPurpose.Pay, TokenPurpose.Object })
        {
            await web.FollowAsync(purpose, scanned);
            web.Time.Advance(TimeSpan.FromSeconds(2));
        }
        foreach (TokenPurpose purpose in new[] { TokenPurpose.Open, TokenPurpose.Pay, TokenPurpose.Object })
        {
            await web.FollowAsync(purpose, read);
            web.Time.Advance(TimeSpan.FromSeconds(8));
        }
        HitTally machine = await web.TallyAsync(scanned), person = await web.TallyAsync(read);
        Assert.Equal((new HitCount(0, 1, 0), new HitCount(0, 2, 0), "B2"), (machine.Opens, machine.Clicks, machine.Grade));
        Assert.Equal((new HitCount(1, 0, 0), new HitCount(2, 0, 0), "C2"), (person.Opens, person.Clicks, person.Grade));
        Assert.Equal(1, person.Of(TokenPurpose.Object).Human);
    }

    [Fact]
    public async Task an_address_that_uses_links_of_many_clients_within_a_minute_is_a_machines_from_its_first_hit_on()
    {
        List<NoticeLinks> notices = [];
        for (int client = 1; client <= 6; client++) notices.Add(await web.NoticeAsync(client));
        foreach (NoticeLinks notice in notices) await web.FollowAsync(TokenPurpose.Pay, notice, from: "192.0.2.50");
        await web.FollowAsync(TokenPurpose.Pay, notices[0], from: "192.0.2.51");
        Assert.Equal(2, (await web.HitsAsync()).Count(hit => hit["marks"] == "sweep" && hit["of"].Length == 0));
        Assert.Equal(4, (await web.HitsAsync()).Count(hit => hit["of"].Length > 0));
        Assert.Equal(new HitCount(1, 1, 0), (await web.TallyAsync(notices[0])).Clicks);
        foreach (NoticeLinks notice in notices.Skip(1)) Assert.Equal(new HitCount(0, 1, 0), (await web.TallyAsync(notice)).Clicks);
    }

    [Fact]
    public async Task many_people_behind_a_mail_providers_proxy_are_no_sweep()
    {
        for (int client = 1; client <= 6; client++) await web.FollowAsync(TokenPurpose.Open, await web.NoticeAsync(client), agent: "x (via ggpht.com GoogleImageProxy)");
        Assert.All(await web.HitsAsync(), hit => Assert.Equal("proxied", hit["marks"]));
    }

    [Fact]
    public async Task a_strangers_word_about_his_address_is_not_believed()
    {
        await using WebTrial direct = await WebTrial.OpenAsync(proxy: "192.0.2.1/32");
        await direct.FollowAsync(TokenPurpose.Pay, await direct.NoticeAsync(), from: "198.51.100.1");
        Assert.Equal("127.0.0.1", Assert.Single(await direct.HitsAsync())["address"]);
        await web.FollowAsync(TokenPurpose.Pay, await web.NoticeAsync(), from: "198.51.100.1, 203.0.113.77");
        Statement proxied = Assert.Single(await web.HitsAsync());
        Assert.Equal(("203.0.113.77", ""), (proxied["address"], proxied["marks"]));
    }

    [Fact]
    public async Task what_a_visitor_writes_is_kept_short_and_on_one_line_and_only_where_it_can_be_erased()
    {
        NoticeLinks notice = await web.NoticeAsync();
        await web.FollowAsync(TokenPurpose.Pay, notice, agent: new string('x', 3000), headers: ["Via: 1.1 ana@example.com", "Accept: \ttext/html"]);
        Statement hit = Assert.Single(await web.HitsAsync());
        Assert.InRange(hit["agent"].Length, 1, 300);
        Assert.DoesNotContain(hit.Facts.Values, value => value.Contains('@', StringComparison.Ordinal) || value.Contains(new string('x', 30), StringComparison.Ordinal) || value.Contains("203.0.113", StringComparison.Ordinal));
        Assert.Contains("via: 1.1 ana@example.com", hit["headers"], StringComparison.Ordinal);
        await web.Evidence.EraseAsync(7, web.Time.GetUtcNow().AddDays(1), "asked", TestContext.Current.CancellationToken);
        Assert.Equal(("", "", 1), ((await web.HitsAsync())[0]["agent"], (await web.HitsAsync())[0]["address"], (await web.TallyAsync(notice)).Clicks.Human));
    }
}
