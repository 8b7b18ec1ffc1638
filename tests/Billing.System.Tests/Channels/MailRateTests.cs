using Billing.Engine.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class MailRateTests
{
    private readonly FakeTimeProvider time = new();
    private readonly MailRate rate;

    public MailRateTests() => rate = new(new RateOptions { PerSecond = 10, PerDomainPerMinute = 60 }, time);

    [Fact]
    public void a_minutes_worth_goes_at_once_and_the_next_wait_in_step()
    {
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Equal(TimeSpan.Zero, rate.ToDomain("example.net")));
        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(_ => rate.ToDomain("example.net")!.Value.TotalSeconds));
        Assert.Null(rate.ToDomain("EXAMPLE.NET"));
    }

    [Fact]
    public void who_was_turned_away_took_nobodys_place()
    {
        for (int n = 0; n < 65; n++) rate.ToDomain("example.net");
        for (int n = 0; n < 100; n++) Assert.Null(rate.ToDomain("example.net"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(5), rate.ToDomain("example.net"));
    }

    [Fact]
    public void one_domain_keeps_no_other_waiting()
    {
        for (int n = 0; n < 200; n++) rate.ToDomain("example.net");
        Assert.Equal(TimeSpan.Zero, rate.ToDomain("example.org"));
    }

    [Fact]
    public void in_a_quarter_of_an_hour_a_domain_gets_its_share_and_no_more()
    {
        int sent = 0;
        for (int second = 0; second < 900; second++)
        {
            for (int n = 0; n < 3; n++)
                if (rate.ToDomain("example.net") == TimeSpan.Zero) sent++;
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.InRange(sent, 1, 15 * 60 + 60);
    }

    [Fact]
    public void a_domain_is_remembered_among_many_others()
    {
        for (int n = 0; n < 65; n++) rate.ToDomain("example.net");
        for (int n = 0; n < 5000; n++) Assert.Equal(TimeSpan.Zero, rate.ToDomain($"d{n}.example"));
        Assert.Null(rate.ToDomain("example.net"));
        time.Advance(TimeSpan.FromMinutes(10));
        for (int n = 0; n < 5000; n++) Assert.Equal(TimeSpan.Zero, rate.ToDomain($"d{n}.example"));
        Assert.Equal(TimeSpan.Zero, rate.ToDomain("example.net"));
    }

    [Fact]
    public void the_whole_channel_has_its_rate()
    {
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(TimeSpan.Zero, rate.Next()));
        Assert.Equal([0.1, 0.2, 0.3], Enumerable.Range(0, 3).Select(_ => Math.Round(rate.Next().TotalSeconds, 3)));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, rate.Next());
    }
}
