using System.Net;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Simulation;
using Billing.Engine.Tracking;
using Billing.System.Tests.Tracking;
using Xunit;

namespace Billing.System.Tests.Asking;

/// <summary>Services 20 and 21 were terminated for invoice 600 on 26 July; their backups are kept until 24 October.</summary>
public sealed class RecoveryPageTests
{
    private static readonly DateOnly Today = new(2026, 8, 3);
    private static readonly Target Twenty = new(TargetKind.Service, 20);

    [Fact]
    public async Task the_page_lists_what_was_terminated_with_the_fee_the_last_day_what_is_owed_and_a_button_each()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        Reply page = await trial.GetAsync(await trial.LinkAsync(TokenPurpose.Recover));
        Assert.Equal((200, "no-store"), (page.Status, page["Cache-Control"]));
        foreach (string shown in new[] { "Hosting M — tienda-ruiz.com.ar", "Hosting M — blog-ruiz.com.ar", "href=\"https://panel.example.com/viewinvoice.php?id=600\"", "24 de octubre de 2026", "ARS 15.000,00", "600", "ARS 30.000,00", "Lo quiero de vuelta" }) Assert.Contains(shown, WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        Assert.Equal(2, page.Text.Split("<form method=\"post\"").Length - 1);
        Assert.DoesNotContain("estudio-ruiz", page.Text, StringComparison.Ordinal);
        Assert.Empty(await trial.SaidAsync());
        Assert.Empty((await trial.PastAsync()).Recoveries);
        Assert.Empty(trial.Called);
    }

    [Fact]
    public async Task a_wish_is_pressed_confirmed_and_recorded_once()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        Assert.Contains("¿Quiere recuperar Hosting M — tienda-ruiz.com.ar?", asked.Text, StringComparison.Ordinal);
        Assert.Empty((await trial.PastAsync()).Recoveries);
        Reply[] taken = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => trial.PressAsync(link, asked)));
        Assert.All(taken, reply => Assert.Equal(200, reply.Status));
        Assert.All(taken, reply => Assert.Contains("Recibimos su pedido", reply.Text, StringComparison.Ordinal));
        Assert.Equal([new RecoveryRequest(Twenty, Today)], (await trial.PastAsync()).Recoveries);
        Statement said = Assert.Single(await trial.SaidAsync());
        Assert.Equal((EvidenceKind.AskedBack, PageTrial.Lost, "service 20", "2026-08-03", "link"), (said.Kind, said.Invoice!.Value, said["target"], said["on"], said["via"]));
        Assert.All(trial.Called, called => Assert.Equal(PageTrial.Ana, called));
        Assert.NotEmpty(trial.Called);
    }

    [Fact]
    public async Task sent_again_past_midnight_it_is_still_the_same_wish()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        trial.Time.Advance(TimeSpan.FromHours(14.5));   // 23:31 in Buenos Aires
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link)), first = await trial.PressAsync(link, asked);
        trial.Time.Advance(TimeSpan.FromMinutes(45));
        Assert.Equal(first.Text, (await trial.PressAsync(link, asked)).Text);
        Assert.Single((await trial.PastAsync()).Recoveries);
        Assert.Single(await trial.SaidAsync());
    }

    [Fact]
    public async Task the_notice_of_a_backup_near_its_end_is_about_no_invoice_and_leads_to_all_of_them()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Recover, invoice: 0, notice: "backup-expires"), other = await trial.LinkAsync(TokenPurpose.Recover);
        Reply page = await trial.GetAsync(link), elsewhere = await trial.PressAsync(other, await trial.GetAsync(other));
        Assert.Equal(2, page.Text.Split("<form method=\"post\"").Length - 1);
        Reply asked = await trial.PressAsync(link, page);
        Assert.Equal(200, (await trial.PressAsync(link, asked)).Status);
        Assert.Equal(200, (await trial.PressAsync(link, asked)).Status);
        Assert.Equal(409, (await trial.PressAsync(other, elsewhere)).Status);
        Assert.Single((await trial.PastAsync()).Recoveries);
        Assert.Null(Assert.Single(await trial.SaidAsync()).Invoice);
        Assert.Equal(404, (await trial.GetAsync(await trial.LinkAsync(TokenPurpose.Promise, invoice: 0))).Status);
    }

    [Fact]
    public async Task afterwards_the_page_shows_how_far_it_has_come_until_it_is_back()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        await trial.PressAsync(link, await trial.PressAsync(link, await trial.GetAsync(link)));
        await SeesAsync("Lo pidió el 3 de agosto de 2026. En unos minutos");
        trial.Panel.Add(new SimulatedInvoice(900, PageTrial.Ana, Today, Today.AddDays(7), InvoiceStatus.Unpaid, [new InvoiceLine(null, 15000m)], InvoiceKind.Recovery));
        await PageTrial.DidAsync(trial.Ledger, new BillingAction.InvoiceRecovery(PageTrial.Ana, Twenty, Today.AddDays(7), 15000m, Today), new Outcome.Done(true, Invoice: 900), Today);
        await SeesAsync("Tarifa de recuperación, factura 900");
        trial.Panel.Invoice(900).Status = InvoiceStatus.Paid;
        await SeesAsync("Se recupera en cuanto esté pagado lo siguiente");
        trial.Panel.Invoice(PageTrial.Lost).Status = InvoiceStatus.Paid;
        await SeesAsync("Todo está pagado");
        await trial.Panel.MarkAsync(Twenty, ServiceStatus.Active, "", TestContext.Current.CancellationToken);
        await SeesAsync("Está otra vez en línea");

        async Task SeesAsync(string shown)
        {
            trial.Time.Advance(TimeSpan.FromSeconds(10));
            string page = WebUtility.HtmlDecode((await trial.GetAsync(link)).Text);
            Assert.Contains(shown, page.Split("blog-ruiz")[0], StringComparison.Ordinal);
            Assert.DoesNotContain("name=\"service\" value=\"service 20\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task when_the_backup_is_gone_so_is_the_button_and_nothing_can_be_asked_for()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        Reply before = await trial.GetAsync(link);
        trial.Time.Advance(TimeSpan.FromDays(83));
        Reply page = await trial.GetAsync(link);
        Assert.Contains("Ya no se conserva un backup", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await trial.PressAsync(link, before)).Status);
        string word = new Confirmations(trial.Tokens, trial.Time, Confirmations.OfRecoveries).Make(trial.Tokens.Read(TokenPurpose.Recover, link[2..])!, "service 20 15000");
        Assert.Equal(409, (await trial.PostAsync(link, ("service", "service 20"), ("fee", "15000"), ("confirmation", word))).Status);
        Assert.Empty((await trial.PastAsync()).Recoveries);
    }

    [Theory]
    [InlineData("service 10")]
    [InlineData("service 99")]
    [InlineData("domain 20")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("")]
    public async Task what_was_not_terminated_for_that_invoice_cannot_be_asked_for(string service)
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        Reply page = await trial.PostAsync(link, ("service", service));
        Assert.Equal(422, page.Status);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        string word = new Confirmations(trial.Tokens, trial.Time, Confirmations.OfRecoveries).Make(trial.Tokens.Read(TokenPurpose.Recover, link[2..])!, $"{service} 15000");
        await trial.PostAsync(link, ("service", service), ("fee", "15000"), ("confirmation", word));
        Assert.Empty((await trial.PastAsync()).Recoveries);
        Assert.Empty(await trial.SaidAsync());
    }

    [Fact]
    public async Task another_fee_than_the_one_that_is_asked_is_not_confirmed()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        (string Name, string Value)[] cheaper = [.. PageTrial.Fields(asked).Select(field => field.Name == "fee" ? ("fee", "1") : field)];
        Assert.Contains("Todavía no se registró nada", WebUtility.HtmlDecode((await trial.PostAsync(link, cheaper)).Text), StringComparison.Ordinal);
        string word = new Confirmations(trial.Tokens, trial.Time, Confirmations.OfRecoveries).Make(trial.Tokens.Read(TokenPurpose.Recover, link[2..])!, "service 20 1");
        Assert.Equal(409, (await trial.PostAsync(link, ("service", "service 20"), ("fee", "1"), ("confirmation", word))).Status);
        Assert.Empty((await trial.PastAsync()).Recoveries);
    }
}
