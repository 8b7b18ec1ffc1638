using Billing.Engine.Tracking;
using Xunit;

namespace Billing.System.Tests.Tracking;

public sealed class JudgementTests
{
    private static readonly DateTimeOffset Accepted = WebTrial.Start;
    private readonly Judgement judgement = new(JudgingOptions.Default, MachineNetworks.Of(["198.51.100.0/24", "2001:db8::/32", "192.0.2.7"], (_, text) => Assert.Fail(text)));

    [Theory]
    [InlineData(WebTrial.Browser, "", HitMaker.Human)]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148", "", HitMaker.Human)]
    [InlineData("Mozilla/5.0 (Linux; Android 10; CUBOT X20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36", "", HitMaker.Human)]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Thunderbird/128.5.0", "", HitMaker.Human)]
    [InlineData("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)", "", HitMaker.Human)]
    [InlineData("", "no-agent", HitMaker.Machine)]
    [InlineData("Mozilla/5.0", "bare-agent", HitMaker.Machine)]
    [InlineData("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "proxied", HitMaker.Unknown)]
    [InlineData("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "proxied", HitMaker.Unknown)]
    [InlineData("WhatsApp/2.23.20.0 A", "known-machine", HitMaker.Machine)]
    [InlineData("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "known-machine", HitMaker.Machine)]
    [InlineData("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "known-machine", HitMaker.Machine)]
    [InlineData("TelegramBot (like TwitterBot)", "known-machine", HitMaker.Machine)]
    [InlineData("Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/139.0 Safari/537.36", "known-machine", HitMaker.Machine)]
    [InlineData("python-requests/2.32", "known-machine", HitMaker.Machine)]
    [InlineData("Go-http-client/1.1", "known-machine", HitMaker.Machine)]
    [InlineData("curl/8.5.0", "known-machine", HitMaker.Machine)]
    public void a_program_is_known_by_what_it_calls_itself(string agent, string marks, HitMaker by) => Judged(Seen(agent), marks, by);

    [Theory]
    [InlineData("sec-purpose", "prefetch;prerender")]
    [InlineData("purpose", "Prefetch")]
    [InlineData("purpose", "preview")]
    [InlineData("x-moz", "prefetch")]
    public void what_is_fetched_ahead_was_seen_by_nobody(string header, string value) =>
        Judged(Seen() with { Headers = new Dictionary<string, string> { [header] = value } }, "prefetch", HitMaker.Machine);

    [Theory]
    [InlineData(-30, "too-soon", HitMaker.Machine)]
    [InlineData(0, "too-soon", HitMaker.Machine)]
    [InlineData(9, "too-soon", HitMaker.Machine)]
    [InlineData(10, "", HitMaker.Human)]
    public void within_ten_seconds_of_its_acceptance_nobody_has_read_a_notice(int seconds, string marks, HitMaker by) => Judged(Seen() with { At = Accepted.AddSeconds(seconds) }, marks, by);

    [Fact]
    public void a_mail_providers_proxy_within_seconds_is_a_machine() =>
        Judged(Seen("x (via ggpht.com GoogleImageProxy)") with { At = Accepted.AddSeconds(3) }, "proxied too-soon", HitMaker.Machine);

    [Theory]
    [InlineData("198.51.100.200", "network", HitMaker.Machine)]
    [InlineData("2001:db8:1::1", "network", HitMaker.Machine)]
    [InlineData("192.0.2.7", "network", HitMaker.Machine)]
    [InlineData("192.0.2.8", "", HitMaker.Human)]
    [InlineData("", "", HitMaker.Human)]
    public void the_admins_networks_are_of_machines(string from, string marks, HitMaker by) => Judged(Seen() with { Address = from }, marks, by);

    [Fact]
    public void a_range_that_is_none_is_named_with_its_line()
    {
        List<string> wrong = [];
        MachineNetworks.Of(["# ours", "", "198.51.100.0/24  # theirs", "198.51.100.0/99", "AS8075"], (line, text) => wrong.Add($"{line} {text}"));
        Assert.Equal(["4 198.51.100.0/99", "5 AS8075"], wrong);
    }

    private static Hit Seen(string agent = WebTrial.Browser) => new(TokenPurpose.Pay, Accepted.AddMinutes(5), "GET", WebTrial.Somebody, agent, new Dictionary<string, string>());

    private void Judged(Hit hit, string marks, HitMaker by)
    {
        IReadOnlyList<string> found = judgement.Of(hit, Accepted);
        Assert.Equal((marks, by), (string.Join(' ', found), Judgement.By(found)));
    }
}
