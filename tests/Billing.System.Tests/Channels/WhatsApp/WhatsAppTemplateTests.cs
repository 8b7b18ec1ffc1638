using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Panel;
using Xunit;

namespace Billing.System.Tests.Channels.WhatsApp;

public sealed class WhatsAppTemplateTests : IDisposable
{
    private static readonly string[] ByWhatsApp = ["proforma", "suspended", "client-suspended", "reactivated", "last-warning", "reminder-3"];
    private readonly OwnFolder own = OwnFolder.OfTemplates();

    public static TheoryData<string, string> InBothLanguages => [.. from name in ByWhatsApp from language in new[] { "spanish", "english" } select (name, language)];

    public void Dispose() => own.Dispose();

    [Fact]
    public void every_notice_that_goes_by_whatsapp_has_its_template_in_every_language() => Assert.Empty(Of(Told.Templates).Check(ByWhatsApp, ["es", "en"]));

    [Theory, MemberData(nameof(InBothLanguages))]
    public void a_notice_says_what_it_is_about_and_fits(string name, string language)
    {
        WhatsAppMessage message = Of(Told.Templates).Compose(OnWhatsApp.Notice(name, OnWhatsApp.Ana with { Language = language }))[0];
        Assert.Equal(language == "spanish" ? "es_AR" : "en", message.Language);
        Assert.Contains("Ana Pérez", message.Text, StringComparison.Ordinal);
        if (name != "reactivated") Assert.Contains("2026-0100", message.Text, StringComparison.Ordinal);
        if (name != "reactivated") Assert.Contains(language == "spanish" ? "ARS 12.500,50" : "ARS 12,500.50", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", message.Text, StringComparison.Ordinal);
        Assert.InRange(message.Text.Length, 1, TemplateText.LongestBody);
    }

    [Fact]
    public void the_page_for_the_admin_has_the_very_wording_that_is_checked()
    {
        string page = File.ReadAllText(Path.Combine(Told.Folder, "whatsapp.md"));
        foreach (string file in Directory.EnumerateFiles(Told.Folder, "*.whatsapp.json", SearchOption.AllDirectories))
        {
            TemplateText text = TemplateText.Parse(File.ReadAllText(file));
            Assert.Contains($"`{text.Template}`, {string.Join(", ", text.Languages.Select(language => $"`{language}`"))}\n\nBody:\n\n```\n{text.Text}\n```", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("long")]
    [InlineData("Ana\n\tbold     \u202E name")]
    public async Task what_meta_refuses_never_gets_into_a_parameter(string name)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        string given = name == "long" ? new string('x', 3000) : name;
        Notice notice = OnWhatsApp.Notice("suspended", OnWhatsApp.Ana with { Name = given }) with { Services = [.. Enumerable.Range(1, 60).Select(at => string.Create(CultureInfo.InvariantCulture, $"service-{at}.example.com"))] };
        Assert.IsType<ChannelOutcome.Accepted>(await on.SendAsync(notice));
        Assert.Contains("ARS 12.500,50", Assert.Single(on.Api.Messages).Parameters);
    }

    [Theory]
    [InlineData("\"{{invoice.number}}\",", "", "$.body")]
    [InlineData("{{invoice.number}}", "{{invoice.nombre}}", "nombre")]
    [InlineData("\"Hola, {{1}}.", "\"{{1}}, hola.", "$.text")]
    [InlineData("Total a pagar: {{5}}", "Total a pagar: {{7}}", "$.body")]
    [InlineData("billing_suspended_1", "Billing Suspended", "$.template")]
    [InlineData("es_AR", "español", "$.languages")]
    [InlineData("\"buttonText\": \"Ver y pagar\"", "\"buttonText\": null", "$.button")]
    [InlineData("\"header\": null", "\"header\": \"invoice-pdf\"", "$.header")]
    [InlineData("\"header\": null", "\"header\": \"logo\"", "$.header")]
    [InlineData("\"header\": null", "\"heading\": null", "$")]
    public void what_is_spoiled_is_found_before_meta_refuses_it(string written, string instead, string path)
    {
        string file = own["es/suspended.whatsapp.json"], text = File.ReadAllText(file);
        Assert.Contains(written, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(written, instead, StringComparison.Ordinal));
        Problem problem = Assert.Single(Of(own.Load()).Check(["suspended"], ["es"]));
        Assert.Contains("suspended.whatsapp.json", problem.File, StringComparison.Ordinal);
        Assert.StartsWith(path, problem.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void a_notice_without_a_template_is_found_and_told_in_the_other_language_meanwhile()
    {
        File.Delete(own["en/suspended.whatsapp.json"]);
        TemplateSet set = own.Load();
        Assert.Equal("en/suspended.whatsapp.json", Assert.Single(Of(set).Check(["suspended"], ["es", "en"])).File);
        Assert.Equal("es_AR", Of(set).Compose(OnWhatsApp.Notice(client: OnWhatsApp.Ana with { Language = "english" }))[0].Language);
    }

    [Fact]
    public async Task a_pay_link_that_the_registered_button_cannot_lead_to_waits_and_says_what_to_write()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        ChannelOutcome outcome = await on.SendAsync(Told.Of("suspended", OnWhatsApp.Ana));
        Assert.Contains("channels.whatsapp.payLinks", Assert.IsType<ChannelOutcome.TryLater>(outcome).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_template_with_a_document_carries_what_the_panel_gives_and_else_waits(bool given)
    {
        string file = own["es/suspended.whatsapp.json"];
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"header\": null", "\"header\": \"invoice-pdf\"", StringComparison.Ordinal));
        byte[] pdf = "%PDF-1.7 an invoice"u8.ToArray();
        await using OnWhatsApp on = await OnWhatsApp.StartAsync(options => options with { HeaderPdf = true }, own.Load(), new Archive(given ? pdf : null));
        ChannelOutcome outcome = await on.SendAsync();
        if (!given)
        {
            Assert.Contains("no PDF of invoice 100", Assert.IsType<ChannelOutcome.TryLater>(outcome).Words, StringComparison.Ordinal);
            Assert.Equal(0, on.Api.Asked);
            return;
        }
        Assert.IsType<ChannelOutcome.Accepted>(outcome);
        Assert.Equal(pdf, on.Api.Documents[Assert.Single(on.Api.Messages).Document]);
        Assert.Equal(64, outcome.Proof!.Facts["document"].Length);
    }

    private static WhatsAppTemplates Of(TemplateSet set) => new(set, new WhatsAppOptions
    {
        Url = new("https://graph.facebook.com/"), Version = "v23.0", PhoneNumberId = "1", Token = "", AppSecret = "", VerifyToken = "", Numbers = new Dictionary<string, NumberRule>(), PerSecond = 1, PerDay = 1,
        TimeoutSeconds = 1, PayLinks = OnWhatsApp.PayLinks, HeaderPdf = false, Consent = ConsentRule.Nobody,
    });

    /// <summary>A panel that has documents, as WHMCS has none for us.</summary>
    private sealed class Archive(byte[]? pdf) : IInvoiceDocuments
    {
        public Task<byte[]?> ReadInvoicePdfAsync(int invoice, CancellationToken cancel) => Task.FromResult(pdf);
    }
}
