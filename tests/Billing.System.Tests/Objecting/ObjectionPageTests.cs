using System.Net;
using System.Text;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Objecting;
using Billing.Engine.Tracking;
using Billing.System.Tests.Tracking;
using Xunit;

namespace Billing.System.Tests.Objecting;

public sealed class ObjectionPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_page_shows_the_invoice_as_it_stands_and_changes_nothing()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply page = await trial.GetAsync();
        Assert.Equal((200, "text/html; charset=utf-8", "no-store", "no-referrer"), (page.Status, page["Content-Type"], page["Cache-Control"], page["Referrer-Policy"]));
        foreach (string shown in new[] { "<html lang=\"es\">", "Example &amp; Hosting", "700", "ARS 15.000,00", "10 de agosto de 2026", "name=\"said\"", "maxlength=\"4000\"", $"href=\"{trial.PayToken}\"", "los plazos de la factura siguen corriendo" })
            Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await trial.ObjectionsAsync());
        Assert.Empty(trial.Called);
        Assert.Equal("object", Assert.Single(await trial.EvidenceAsync(EvidenceKind.Clicked)).Says["link"]);
    }

    [Fact]
    public async Task its_style_is_the_only_thing_it_may_load()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply page = await trial.GetAsync();
        string style = page.Text.Split("<style>")[1].Split("</style>")[0];
        string digest = Convert.ToBase64String(global::System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal($"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", page["Content-Security-Policy"]);
        Assert.DoesNotContain(" style=", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_objection_is_written_read_again_confirmed_and_has_a_receipt()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply asked = await trial.PostAsync(("said", ObjectionTrial.Words));
        Assert.Equal(200, asked.Status);
        Assert.Contains("Confirmar la objeci", asked.Text, StringComparison.Ordinal);
        Assert.Empty(await trial.EvidenceAsync());
        Reply taken = await trial.ConfirmAsync(asked);
        EvidenceEntry entry = Assert.Single(await trial.EvidenceAsync());
        foreach (string shown in new[] { "Recibimos su objeci", "3 de agosto de 2026 a las 09:01:00 (UTC-03:00)", $"n.º {entry.Number}", entry.Hash[..16] })
            Assert.Contains(shown, WebUtility.HtmlDecode(taken.Text), StringComparison.Ordinal);
        Assert.Equal(new Objection(ObjectionTrial.Invoice, new DateOnly(2026, 8, 3), null) { Said = ObjectionTrial.Words }, Assert.Single(await trial.ObjectionsAsync()));
        Assert.Equal([ObjectionTrial.Ana], trial.Called);
    }

    [Fact]
    public async Task the_evidence_says_by_which_notice_and_keeps_what_is_personal_apart()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        await trial.ObjectAsync();
        EvidenceEntry entry = Assert.Single(await trial.EvidenceAsync());
        Statement said = entry.Says;
        Assert.Equal((ObjectionTrial.Ana, ObjectionTrial.Invoice), (said.Client, said.Invoice!.Value));
        Assert.Equal(["link", trial.Notice.Key, "2026-08-03", Judgement.Version, ""], [said.Facts["via"], said.Facts["notice"], said.Facts["on"], said.Facts["judgement"], said["marks"]]);
        Assert.Equal([WebTrial.Somebody, WebTrial.Browser, ObjectionTrial.Words], [said.Personal["address"]!, said.Personal["agent"]!, said.Personal["said"]!]);
        foreach (string personal in new[] { WebTrial.Somebody, "Chrome", "baja" }) Assert.DoesNotContain(personal, entry.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task sent_again_and_again_it_is_one_objection_with_one_receipt()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply asked = await trial.PostAsync(("said", ObjectionTrial.Words));
        Reply[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => trial.ConfirmAsync(asked)));
        trial.Time.Advance(TimeSpan.FromMinutes(30));
        Reply later = await trial.ConfirmAsync(asked);
        Assert.All(taken, reply => Assert.Equal((200, later.Text), (reply.Status, reply.Text)));
        Assert.Contains("Recibimos su objeci", later.Text, StringComparison.Ordinal);
        Assert.Single(await trial.EvidenceAsync());
        Assert.Single(await trial.ObjectionsAsync());
    }

    [Fact]
    public async Task sent_again_past_midnight_or_after_the_answer_it_is_still_the_same()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        trial.Time.Advance(TimeSpan.FromHours(14.5));   // 23:31 in Buenos Aires
        Reply asked = await trial.PostAsync(("said", ObjectionTrial.Words)), first = await trial.ConfirmAsync(asked);
        await trial.Ledger.AnswerAsync(ObjectionTrial.Ana, ObjectionTrial.Invoice, new DateOnly(2026, 8, 3), Cancel);
        trial.Time.Advance(TimeSpan.FromMinutes(45));
        Reply later = await trial.ConfirmAsync(asked);
        Assert.Equal(Receipt(first), Receipt(later));
        Assert.Single(await trial.EvidenceAsync());
        Assert.Single(await trial.ObjectionsAsync());
    }

    [Theory]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(1)>", "<script>alert(1)</script><img src=x onerror=alert(1)>")]
    [InlineData("\"><input name=confirmation value=x>' & {{provider.name}} &amp;", "\"><input name=confirmation value=x>' & {{provider.name}} &amp;")]
    [InlineData("uno\u0000dos\u001b[31mtres\u0007", "uno dos [31mtres")]
    [InlineData("factura \u202eabc\u202c y \u2066x\u2069", "factura abc y x")]
    [InlineData("a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne")]
    [InlineData("ñandú 漢字 🙂 العربية", "ñandú 漢字 🙂 العربية")]
    public async Task whatever_is_written_is_shown_encoded_and_kept_plainly(string written, string kept)
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply asked = await trial.PostAsync(("said", written));
        Assert.Equal(1, asked.Text.Split("name=\"confirmation\"").Length - 1);
        foreach (string raw in new[] { "<script", "<img", "<input name", "\u0000", "\u001b", "\u202e" }) Assert.DoesNotContain(raw, asked.Text, StringComparison.Ordinal);
        await trial.ConfirmAsync(asked);
        Assert.Equal(kept, Assert.Single(await trial.EvidenceAsync()).Says["said"]);
        Assert.Equal(kept, Assert.Single(await trial.ObjectionsAsync()).Said);
    }

    [Fact]
    public async Task a_text_as_long_as_may_be_is_kept_whole_in_any_script_and_a_longer_one_comes_back()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        string most = new('漢', ObjectionText.Most);
        Reply longer = await trial.PostAsync(("said", most + "字"));
        Assert.Equal(422, longer.Status);
        Assert.Contains("demasiado largo", longer.Text, StringComparison.Ordinal);
        await trial.ObjectAsync(most);
        Assert.Equal(most, Assert.Single(await trial.EvidenceAsync()).Says["said"]);
    }

    [Fact]
    public void half_a_character_becomes_the_sign_for_one_that_cannot_be_read_and_what_was_made_fit_stays_so()
    {
        string kept = ObjectionText.Of(" \u202e \u0001lone " + (char)0xd800 + " surrogate \u0002\n");
        Assert.Equal("lone \ufffd surrogate", kept);
        Assert.Equal(kept, ObjectionText.Of(kept));
    }

    [Fact]
    public async Task whoever_wants_to_change_the_text_gets_it_back()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync();
        Reply asked = await trial.PostAsync(("said", ObjectionTrial.Words));
        Reply page = await trial.PostAsync(("said", ObjectionTrial.Words), ("confirmation", ObjectionTrial.Hidden(asked, "confirmation")), ("change", "1"));
        Assert.Equal(200, page.Status);
        Assert.Equal(ObjectionTrial.Words, WebUtility.HtmlDecode(page.Text.Split("aria-describedby=\"how\">")[1].Split("</textarea>")[0]));
        Assert.Empty(await trial.EvidenceAsync());
    }

    [Fact]
    public async Task who_objected_before_is_told_when_and_can_add_to_it()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync(pauses: true);
        await trial.ObjectAsync();
        trial.Time.Advance(TimeSpan.FromDays(2));
        Assert.Contains("El 3 de agosto de 2026 objet", (await trial.GetAsync()).Text, StringComparison.Ordinal);
        Assert.Contains("Lo agregamos a su objeci", (await trial.ObjectAsync("Y además la otra línea")).Text, StringComparison.Ordinal);
        await trial.Ledger.AnswerAsync(ObjectionTrial.Ana, ObjectionTrial.Invoice, new DateOnly(2026, 8, 6), Cancel);
        trial.Time.Advance(TimeSpan.FromDays(5));
        Assert.Contains("el 6 de agosto de 2026 le respondimos", (await trial.GetAsync()).Text, StringComparison.Ordinal);
        Assert.Contains("Lo agregamos a su objeci", (await trial.ObjectAsync("Sigo sin estar de acuerdo")).Text, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2026, 8, 6), Assert.Single(await trial.ObjectionsAsync()).Answered);
        Assert.Equal([ObjectionTrial.Words, "Y además la otra línea", "Sigo sin estar de acuerdo"], (await trial.EvidenceAsync()).Select(entry => entry.Says["said"]));
    }

    [Theory]
    [InlineData(InvoiceStatus.Paid, "figura como pagada")]
    [InlineData(InvoiceStatus.Cancelled, "ya est")]
    public async Task an_invoice_that_is_no_longer_owed_can_still_be_objected_to(InvoiceStatus status, string shown)
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync(status: status);
        Reply page = await trial.GetAsync();
        Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(trial.PayToken, page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await trial.ObjectAsync()).Status);
        Assert.Single(await trial.ObjectionsAsync());
    }

    [Fact]
    public async Task while_the_panel_is_down_the_number_is_enough()
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync(panel: _ => Whmcs.WhmcsPanel.Create(Api.PanelDouble.Options(Api.PanelDouble.NobodyThere()), new Api.LogOfATest(), TimeProvider.System));
        Reply page = await trial.GetAsync("Accept-Language: en-GB");
        Assert.Equal(200, page.Status);
        Assert.Contains("We cannot show the details of invoice 700", page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await trial.ObjectAsync()).Status);
        Assert.Single(await trial.ObjectionsAsync());
    }

    [Theory]
    [InlineData("english", "AR", "es", "en")]
    [InlineData("", "AR", "en", "es")]
    [InlineData("", "BR", "es-AR, en;q=0.5", "es")]
    [InlineData("", "BR", "fr, en;q=0.5", "en")]
    [InlineData("", "", "", "es")]
    public async Task it_speaks_the_clients_language_else_the_browsers(string panel, string country, string browser, string language)
    {
        await using ObjectionTrial trial = await ObjectionTrial.OpenAsync(ana: new Client { Id = ObjectionTrial.Ana, Name = "Ana", Email = "ana@example.com", Currency = "ARS", Language = panel, Country = country });
        Assert.Contains($"<html lang=\"{language}\">", (await trial.GetAsync(browser.Length > 0 ? [$"Accept-Language: {browser}"] : [])).Text, StringComparison.Ordinal);
    }

    private static string Receipt(Reply page) => page.Text.Split("class=\"facts\"")[1].Split("</table>")[0];
}
