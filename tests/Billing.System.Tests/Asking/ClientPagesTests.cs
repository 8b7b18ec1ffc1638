using System.Text;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Simulation;
using Billing.Engine.Tracking;
using Billing.System.Tests.Tracking;
using Xunit;

namespace Billing.System.Tests.Asking;

/// <summary>
/// Every step of the pages of promises and recoveries, as a browser gets it. With <c>BILLING_CLIENT_PAGES</c> they stay in that folder:
/// <c>config/templates/pictures/make</c> takes pictures of them.
/// </summary>
public sealed class ClientPagesTests
{
    private static readonly DateOnly Today = new(2026, 8, 3);
    private readonly string? folder = Environment.GetEnvironmentVariable("BILLING_CLIENT_PAGES") is { Length: > 0 } kept ? kept : null;

    [Theory]
    [InlineData("es", "AR")]
    [InlineData("en", "GB")]
    public async Task the_pages_of_a_promise_stand_by_themselves(string language, string country)
    {
        await using PageTrial trial = await PageTrial.OpenAsync(country: country);
        string link = await trial.LinkAsync(TokenPurpose.Promise);
        Reply first = await trial.GetAsync(link, $"Accept-Language: {language}"), asked = await PressAsync(first), taken = await PressAsync(asked);
        await SeeAsync(language, ("promise", first), ("promise-confirm", asked), ("promise-taken", taken), ("promise-given", await trial.GetAsync(link, $"Accept-Language: {language}")));

        Task<Reply> PressAsync(Reply page) => trial.PressAsync(link, page, 0, $"Accept-Language: {language}");
    }

    [Theory]
    [InlineData("es", "AR")]
    [InlineData("en", "GB")]
    public async Task the_pages_of_a_recovery_stand_by_themselves(string language, string country)
    {
        await using PageTrial trial = await PageTrial.OpenAsync(country: country);
        string link = await trial.LinkAsync(TokenPurpose.Recover);
        Reply first = await GetAsync(), asked = await PressAsync(first), taken = await PressAsync(asked), waiting = await GetAsync();
        trial.Panel.Add(new SimulatedInvoice(900, PageTrial.Ana, Today, Today.AddDays(7), InvoiceStatus.Unpaid, [new InvoiceLine(null, 15000m)], InvoiceKind.Recovery));
        await PageTrial.DidAsync(trial.Ledger, new BillingAction.InvoiceRecovery(PageTrial.Ana, new Target(TargetKind.Service, 20), Today.AddDays(7), 15000m, Today), new Outcome.Done(true, Invoice: 900), Today);
        await SeeAsync(language, ("recover", first), ("recover-confirm", asked), ("recover-taken", taken), ("recover-asked", waiting), ("recover-to-pay", await GetAsync()));

        Task<Reply> GetAsync()
        {
            trial.Time.Advance(TimeSpan.FromSeconds(10));
            return trial.GetAsync(link, $"Accept-Language: {language}");
        }

        Task<Reply> PressAsync(Reply page) => trial.PressAsync(link, page, 0, $"Accept-Language: {language}");
    }

    private async Task SeeAsync(string language, params (string Name, Reply Page)[] pages)
    {
        foreach ((string name, Reply page) in pages)
        {
            Assert.Equal(200, page.Status);
            Assert.Contains($"<html lang=\"{language}\">", page.Text, StringComparison.Ordinal);
            foreach (string never in new[] { "{{", "src=", "@import", "url(" }) Assert.DoesNotContain(never, page.Text, StringComparison.Ordinal);
            if (folder is null) continue;
            Directory.CreateDirectory(Path.Combine(folder, language));
            await File.WriteAllTextAsync(Path.Combine(folder, language, $"{name}.html"), page.Text, Encoding.UTF8, TestContext.Current.CancellationToken);
        }
    }
}
