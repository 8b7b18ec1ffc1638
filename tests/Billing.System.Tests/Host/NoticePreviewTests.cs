using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary><c>billing notice preview</c>: what an admin sees of a notice before clients do.</summary>
public sealed class NoticePreviewTests : IAsyncLifetime
{
    private NoticeWorld world = null!;

    public async ValueTask InitializeAsync() => world = await NoticeWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private string Out => Path.Combine(world.Trial.Folder, "out");

    [Fact]
    public async Task a_notice_is_written_as_page_and_text_and_nothing_is_sent_or_recorded()
    {
        int invoice = world.Untold;
        Said said = await world.PreviewAsync("suspended", "--invoice", $"{invoice}", "--out", Out);
        Assert.Equal((ExitCode.Done, ""), (said.Code, said.Error));
        Assert.StartsWith($"subject: Servicio suspendido por la factura {invoice} impaga", said.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"{world.Panel.Url}viewinvoice.php?id={invoice}", Page("suspended"), StringComparison.Ordinal);
        Assert.Contains("bruno-diaz.com.ar", File.ReadAllText(Path.Combine(Out, "suspended.txt")), StringComparison.Ordinal);
        Assert.Contains("nothing was sent", said.Lines[^1], StringComparison.Ordinal);
        Assert.Empty(world.Trial.Mail);
        Assert.DoesNotContain(world.Panel.ActivityLog(), entry => entry.Description.Contains("suspended", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(world.Trial.Folder, "ledger.db")));
    }

    [Fact]
    public async Task what_is_previewed_is_what_is_sent_then()
    {
        await world.LiveAsync(NoticeWorld.Raised);
        int invoice = world.InvoiceOf(world.Ana);
        string[] mails = [.. world.Trial.Mail];
        world.Go(NoticeWorld.Due.AddDays(-1));
        Said preview = await world.PreviewAsync("reminder-final", "--invoice", $"{invoice}", "--out", Out);
        await world.LiveAsync(NoticeWorld.Due.AddDays(-1));
        using MimeKit.MimeMessage sent = world.Trial.Mail.Except(mails).Select(file => MimeKit.MimeMessage.Load(file, TestContext.Current.CancellationToken)).Single(mail => mail.To.ToString().Contains("ana@", StringComparison.Ordinal));
        Assert.Equal(preview.Lines[0], $"subject: {sent.Subject}");
        Assert.Equal(Plain(File.ReadAllText(Path.Combine(Out, "reminder-final.txt"))), Plain(sent.TextBody!));
        Assert.Equal(Plain(File.ReadAllText(Path.Combine(Out, "reminder-final.html"))), Plain(sent.HtmlBody!));
    }

    [Fact]
    public async Task the_plain_text_can_be_read_on_the_screen_in_another_language()
    {
        Said said = await world.PreviewAsync("proforma", "--invoice", $"{world.Untold}", "--language", "en", "--out", "-");
        Assert.Contains("Dear Bruno Díaz,", said.Lines);
        Assert.Contains("This document is not valid as a tax invoice.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_line_for_the_panels_log_can_be_seen_too()
    {
        Said said = await world.PreviewAsync("proforma", "--invoice", $"{world.Untold}", "--channel", "panel", "--out", "-");
        Assert.StartsWith($"Billing: proforma: Factura proforma {world.Untold}: ARS 18.500,00, vence el 10 de julio de 2026. Servicios: ", Assert.Single(said.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task one_file_takes_the_text_that_its_ending_says()
    {
        string page = Path.Combine(Out, "look.html");
        Said said = await world.PreviewAsync("suspended", "--invoice", $"{world.Untold}", "--out", page);
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Out));
    }

    [Fact]
    public async Task the_notice_of_a_new_cycle_is_about_a_service_and_says_what_would_be()
    {
        Said said = await world.PreviewAsync("cycle-changed", "--service", $"{world.Service}", "--out", "-");
        Assert.Contains("pasa de mensual a trimestral desde el 3 de agosto de 2026. El importe de cada período es de ARS 52.000,00.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_is_paid_is_shown_and_said_not_to_be_sent()
    {
        world.Panel.Pay(world.Untold);
        Said said = await world.PreviewAsync("proforma", "--invoice", $"{world.Untold}", "--out", Out);
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains($"note   nothing is owed for invoice {world.Untold}: it would not be sent", said.Lines);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "there is no notice farewell", "farewell", "--invoice", "1")]
    [InlineData(ExitCode.Usage, "--invoice N", "proforma")]
    [InlineData(ExitCode.Usage, "--invoice N", "proforma", "--client", "1")]
    [InlineData(ExitCode.Usage, "--invoice N", "proforma", "--client", "1", "--invoice", "1")]
    [InlineData(ExitCode.Usage, "--service N", "cycle-changed", "--client", "1")]
    [InlineData(ExitCode.Usage, "--client N", "reactivated")]
    [InlineData(ExitCode.Usage, "there are en, es", "proforma", "--invoice", "1", "--language", "pt")]
    [InlineData(ExitCode.Usage, ".html", "proforma", "--invoice", "1", "--out", "look.pdf")]
    [InlineData(ExitCode.Configuration, "WhatsApp is not set up", "proforma", "--invoice", "1", "--channel", "whatsapp")]
    [InlineData(ExitCode.Usage, "pigeon", "proforma", "--invoice", "1", "--channel", "pigeon")]
    [InlineData(ExitCode.Usage, "invoice", "proforma", "--invoice", "many")]
    [InlineData(ExitCode.Failed, "no invoice 4711", "proforma", "--invoice", "4711")]
    [InlineData(ExitCode.Failed, "no service 4711", "cycle-changed", "--service", "4711")]
    [InlineData(ExitCode.Failed, "no client 4711", "reactivated", "--client", "4711")]
    public async Task what_cannot_be_previewed_is_said_in_one_line(int code, string said, string name, params string[] args)
    {
        Said answer = await world.PreviewAsync(name, args);
        Assert.Equal(code, answer.Code);
        Assert.Contains(said, Assert.Single(answer.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_recorded_link_is_not_kept_for_a_preview()
    {
        string key = world.Trial.Write("link-key", new string('k', 43) + "=");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        world.Trial.Change("billing.json", billing => billing["channels"]!["links"] = new JsonObject
        {
            ["url"] = "https://notices.example.com/", ["keys"] = new JsonObject { ["a"] = $"file:{key}" }, ["days"] = 180, ["pictures"] = true,
        });
        Said said = await world.PreviewAsync("proforma", "--invoice", $"{world.Untold}", "--out", Out);
        Assert.True(said.Code == ExitCode.Done, said.Error);
        string page = Page("proforma");
        Assert.Contains("https://notices.example.com/t/preview", page, StringComparison.Ordinal);
        Assert.Contains($"{world.Panel.Url}viewinvoice.php?id={world.Untold}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_message_for_whatsapp_can_be_seen_with_the_template_that_carries_it()
    {
        string secret = world.Trial.Write("whatsapp-secret", "s3cret");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        world.Trial.Change("billing.json", billing => billing["channels"]!["whatsapp"] = JsonNode.Parse($$"""
            {
              "url": "https://graph.facebook.com/", "version": "v23.0", "phoneNumberId": "106540352242922", "numbers": { "AR": "both" }, "token": "file:{{secret}}", "appSecret": "file:{{secret}}",
              "verifyToken": "file:{{secret}}", "perSecond": 20, "perDay": 250, "timeoutSeconds": 30, "payLinks": "https://notices.example.com/t/", "headerPdf": false, "consent": { "field": "3", "yes": ["on"] }
            }
            """));
        Said said = await world.PreviewAsync("proforma", "--invoice", $"{world.Untold}", "--channel", "whatsapp", "--language", "en", "--out", "-");
        Assert.True(said.Code == ExitCode.Done, said.Error);
        Assert.StartsWith("subject: template billing_proforma_1/en", said.Lines[0], StringComparison.Ordinal);
        Assert.Contains("bruno-diaz.com.ar", said.Output, StringComparison.Ordinal);
        Assert.Contains("[https://notices.example.com/t/preview]", said.Lines);
    }

    private string Page(string notice) => global::System.Net.WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(Out, notice + ".html")));

    private static string Plain(string text) => text.ReplaceLineEndings("\n").Trim();
}
