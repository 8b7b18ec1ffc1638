using System.Globalization;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Panel;

namespace Billing.Engine.Promising;

/// <summary>The pages by which a client promises to pay later, in words: templates beside those of the notices.</summary>
/// <param name="templates">Their texts.</param>
/// <param name="provider">In whose name they speak.</param>
/// <param name="panel">The panel's front page.</param>
public sealed class PromisePages(TemplateSet templates, ProviderOptions provider, Uri panel)
{
    private const string Form = "promise", Confirm = "promise-confirm", Taken = "promise-taken", Mark = ClientPages.Mark;

    private readonly ClientPages pages = new(templates, provider, panel);

    /// <summary>The language in which to speak: the client's, else one that is asked for.</summary>
    public string Language(PromisedInvoice invoice, IEnumerable<string> asked) => pages.Language(invoice.Client, asked);

    /// <summary>The page that says what a promise is, with its button; or why none is taken.</summary>
    /// <param name="invoice">What would be promised.</param>
    /// <param name="language">A folder of the templates.</param>
    /// <param name="trouble">What is wrong with what was sent.</param>
    /// <param name="pay">Where to pay instead; empty for nowhere.</param>
    public string Write(PromisedInvoice invoice, string language, FormTrouble trouble, string pay) => Render(Form, invoice, language, trouble, pay: pay);

    /// <summary>The page that asks whether it is meant.</summary>
    public string Ask(PromisedInvoice invoice, string language, FormTrouble trouble, string confirmation) => Render(Confirm, invoice, language, trouble, confirmation: confirmation);

    /// <summary>The page that confirms it, with the receipt.</summary>
    public string Thank(PromisedInvoice invoice, string language, Receipt receipt, string pay) => Render(Taken, invoice, language, FormTrouble.None, pay, receipt: receipt);

    /// <summary>What is wrong with the texts of the pages in that language, found by rendering each with samples.</summary>
    public IReadOnlyList<Problem> Check(string language)
    {
        DateOnly due = new(2026, 8, 3), until = due.AddDays(7);
        InvoiceSheet sheet = new(100, "2026-100 " + Mark, due.AddDays(-15), due, 15000m, 12000.5m, "ARS", "Card " + Mark, "https://panel.example.com/pay", [new SheetLine("Hosting " + Mark, 15000m)]);
        Client client = new() { Id = 7, Name = "Ana " + Mark, Email = "ana@example.com", Currency = "ARS" };
        PromisedInvoice whole = new(100, client, sheet, InvoiceStatus.Unpaid, new Promise(100, due, until), new PromiseAnswer(until, null, ""), [("suspend-service", until)], 2);
        PromisedInvoice[] refused = [.. Enum.GetValues<PromiseRefusal>().Select(why => whole with { Sheet = null, Given = null, Answer = new PromiseAnswer(null, why, Mark), Next = [] })];
        return ClientPages.Check(language,
        [
            (Form, () => Write(whole, language, FormTrouble.Refused, "x")), (Confirm, () => Ask(whole, language, FormTrouble.Stale, Mark)), (Taken, () => Thank(whole, language, ClientPages.SampleReceipt, "x")),
            .. refused.Select(invoice => (Form, (Func<string>)(() => Write(invoice, language, FormTrouble.None, "")))),
        ]);
    }

    private string Render(string page, PromisedInvoice invoice, string language, FormTrouble trouble, string pay = "", string confirmation = "", Receipt? receipt = null) =>
        pages.Render(page, language, trouble, wording => new Dictionary<string, object?>
        {
            ["invoice"] = invoice.Sheet is { } sheet ? NoticeView.Invoice(sheet, wording) : null,
            ["number"] = invoice.Sheet is { Number: { Length: > 0 } printed } ? PlainText.Of(printed) : invoice.Id.ToString(CultureInfo.InvariantCulture),
            ["owed"] = invoice is { Sheet.Balance: > 0, Status: InvoiceStatus.Unpaid or InvoiceStatus.Collections },
            ["until"] = invoice.Answer.Until is { } until ? wording.Say(until) : "",
            ["day"] = invoice.Answer.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            ["given"] = invoice.Given is { } given ? wording.Say(given.Until) : "",
            ["why"] = Enum.GetValues<PromiseRefusal>().ToDictionary(each => char.ToLowerInvariant($"{each}"[0]) + $"{each}"[1..], each => (object?)(each == invoice.Answer.Why)),
            ["next"] = ClientPages.Of(invoice.Next, invoice.Services, wording),
            ["pay"] = pay,
            ["confirmation"] = confirmation,
            ["receipt"] = receipt is null ? null : ClientPages.Of(receipt, wording),
        });
}
