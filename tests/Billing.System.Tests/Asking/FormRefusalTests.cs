using System.Net;
using System.Text;
using Billing.Engine.Tracking;
using Billing.System.Tests.Tracking;
using Xunit;

namespace Billing.System.Tests.Asking;

/// <summary>What neither the page of promises nor that of recoveries takes.</summary>
public sealed class FormRefusalTests
{
    private const TokenPurpose Promise = TokenPurpose.Promise, Recover = TokenPurpose.Recover;

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task nothing_is_taken_without_the_signed_word_of_that_page_for_that_link_within_the_hour(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(purpose), said = purpose == Promise ? "2026-08-17" : "service 20 15000";
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        (string Name, string Value)[] fields = PageTrial.Fields(asked);
        string word = fields.Single(field => field.Name == "confirmation").Value, id = trial.Tokens.Read(purpose, link[2..])!, own = purpose == Promise ? Confirmations.OfPromises : Confirmations.OfRecoveries;
        string[] wrong = ["1", "x.y", new string('1', 200), word[..^1], new Confirmations(new Tokens([new('a', Encoding.UTF8.GetBytes(new string('x', 32)))]), trial.Time, own).Make(id, said),
            new Confirmations(trial.Tokens, trial.Time).Make(id, said), new Confirmations(trial.Tokens, trial.Time, purpose == Promise ? Confirmations.OfRecoveries : Confirmations.OfPromises).Make(id, said),
            new Confirmations(trial.Tokens, trial.Time, own).Make(Tokens.NewId(), said), new Confirmations(trial.Tokens, trial.Time, own).Make(id, said + "0")];
        foreach (string each in wrong)
            Assert.Contains("Lea y confirme otra vez", (await trial.PostAsync(link, [.. fields.Select(field => field.Name == "confirmation" ? (field.Name, each) : field)])).Text, StringComparison.Ordinal);
        trial.Time.Advance(TimeSpan.FromHours(1));
        Reply late = await trial.PressAsync(link, asked);
        Assert.Contains("Lea y confirme otra vez", late.Text, StringComparison.Ordinal);
        Assert.Empty(await trial.SaidAsync());
        Assert.Equal(200, (await trial.PressAsync(link, late)).Status);
        Assert.Single(await trial.SaidAsync());
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task a_token_that_is_forged_changed_or_for_another_page_leads_nowhere(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(purpose), id = trial.Tokens.Read(purpose, link[2..])!;
        Tokens others = new([new('a', Encoding.UTF8.GetBytes(new string('x', 32)))]);
        string objecting = trial.Tokens.Make(TokenPurpose.Object, id);
        foreach (string token in new[] { link[2..^1], link[2..] + "a", others.Make(purpose, id), $"a{link[3]}{objecting[2..]}", $"aj{link[4..]}", trial.Tokens.Make(purpose, Tokens.NewId()) })
        {
            Assert.Equal(404, (await trial.GetAsync($"t/{token}")).Status);
            Assert.Equal(404, (await trial.PostAsync($"t/{token}", ("service", "service 20"))).Status);
        }
        Assert.Equal(405, (await trial.PostAsync($"t/{trial.Tokens.Make(TokenPurpose.Pay, id)}")).Status);
        Assert.Empty(await trial.SaidAsync());
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task after_its_day_the_link_takes_nothing(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(purpose);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        trial.Time.Advance(TimeSpan.FromDays(180));
        Assert.Equal(410, (await trial.PressAsync(link, asked)).Status);
        Assert.Equal(410, (await trial.GetAsync(link)).Status);
        Assert.Empty(await trial.SaidAsync());
    }

    [Theory]
    [InlineData(Promise, "Sec-Fetch-Site: cross-site", 403)]
    [InlineData(Recover, "Sec-Fetch-Site: same-site", 403)]
    [InlineData(Promise, "Origin: https://evil.example", 403)]
    [InlineData(Recover, "Origin: https://notices.example.com.evil.example", 403)]
    [InlineData(Promise, "User-Agent: facebookexternalhit/1.1", 403)]
    [InlineData(Recover, "User-Agent: Mozilla/5.0 HeadlessChrome/120.0", 403)]
    [InlineData(Promise, "Sec-Purpose: prefetch", 403)]
    [InlineData(Recover, "Sec-Purpose: prefetch", 403)]
    [InlineData(Promise, "Sec-Fetch-Site: same-origin", 200)]
    [InlineData(Recover, "Origin: null", 200)]
    public async Task what_another_site_or_a_machine_sends_is_refused(TokenPurpose purpose, string header, int status)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(purpose);
        Reply first = await trial.GetAsync(link), asked = await trial.PressAsync(link, first);
        Assert.Equal(status, (await trial.PressAsync(link, first, 0, header)).Status);
        Reply answer = await trial.PressAsync(link, asked, 0, header);
        Assert.Equal(status, answer.Status);
        if (status != 200) Assert.Contains("no parece enviado por una persona", answer.Text, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, (await trial.SaidAsync()).Length);
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task what_is_too_big_or_no_form_is_not_read(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(purpose);
        Assert.Equal(413, (await trial.PostAsync(link, [("service", new string('x', 1_000_000))], "Expect: 100-continue")).Status);
        Assert.Equal(415, (await trial.AskAsync(HttpMethod.Post, link, new StringContent("{\"service\":\"service 20\"}", Encoding.UTF8, "application/json"))).Status);
        Assert.Empty((await trial.AskAsync(HttpMethod.Head, link, null)).Body);
        Assert.Empty(await trial.SaidAsync());
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task what_is_sent_never_comes_back_as_it_is(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        const string Nasty = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{provider.name}}";
        string link = await trial.LinkAsync(purpose);
        foreach ((string, string)[] fields in new[] { [("service", Nasty), ("until", Nasty)], new[] { ("service", "service 20"), ("fee", Nasty), ("until", Nasty), ("confirmation", Nasty) } })
            foreach (string raw in new[] { "<script", "<img", "onerror" }) Assert.DoesNotContain(raw, (await trial.PostAsync(link, fields)).Text, StringComparison.Ordinal);
        Assert.Empty(await trial.SaidAsync());
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task its_style_is_the_only_thing_it_may_load(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(purpose);
        Reply first = await trial.GetAsync(link), asked = await trial.PressAsync(link, first);
        foreach (Reply page in new[] { first, asked, await trial.PressAsync(link, asked) })
        {
            string digest = Convert.ToBase64String(global::System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(page.Text.Split("<style>")[1].Split("</style>")[0])));
            Assert.Equal($"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", page["Content-Security-Policy"]);
            Assert.DoesNotContain(" style=", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task while_the_panel_is_down_the_client_is_asked_to_try_again(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync(panel: _ => Whmcs.WhmcsPanel.Create(Api.PanelDouble.Options(Api.PanelDouble.NobodyThere()), new Api.LogOfATest(), TimeProvider.System));
        string link = await trial.LinkAsync(purpose);
        foreach (Reply page in new[] { await trial.GetAsync(link), await trial.PostAsync(link, ("service", "service 20")) })
        {
            Assert.Equal((503, "60"), (page.Status, page["Retry-After"]));
            Assert.Contains("Vuelva a intentarlo", page.Text, StringComparison.Ordinal);
        }
        Assert.Empty(await trial.SaidAsync());
    }

    [Theory]
    [InlineData(Promise)]
    [InlineData(Recover)]
    public async Task while_the_ledger_is_gone_the_client_is_asked_to_try_again_and_then_it_is_taken(TokenPurpose purpose)
    {
        await using PageTrial trial = await PageTrial.OpenAsync(ledger: GoneLedger.Of);
        GoneLedger gone = (GoneLedger)(object)trial.Ledger;
        string link = await trial.LinkAsync(purpose);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        gone.Gone = true;
        Reply later = await trial.PressAsync(link, asked);
        Assert.Equal((503, "60"), (later.Status, later["Retry-After"]));
        Assert.Contains("Vuelva a intentarlo", WebUtility.HtmlDecode(later.Text), StringComparison.Ordinal);
        gone.Gone = false;
        Assert.Equal(200, (await trial.PressAsync(link, asked)).Status);
        Assert.Single(await trial.SaidAsync());
    }
}
