using System.Globalization;
using System.Text;
using Billing.Engine.Tracking;
using Billing.System.Tests.Tracking;
using Xunit;

namespace Billing.System.Tests.Objecting;

/// <summary>What the page does not take for an objection.</summary>
public sealed class ObjectionRefusalTests
{
    [Fact]
    public async Task nothing_is_taken_without_the_signed_word_for_that_link_and_text_within_the_hour()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        string word = ObjectionTrial.Hidden(await trial.PostAsync(("said", ObjectionTrial.Words)), "confirmation");
        Confirmations others = new(new Tokens([new('a', Encoding.UTF8.GetBytes(new string('x', 32)))]), trial.Time);
        Tokens ours = new([new('a', Encoding.UTF8.GetBytes(new string('k', 32)))]);
        string moment = word.Split('.')[0];
        string[] words = ["1", "x.y", new string('1', 200), $"{moment}.", word[..^1], $"{long.Parse(moment, CultureInfo.InvariantCulture) + 1}.{word.Split('.')[1]}", others.Make(trial.Notice.Id, ObjectionTrial.Words),
            new Confirmations(ours, trial.Time).Make(Tokens.NewId(), ObjectionTrial.Words), $"{moment}.{trial.Token}"];
        foreach (string wrong in words)
            Assert.Contains("Relea y confirme otra vez", (await trial.PostAsync(("said", ObjectionTrial.Words), ("confirmation", wrong))).Text, StringComparison.Ordinal);
        Assert.Contains("Relea y confirme otra vez", (await trial.PostAsync(("said", ObjectionTrial.Words + "!"), ("confirmation", word))).Text, StringComparison.Ordinal);
        trial.Time.Advance(TimeSpan.FromHours(1));
        Reply late = await trial.PostAsync(("said", ObjectionTrial.Words), ("confirmation", word));
        Assert.Contains("Relea y confirme otra vez", late.Text, StringComparison.Ordinal);
        Assert.Empty(await trial.EvidenceAsync());
        await trial.ConfirmAsync(late);
        Assert.Single(await trial.EvidenceAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n\t ")]
    [InlineData("?!")]
    [InlineData("no")]
    [InlineData("\u202e\u2066\u0000\u0007")]
    public async Task who_says_nothing_objects_to_nothing(string said)
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply page = await trial.PostAsync(("said", said));
        Assert.Equal(422, page.Status);
        Assert.Contains("Escriba qu", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"confirmation\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task bytes_that_are_no_text_break_nothing()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        ByteArrayContent content = new([.. "said=no+ped"u8, 0xff, 0xfe, .. "%C3%28%FF+esto"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        Reply asked = await trial.AskAsync(HttpMethod.Post, content);
        Assert.Equal(200, asked.Status);
        await trial.ConfirmAsync(asked);
        Assert.StartsWith("no ped", Assert.Single(await trial.EvidenceAsync()).Says["said"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_is_too_big_or_no_form_is_not_read_and_of_many_fields_only_the_first()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Assert.Equal(413, (await trial.PostAsync([("said", new string('x', 1_000_000))], "Expect: 100-continue")).Status);
        Assert.Equal(413, (await trial.AskAsync(HttpMethod.Post, new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes("said=" + new string('x', 60_000)))) { Headers = { { "Content-Type", "application/x-www-form-urlencoded" } } }, "Transfer-Encoding: chunked")).Status);
        Assert.Equal(415, (await trial.AskAsync(HttpMethod.Post, new StringContent("{\"said\":\"no pedí esto\"}", Encoding.UTF8, "application/json"))).Status);
        Assert.Equal(415, (await trial.AskAsync(HttpMethod.Post, new MultipartFormDataContent { { new StringContent("no pedí esto"), "said" } })).Status);
        Assert.Equal(422, (await trial.PostAsync([.. Enumerable.Range(0, 50).Select(n => ($"f{n}", "x")), ("said", ObjectionTrial.Words)])).Status);
        Assert.Empty(await trial.EvidenceAsync());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site", 403)]
    [InlineData("Sec-Fetch-Site: same-site", 403)]
    [InlineData("Origin: https://evil.example", 403)]
    [InlineData("Origin: https://notices.example.com.evil.example", 403)]
    [InlineData("Sec-Fetch-Site: same-origin", 200)]
    [InlineData("Sec-Fetch-Site: none", 200)]
    [InlineData("Origin: https://notices.example.com", 200)]
    [InlineData("Origin: null", 200)]
    public async Task a_form_that_another_site_sends_is_refused(string header, int status)
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Assert.Equal(status, (await trial.PostAsync([("said", ObjectionTrial.Words)], header)).Status);
        Reply asked = await trial.PostAsync(("said", ObjectionTrial.Words));
        await trial.PostAsync([("said", ObjectionTrial.Hidden(asked, "said")), ("confirmation", ObjectionTrial.Hidden(asked, "confirmation"))], header);
        Assert.Equal(status == 200 ? 1 : 0, (await trial.EvidenceAsync()).Length);
    }

    [Theory]
    [InlineData("User-Agent: facebookexternalhit/1.1")]
    [InlineData("User-Agent: Mozilla/5.0 HeadlessChrome/120.0")]
    [InlineData("Sec-Purpose: prefetch")]
    public async Task a_machine_that_sends_the_form_gets_the_page_again(string header)
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        string word = ObjectionTrial.Hidden(await trial.PostAsync(("said", ObjectionTrial.Words)), "confirmation");
        Reply page = await trial.PostAsync([("said", ObjectionTrial.Words), ("confirmation", word)], header);
        Assert.Equal(403, page.Status);
        Assert.Contains("no parece enviado por una persona", page.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"said\"", page.Text, StringComparison.Ordinal);
        Assert.Empty(await trial.EvidenceAsync());
    }

    [Fact]
    public async Task after_its_day_the_link_takes_nothing()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply asked = await trial.PostAsync(("said", ObjectionTrial.Words));
        trial.Time.Advance(TimeSpan.FromDays(180));
        Assert.Equal(410, (await trial.ConfirmAsync(asked)).Status);
        Assert.Equal(410, (await trial.GetAsync()).Status);
        Assert.Empty(await trial.EvidenceAsync());
    }

    [Fact]
    public async Task who_asks_for_the_headers_only_gets_those_and_no_link_but_its_own_objects()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply head = await trial.AskAsync(HttpMethod.Head, null);
        Assert.Equal((200, 0), (head.Status, head.Body.Length));
        Assert.NotEqual("0", head["Content-Length"]);
        Assert.Empty(await trial.EvidenceAsync());
    }
}
