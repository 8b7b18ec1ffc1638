using System.Globalization;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Promising;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>The form by which a client promises to pay later: a button, and the day that it would be held to.</summary>
/// <param name="desk">What takes it.</param>
/// <param name="pages">Its texts.</param>
/// <param name="links">The notice whose link was followed.</param>
/// <param name="invoice">What would be promised.</param>
/// <param name="pay">Where to pay instead; empty for nowhere.</param>
internal sealed class PromisePage(PromiseDesk desk, PromisePages pages, NoticeLinks links, PromisedInvoice invoice, string pay) : IVisitorsForm
{
    private const string Day = "until", Form = "yyyy-MM-dd";

    public static FormPage Of(WebParts parts, NeutralPage neutral, PromiseDesk desk, TemplateSet templates)
    {
        PromisePages pages = new(templates, parts.Provider, parts.Panel);
        return new FormPage(parts, neutral, Confirmations.OfPromises, everything: false, async (visit, cancel) =>
            await desk.ReadAsync(visit.Links.Client, visit.Links.Invoice!.Value, cancel) is { } invoice ? new PromisePage(desk, pages, visit.Links, invoice, parts.PayToken(visit.Links)) : null);
    }

    public string Language(IEnumerable<string> asked) => pages.Language(invoice, asked);

    public string Said(FormFields sent) => sent[Day];

    public string Asked(FormFields sent) => invoice.Answer.Until?.ToString(Form, CultureInfo.InvariantCulture) ?? "";

    /// <summary>What cannot be promised now is said on the page; who confirmed it before may still get the receipt.</summary>
    public FormTrouble Judge(FormFields sent) => invoice.Answer.Until is not null || sent.Confirmation.Length > 0 ? FormTrouble.None : FormTrouble.Empty;

    public string Write(string language, FormFields sent, FormTrouble trouble) => pages.Write(invoice, language, trouble, pay);

    public string Ask(string language, FormFields sent, FormTrouble trouble, string confirmation) =>
        invoice.Answer.Until is null ? Write(language, sent, trouble) : pages.Ask(invoice, language, trouble, confirmation);

    public async Task<string?> TakeAsync(string language, FormFields sent, Hit hit, IReadOnlyList<string> marks, CancellationToken cancel)
    {
        if (!DateOnly.TryParseExact(sent[Day], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly until)) return null;
        if (await desk.TakeAsync(links, hit, marks, until, sent.Confirmation, cancel) is not { } receipt) return null;
        return pages.Thank(await desk.ReadAsync(links.Client, invoice.Id, cancel) ?? invoice, language, receipt, pay);
    }
}
