using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;
using Billing.System.Tests.Tracking;
using Xunit;

namespace Billing.System.Tests.Asking;

public sealed class PromisePageTests
{
    private static readonly DateOnly Today = new(2026, 8, 3), Until = new(2026, 8, 17);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_page_says_until_when_and_what_it_means_and_changes_nothing()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        Reply page = await trial.GetAsync(await trial.LinkAsync(TokenPurpose.Promise));
        Assert.Equal((200, "text/html; charset=utf-8", "no-store", "no-referrer"), (page.Status, page["Content-Type"], page["Cache-Control"], page["Referrer-Policy"]));
        foreach (string shown in new[] { "<html lang=\"es\">", "Example &amp; Hosting", "700", "ARS 15.000,00", "10 de agosto de 2026", "<b>17 de agosto de 2026</b>", "<b>19 de agosto de 2026</b>", "Prefiero pagarla ahora" })
            Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await trial.SaidAsync());
        Assert.Empty(trial.Called);
    }

    [Fact]
    public async Task a_promise_is_pressed_confirmed_and_has_a_receipt()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Promise);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        Assert.Contains("¿Se compromete a pagar hasta el 17 de agosto de 2026?", asked.Text, StringComparison.Ordinal);
        Assert.Empty(await trial.SaidAsync());
        Reply taken = await trial.PressAsync(link, asked);
        Assert.Equal(200, taken.Status);
        foreach (string shown in new[] { "Registramos su compromiso", "<b>17 de agosto de 2026</b>", "19 de agosto de 2026" }) Assert.Contains(shown, taken.Text, StringComparison.Ordinal);
        Assert.Equal([new Promise(PageTrial.Unpaid, Today, Until)], (await trial.PastAsync()).Promises);
        Statement said = Assert.Single(await trial.SaidAsync());
        Assert.Equal((EvidenceKind.Promised, PageTrial.Ana, PageTrial.Unpaid, "2026-08-17", "link", WebTrial.Somebody), (said.Kind, said.Client, said.Invoice!.Value, said["until"], said["via"], said.Personal["address"]!));
        Assert.Equal([PageTrial.Ana], trial.Called);
        Reply later = await trial.GetAsync(link);
        Assert.Contains("Ya se comprometi", later.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", later.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task pressed_again_and_again_it_is_one_promise_with_one_receipt()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string link = await trial.LinkAsync(TokenPurpose.Promise);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        Reply[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => trial.PressAsync(link, asked)));
        trial.Time.Advance(TimeSpan.FromMinutes(30));
        Reply later = await trial.PressAsync(link, asked);
        Assert.All(taken, reply => Assert.Equal((200, later.Text), (reply.Status, reply.Text)));
        Assert.Single(await trial.SaidAsync());
        Assert.Single((await trial.PastAsync()).Promises);
    }

    [Fact]
    public async Task asked_on_two_links_at_once_it_is_one_promise()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        string[] links = [await trial.LinkAsync(TokenPurpose.Promise), await trial.LinkAsync(TokenPurpose.Promise, notice: "reminder-2")];
        Reply[] asked = [await trial.PressAsync(links[0], await trial.GetAsync(links[0])), await trial.PressAsync(links[1], await trial.GetAsync(links[1]))];
        Reply[] taken = await Task.WhenAll(trial.PressAsync(links[0], asked[0]), trial.PressAsync(links[1], asked[1]));
        Assert.Equal([200, 409], taken.Select(reply => reply.Status).Order());
        Assert.Contains("Ya se comprometi", taken.Single(reply => reply.Status == 409).Text, StringComparison.Ordinal);
        Assert.Single(await trial.SaidAsync());
        Assert.Single((await trial.PastAsync()).Promises);
    }

    [Fact]
    public async Task two_invoices_at_once_are_not_promised_where_the_policy_takes_one_promise()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        trial.Panel.Add(PageTrial.Invoice(701, new DateOnly(2026, 8, 12), 10));
        string[] links = [await trial.LinkAsync(TokenPurpose.Promise), await trial.LinkAsync(TokenPurpose.Promise, 701)];
        Reply[] asked = [await trial.PressAsync(links[0], await trial.GetAsync(links[0])), await trial.PressAsync(links[1], await trial.GetAsync(links[1]))];
        Assert.Equal([200, 409], (await Task.WhenAll(trial.PressAsync(links[0], asked[0]), trial.PressAsync(links[1], asked[1]))).Select(reply => reply.Status).Order());
        Assert.Single((await trial.PastAsync()).Promises);
    }

    [Fact]
    public async Task past_midnight_the_day_that_is_shown_is_confirmed_again()
    {
        await using PageTrial trial = await PageTrial.OpenAsync();
        trial.Time.Advance(TimeSpan.FromDays(10) + TimeSpan.FromHours(14.5));   // 23:30 in Buenos Aires, three days after the due date
        trial.Panel.Add(PageTrial.Invoice(PageTrial.Unpaid, new DateOnly(2026, 8, 12), 10));
        string link = await trial.LinkAsync(TokenPurpose.Promise);
        Reply asked = await trial.PressAsync(link, await trial.GetAsync(link));
        Assert.Contains(PageTrial.Fields(asked), field => field is ("until", "2026-08-20"));
        trial.Time.Advance(TimeSpan.FromMinutes(45));
        Reply stale = await trial.PressAsync(link, asked);
        Assert.Equal(409, stale.Status);
        Assert.Empty(await trial.SaidAsync());
        Reply again = await trial.PressAsync(link, stale);
        Assert.Contains(PageTrial.Fields(again), field => field is ("until", "2026-08-21"));
        Assert.Equal(200, (await trial.PressAsync(link, again)).Status);
        Assert.Equal(new DateOnly(2026, 8, 21), Assert.Single((await trial.PastAsync()).Promises).Until);
    }

    [Theory]
    [InlineData("{}", "En este momento no damos")]
    [InlineData(PageTrial.Promises, "Ya usó las prórrogas", "promised")]
    [InlineData(PageTrial.Promises, "Vuelve con el pago", "suspended")]
    [InlineData(PageTrial.Promises, "no figura como impaga", "paid")]
    [InlineData(PageTrial.Promises, "su pago ya está en camino", "pending")]
    public async Task who_may_not_promise_is_told_why_and_what_is_sent_all_the_same_is_not_taken(string policy, string shown, string before = "")
    {
        await using PageTrial trial = await PageTrial.OpenAsync(policy);
        string link = await trial.LinkAsync(TokenPurpose.Promise);
        if (before == "promised") await trial.Ledger.PromiseAsync(PageTrial.Ana, 999, Today.AddDays(-100), Today.AddDays(-93), Proof.None, Cancel);
        if (before == "suspended") await PageTrial.DidAsync(trial.Ledger, new Core.Actions.BillingAction.Suspend(new(TargetKind.Service, 10), new(Core.Actions.CauseKind.Invoice, PageTrial.Unpaid, new DateOnly(2026, 8, 10)), 1), new Outcome.Done(true));
        if (before is "paid" or "pending") trial.Panel.Invoice(PageTrial.Unpaid).Status = before == "paid" ? InvoiceStatus.Paid : InvoiceStatus.PaymentPending;
        Reply page = await trial.GetAsync(link);
        Assert.Equal(200, page.Status);
        Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page.Text, StringComparison.Ordinal);
        int promises = (await trial.PastAsync()).Promises.Count;
        Assert.Equal(422, (await trial.PostAsync(link)).Status);
        string word = new Confirmations(trial.Tokens, trial.Time, Confirmations.OfPromises).Make(trial.Tokens.Read(TokenPurpose.Promise, link[2..])!, "2026-08-17");
        Assert.Equal(409, (await trial.PostAsync(link, ("until", "2026-08-17"), ("confirmation", word))).Status);
        Assert.Equal(promises, (await trial.PastAsync()).Promises.Count);
    }

    [Fact]
    public async Task in_english_where_the_browser_asks_for_it()
    {
        await using PageTrial trial = await PageTrial.OpenAsync(country: "");
        string link = await trial.LinkAsync(TokenPurpose.Promise);
        Assert.Contains("I want to promise to pay by 17 August 2026", (await trial.GetAsync(link, "Accept-Language: en-GB")).Text, StringComparison.Ordinal);
    }
}
