using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using Xunit;

namespace Billing.System.Tests.Tracking;

public sealed class LinkPageTests : IAsyncLifetime
{
    private const string Invoice = "https://panel.example.com/viewinvoice.php?id=100";
    private WebTrial web = null!;
    private NoticeLinks notice = null!;

    public async ValueTask InitializeAsync()
    {
        web = await WebTrial.OpenAsync();
        notice = await web.NoticeAsync();
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    [Fact]
    public async Task a_pay_link_leads_where_the_ledger_says_and_is_recorded_with_who_and_from_where()
    {
        Reply reply = await web.FollowAsync(TokenPurpose.Pay, notice, headers: ["Accept: text/html", "Sec-Fetch-User: ?1", "Sec-Fetch-Mode: navigate", "Cookie: a=b"]);
        Assert.Equal((302, Invoice), (reply.Status, reply["Location"]));
        Statement hit = Assert.Single(await web.HitsAsync());
        Assert.Equal((EvidenceKind.Clicked, 7, 700, notice.Key), (hit.Kind, hit.Client, hit.Invoice ?? 0, hit.Key));
        Assert.Equal(["pay", "GET", "", Judgement.Version, "navigated cookies"], [hit.Facts["link"], hit.Facts["method"], hit["marks"], hit.Facts["judgement"], hit.Facts["signals"]]);
        Assert.Equal([WebTrial.Somebody, WebTrial.Browser], [hit.Personal["address"]!, hit.Personal["agent"]!]);
        Assert.Equal((1, "C2"), ((await web.TallyAsync(notice)).Clicks.Human, (await web.TallyAsync(notice)).Grade));
    }

    [Fact]
    public async Task a_picture_is_a_picture_for_everybody_and_only_the_true_one_is_recorded()
    {
        string token = web.Token(TokenPurpose.Open, notice);
        Reply real = await web.AskAsync(HttpMethod.Get, $"t/{token}");
        foreach (string other in new[] { token[..^1] + (token[^1] == 'x' ? 'y' : 'x'), token[..20], $"ao{Tokens.NewId()}aaaaaaaaaaaaaaaa", "ao" })
        {
            Reply forged = await web.AskAsync(HttpMethod.Get, $"t/{other}");
            Assert.Equal((real.Status, real["Content-Type"], real["Cache-Control"]), (forged.Status, forged["Content-Type"], forged["Cache-Control"]));
            Assert.Equal(real.Body, forged.Body);
        }
        Assert.Equal((200, "image/gif", 43, "no-store"), (real.Status, real["Content-Type"], real.Body.Length, real["Cache-Control"]));
        Assert.Equal("GIF89a"u8, real.Body.AsSpan(0, 6));
        Assert.Equal(EvidenceKind.Opened, Assert.Single(await web.HitsAsync()).Kind);
        Assert.Equal((1, "C1"), ((await web.TallyAsync(notice)).Opens.Human, (await web.TallyAsync(notice)).Grade));
    }

    [Fact]
    public async Task a_token_that_is_forged_cut_or_made_for_another_purpose_leads_nowhere_and_leaves_no_trace()
    {
        string pay = web.Token(TokenPurpose.Pay, notice), open = web.Token(TokenPurpose.Open, notice);
        string[] forged =
        [
            pay[..^1], pay + "a", pay[..^1] + (pay[^1] == 'a' ? 'b' : 'a'), $"ap{open[2..]}", $"aj{pay[2..]}", web.Token(TokenPurpose.Bounce, notice), web.Token(TokenPurpose.Receipt, notice),
            $"b{pay[1..]}", $"ap{Tokens.NewId()}{pay[^16..]}", new string('p', 5000), "%00", "..%2f..%2fetc%2fpasswd", pay.Replace('p', 'P') + "%0d%0aSet-Cookie:%20a=b",
        ];
        foreach (string token in forged)
        {
            Reply reply = await web.AskAsync(HttpMethod.Get, $"t/{token}");
            Assert.True(reply.Status is 404 or 400 or 414, $"{token}: {reply.Status}");
            Assert.Equal("", reply["Location"] + reply["Set-Cookie"]);
        }
        Assert.Empty(await web.HitsAsync());
    }

    [Fact]
    public async Task a_scanner_that_changes_the_case_breaks_nothing()
    {
        string token = web.Token(TokenPurpose.Pay, notice);
        string mixed = string.Concat(token.Select((letter, n) => n % 2 == 0 ? char.ToUpperInvariant(letter) : letter));
        foreach (string path in new[] { $"t/{token.ToUpperInvariant()}", $"T/{token.ToUpperInvariant()}", $"t/{mixed}" }) Assert.Equal(302, (await web.AskAsync(HttpMethod.Get, path)).Status);
        Assert.Equal(3, (await web.HitsAsync()).Length);
    }

    [Theory]
    [InlineData("?url=https://evil.example/")]
    [InlineData("?url=//evil.example&to=%2f%2fevil.example")]
    [InlineData("?next=https%3A%2F%2Fevil.example%2F")]
    public async Task nothing_in_the_address_says_where_a_link_leads(string query) =>
        Assert.Equal(Invoice, (await web.AskAsync(HttpMethod.Get, $"t/{web.Token(TokenPurpose.Pay, notice)}{query}", headers: ["X-Forwarded-Host: evil.example", "Host: evil.example"]))["Location"]);

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("https://panel.example.com@evil.example/")]
    [InlineData("https://panel.example.com.evil.example/")]
    [InlineData("https://panel.example.com\\@evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/viewinvoice.php")]
    [InlineData("javascript:alert(1)//panel.example.com")]
    [InlineData("data:text/html,panel.example.com")]
    [InlineData("https://panel.example.com/\r\nSet-Cookie: a=b")]
    [InlineData("ftp://panel.example.com/")]
    [InlineData("")]
    public async Task a_link_never_leads_to_a_host_that_is_not_allowed(string destination)
    {
        NoticeLinks spoiled = await web.NoticeAsync(client: 8, to: destination);
        Reply reply = await web.FollowAsync(TokenPurpose.Pay, spoiled);
        Assert.Equal((404, ""), (reply.Status, reply["Location"] + reply["Set-Cookie"]));
        Assert.DoesNotContain("evil", reply.Text, StringComparison.Ordinal);
        Assert.Contains(web.Lines, line => line.Contains("channels.links.allow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://pay.example.net/i/1?a=ñ", "https://pay.example.net/i/1?a=%C3%B1")]
    [InlineData("https://EXAMPLE.com/pagar", "https://example.com/pagar")]
    [InlineData("http://panel.example.com:8080/x", "http://panel.example.com:8080/x")]
    public async Task a_link_leads_to_the_panel_the_providers_site_and_the_hosts_that_are_named(string destination, string location) =>
        Assert.Equal(location, (await web.FollowAsync(TokenPurpose.Pay, await web.NoticeAsync(client: 8, to: destination)))["Location"]);

    [Fact]
    public async Task after_its_day_a_link_shows_the_way_to_the_panel_and_is_recorded_as_no_persons()
    {
        web.Time.Advance(TimeSpan.FromDays(180));
        Reply reply = await web.FollowAsync(TokenPurpose.Pay, notice, headers: ["Accept-Language: en-GB,es;q=0.5"]);
        Assert.Equal((410, ""), (reply.Status, reply["Location"]));
        Assert.Contains("href=\"https://panel.example.com/\"", reply.Text, StringComparison.Ordinal);
        Assert.Contains("This link is no longer valid", reply.Text, StringComparison.Ordinal);
        Assert.Equal(43, (await web.FollowAsync(TokenPurpose.Open, notice)).Body.Length);
        Assert.All(await web.HitsAsync(), hit => Assert.Equal("expired", hit["marks"]));
        HitTally tally = await web.TallyAsync(notice);
        Assert.Equal((0, 1, 1, "B2"), (tally.Clicks.Human + tally.Opens.Human, tally.Clicks.Unknown, tally.Opens.Unknown, tally.Grade));
    }

    [Fact]
    public async Task who_asks_for_the_headers_only_is_recorded_as_a_machine()
    {
        Reply picture = await web.AskAsync(HttpMethod.Head, $"t/{web.Token(TokenPurpose.Open, notice)}"), link = await web.AskAsync(HttpMethod.Head, $"t/{web.Token(TokenPurpose.Pay, notice)}");
        Assert.Equal((200, "43", 0, 302, Invoice), (picture.Status, picture["Content-Length"], picture.Body.Length, link.Status, link["Location"]));
        HitTally tally = await web.TallyAsync(notice);
        Assert.Equal((new HitCount(0, 1, 0), new HitCount(0, 1, 0)), (tally.Opens, tally.Clicks));
        Assert.All(await web.HitsAsync(), hit => Assert.Equal(("HEAD", "head"), (hit["method"], hit["marks"])));
    }

    [Fact]
    public async Task a_pay_link_is_not_posted_to_and_other_methods_do_nothing()
    {
        foreach (string method in new[] { "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH" })
            Assert.Equal(405, (await web.AskAsync(new HttpMethod(method), $"t/{web.Token(TokenPurpose.Pay, notice)}")).Status);
        Assert.Empty(await web.HitsAsync());
    }

    [Fact]
    public async Task a_link_by_which_a_client_objects_says_where_to_write_and_objects_to_nothing()
    {
        Reply reply = await web.FollowAsync(TokenPurpose.Object, notice);
        Assert.Equal(200, reply.Status);
        Assert.Contains("https://panel.example.com/submitticket.php", reply.Text, StringComparison.Ordinal);
        Assert.Equal("object", Assert.Single(await web.HitsAsync())["link"]);
    }

    [Fact]
    public async Task no_page_says_who_we_are_caches_frames_or_tells_others_where_the_visitor_was()
    {
        foreach (string path in new[] { $"t/{web.Token(TokenPurpose.Pay, notice)}", $"t/{web.Token(TokenPurpose.Open, notice)}", "t/unknown", "", "favicon.ico" })
        {
            Reply reply = await web.AskAsync(HttpMethod.Get, path);
            Assert.Equal(["no-store", "no-referrer", "noindex, nofollow", "nosniff", ""], [reply["Cache-Control"], reply["Referrer-Policy"], reply["X-Robots-Tag"], reply["X-Content-Type-Options"], reply["Server"] + reply["Set-Cookie"] + reply["ETag"]]);
            Assert.StartsWith("default-src 'none';", reply["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "Enlace no válido", "es")]
    [InlineData("en-US,en;q=0.9", "Invalid link", "en")]
    [InlineData("pt-BR, es-AR;q=0.5, en;q=0.2", "Enlace no válido", "es")]
    [InlineData("fr", "Enlace no válido", "es")]
    [InlineData("<script>;;q=", "Enlace no válido", "es")]
    public async Task an_unknown_link_is_answered_in_the_visitors_language_in_the_providers_name(string asked, string said, string language)
    {
        Reply reply = await web.AskAsync(HttpMethod.Get, "t/unknown", headers: asked.Length > 0 ? [$"Accept-Language: {asked}"] : []);
        Assert.Equal(404, reply.Status);
        Assert.Contains($"<html lang=\"{language}\">", reply.Text, StringComparison.Ordinal);
        Assert.Contains(said, reply.Text, StringComparison.Ordinal);
        Assert.Contains("Example &amp; Hosting", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_link_that_the_ledger_does_not_know_leads_nowhere()
    {
        NoticeLinks never = notice with { Id = Tokens.NewId() };
        Assert.Equal(404, (await web.FollowAsync(TokenPurpose.Pay, never)).Status);
        Assert.Equal(43, (await web.FollowAsync(TokenPurpose.Open, never)).Body.Length);
        Assert.Empty(await web.HitsAsync());
    }

    [Fact]
    public async Task the_logs_name_no_visitor_and_no_token()
    {
        await a_link_never_leads_to_a_host_that_is_not_allowed("https://evil.example/");
        await web.FollowAsync(TokenPurpose.Pay, notice);
        await web.FollowAsync(TokenPurpose.Pay, notice with { Id = Tokens.NewId() });
        await web.AskAsync(HttpMethod.Get, "t/unknown?ana@example.com");
        await web.StopAsync();
        Assert.NotEmpty(web.Lines);
        foreach (string secret in new[] { notice.Id, WebTrial.Somebody, "Chrome", "@", "unknown", "evil" }) Assert.DoesNotContain(web.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }
}
