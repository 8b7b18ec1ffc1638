using System.Net;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Panel;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class TemplateTests
{
    private static readonly string[] AboutAnInvoice = ["proforma", "reminder", "reminder-1", "reminder-2", "reminder-final", "last-warning", "suspended", "client-suspended", "terminated"];
    private static readonly string[] All = [.. AboutAnInvoice, "reactivated", "cycle-changed"];

    public static TheoryData<string, string> InBothLanguages => [.. from name in AboutAnInvoice from language in new[] { "spanish", "english" } select (name, language)];

    [Fact]
    public void every_notice_can_be_told_in_every_language()
    {
        Assert.Empty(Told.Templates.Check(All));
        foreach (string file in new[] { "es", "en" }.SelectMany(_ => All, (language, name) => Path.Combine(Told.Folder, language, name)))
            foreach (string ending in new[] { ".subject.txt", ".txt", ".html", ".panel.txt" }) Assert.True(File.Exists(file + ending), file + ending);
    }

    [Theory, MemberData(nameof(InBothLanguages))]
    public void a_notice_says_how_much_until_when_where_and_what_comes_next(string name, string language)
    {
        RenderedNotice rendered = Told.Templates.Render(Told.Of(name, Told.Ana with { Language = language }));
        bool spanish = language == "spanish";
        Assert.Equal(spanish ? "es" : "en", rendered.Language);
        foreach (string body in new[] { rendered.Text, WebUtility.HtmlDecode(rendered.Html) })
        {
            Assert.Contains(spanish ? "ARS 12.500,50" : "ARS 12,500.50", body, StringComparison.Ordinal);
            Assert.Contains(spanish ? "3 de agosto de 2026" : "3 August 2026", body, StringComparison.Ordinal);
            Assert.Contains(spanish ? "5 de agosto de 2026" : "5 August 2026", body, StringComparison.Ordinal);
            Assert.Contains(Told.PayLink, body, StringComparison.Ordinal);
            Assert.Contains("https://panel.example.com/submitticket.php", body, StringComparison.Ordinal);
            Assert.Contains(spanish ? "no válido como factura" : "not valid as a tax invoice", body, StringComparison.Ordinal);
            foreach (string said in new[] { "Ana Pérez", "2026-0100", "ejemplo.com.ar", "Hosting Profesional · plan anual", "Tarjeta de crédito", "Proveedor Ejemplo", "Calle 1, Buenos Aires" })
                Assert.Contains(said, body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void what_happens_on_one_day_is_one_sentence() =>
        Assert.Contains("11 de agosto de 2026: se suspenden todos sus servicios contratados y quedan congelados sus proyectos en curso.",
            Told.Templates.Render(Told.Of("suspended")).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("spanish", "pasa de mensual a trimestral desde el 3 de septiembre de 2026. El importe de cada período es de ARS 42.000,00.")]
    [InlineData("english", "changes from monthly to quarterly from 3 September 2026 on. Each period costs ARS 42,000.00.")]
    public void a_new_cycle_is_told_in_the_languages_own_words(string language, string said)
    {
        Dictionary<string, string> values = new() { ["from"] = "Monthly", ["to"] = "Quarterly", ["amount"] = "42000.00", ["on"] = "2026-09-03" };
        Assert.Contains(said, Told.Templates.Render(Told.Of("cycle-changed", Told.Ana with { Language = language }, values: values)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void the_offer_of_a_recovery_names_fee_and_last_day()
    {
        Dictionary<string, string> values = new() { ["recoveryFee"] = "15000.00", ["recoveryUntil"] = "2026-11-26" };
        string text = Told.Templates.Render(Told.Of("terminated", values: values)).Text;
        Assert.Contains("hasta el 26 de noviembre de 2026 puede solicitar su recuperación desde un backup, por una tarifa especial de ARS 15.000,00", text, StringComparison.Ordinal);
    }

    [Fact]
    public void where_no_backup_is_kept_no_recovery_is_offered()
    {
        string text = Told.Templates.Render(Told.Of("terminated")).Text;
        Assert.Contains("No se conserva un backup", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tarifa", text, StringComparison.Ordinal);
    }

    [Fact]
    public void the_picture_comes_before_long_content()
    {
        Dictionary<string, string> values = new() { ["openLink"] = "https://n.example.com/i/1" };
        string page = Told.Templates.Render(Told.Of("suspended", values: values)).Html;
        Assert.InRange(page.IndexOf("<img", StringComparison.Ordinal), 0, page.IndexOf("Proveedor Ejemplo", page.IndexOf("<body>", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("+1bd", "un día hábil después del vencimiento")]
    [InlineData("+6bd", "6 días hábiles después del vencimiento")]
    [InlineData("after 1bd", "pasado un día hábil desde el vencimiento")]
    [InlineData("after 5bd", "pasados 5 días hábiles desde el vencimiento")]
    public void days_counted_in_business_days_are_called_so(string at, string said)
    {
        Assert.True(Moment.TryParse(at, out Moment moment));
        Notice notice = Told.Of("proforma") with { Counted = new Dictionary<string, Moment> { ["suspend-client"] = moment, ["freeze-projects"] = moment } };
        Assert.Contains($"11 de agosto de 2026 ({said}): se suspenden", Told.Templates.Render(notice).Text, StringComparison.Ordinal);
        Assert.Contains($"11 de agosto de 2026</b><span class=\"count\">{said}</span>", WebUtility.HtmlDecode(Told.Templates.Render(notice).Html), StringComparison.Ordinal);
    }

    [Fact]
    public void links_that_record_their_use_take_the_place_of_the_plain_ones()
    {
        Dictionary<string, string> values = new() { ["payLink"] = "https://n.example.com/p/1", ["objectLink"] = "https://n.example.com/o/1", ["openLink"] = "https://n.example.com/i/1" };
        RenderedNotice rendered = Told.Templates.Render(Told.Of("suspended", values: values));
        Assert.All(values.Values, link => Assert.Contains(link, rendered.Html, StringComparison.Ordinal));
        Assert.DoesNotContain(Told.PayLink, WebUtility.HtmlDecode(rendered.Html), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", Told.Templates.Render(Told.Of("suspended")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void a_further_reminder_needs_no_text_of_its_own()
    {
        Assert.Empty(Told.Templates.Check(["reminder-3"]));
        Assert.StartsWith("Recordatorio: factura proforma 2026-0100", Told.Templates.Render(Told.Of("reminder-3")).Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spanish", "BR", "es")]
    [InlineData("ENGLISH", "AR", "en")]
    [InlineData("portuguese-br", "AR", "es")]
    [InlineData("portuguese-br", "US", "en")]
    [InlineData("", "uy", "es")]
    [InlineData("", "GB", "en")]
    [InlineData("", "", "en")]
    [InlineData("klingon", "BR", "en")]
    public void a_client_is_told_in_its_language_else_its_countrys_else_the_default(string language, string country, string expected) =>
        Assert.Equal(expected, TemplateSet.Load(Told.Folder, "en", Told.Provider).LanguageOf(new Client { Id = 1, Language = language, Country = country }));

    [Fact]
    public void every_value_is_encoded_in_the_page_and_none_in_the_plain_text()
    {
        const string evil = "<script>alert('x')</script>";
        InvoiceSheet sheet = Told.Invoice with { Number = evil, PaymentMethod = evil, PayLink = "javascript:alert(1)", Lines = [new(evil, 1m)] };
        foreach (string name in All)
        {
            Dictionary<string, string> values = NoticeValues.All.Where(value => value != NoticeValues.PayLink).ToDictionary(value => value, value => value.EndsWith("Link", StringComparison.Ordinal) ? "javascript:alert(2)" : evil);
            RenderedNotice rendered = Told.Templates.Render(Told.Of(name, Told.Ana with { Name = evil }, values: values) with { Invoice = sheet, Services = [evil] });
            Assert.DoesNotContain("<script", rendered.Html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script&gt;", rendered.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("javascript:", rendered.Html, StringComparison.Ordinal);
            Assert.Contains(evil, rendered.Text, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', rendered.Subject + Told.Templates.RenderPanel(Told.Of(name, Told.Ana with { Name = evil + "\n" }, values: values) with { Invoice = sheet, Services = [evil + "\r\n"] }));
        }
    }

    [Fact]
    public void rendering_side_by_side_gives_what_rendering_alone_gives()
    {
        string alone = Told.Templates.Render(Told.Of("suspended")).Html;
        TemplateSet fresh = TemplateSet.Load(Told.Folder, "es", Told.Provider);
        Assert.All(Enumerable.Range(0, 32).AsParallel().Select(_ => fresh.Render(Told.Of("suspended")).Html), html => Assert.Equal(alone, html));
    }
}
