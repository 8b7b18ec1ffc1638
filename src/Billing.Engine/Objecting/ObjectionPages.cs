using System.Globalization;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Panel;

namespace Billing.Engine.Objecting;

/// <summary>The pages by which a client objects, in words: templates beside those of the notices.</summary>
/// <param name="templates">Their texts.</param>
/// <param name="provider">In whose name they speak.</param>
/// <param name="panel">The panel's front page.</param>
public sealed class ObjectionPages(TemplateSet templates, ProviderOptions provider, Uri panel)
{
    private const string Form = "object", Confirm = "object-confirm", Taken = "object-taken", Mark = ClientPages.Mark;

    private readonly ClientPages pages = new(templates, provider, panel);

    /// <summary>The language in which to speak: the client's, else one that is asked for.</summary>
    public string Language(ObjectedInvoice invoice, IEnumerable<string> asked) => pages.Language(invoice.Client, asked);

    /// <summary>The page with the box to write into.</summary>
    /// <param name="invoice">What is objected to.</param>
    /// <param name="language">A folder of the templates.</param>
    /// <param name="said">What was written so far.</param>
    /// <param name="trouble">What is wrong with that.</param>
    /// <param name="pay">Where to pay instead; empty for nowhere.</param>
    public string Write(ObjectedInvoice invoice, string language, string said, FormTrouble trouble, string pay) => Render(Form, invoice, language, said, trouble, pay: pay);

    /// <summary>The page that shows what was written and asks whether that is meant.</summary>
    public string Ask(ObjectedInvoice invoice, string language, string said, FormTrouble trouble, string confirmation) => Render(Confirm, invoice, language, said, trouble, confirmation: confirmation);

    /// <summary>The page that thanks, with the receipt.</summary>
    public string Thank(ObjectedInvoice invoice, string language, string said, Receipt receipt) => Render(Taken, invoice, language, said, FormTrouble.None, receipt: receipt);

    /// <summary>What is wrong with the texts of the pages in that language, found by rendering each with samples.</summary>
    public IReadOnlyList<Problem> Check(string language)
    {
        DateOnly due = new(2026, 8, 3);
        InvoiceSheet sheet = new(100, "2026-100 " + Mark, due.AddDays(-15), due, 15000m, 12000.5m, "ARS", "Card " + Mark, "https://panel.example.com/pay", [new SheetLine("Hosting " + Mark, 15000m)]);
        ObjectedInvoice whole = new(100, sheet, InvoiceStatus.Unpaid, null, new Objection(100, due, due), Pauses: true), bare = new(100, null, null, null, null, Pauses: false);
        return ClientPages.Check(language, new[] { whole, bare }.SelectMany(invoice => new (string, Func<string>)[]
        {
            (Form, () => Write(invoice, language, Mark, FormTrouble.Empty, "x")), (Confirm, () => Ask(invoice, language, Mark, FormTrouble.Stale, Mark)),
            (Taken, () => Thank(invoice, language, Mark, ClientPages.SampleReceipt)),
        }));
    }

    private string Render(string page, ObjectedInvoice invoice, string language, string said, FormTrouble trouble, string pay = "", string confirmation = "", Receipt? receipt = null) =>
        pages.Render(page, language, trouble, wording => new Dictionary<string, object?>
        {
            ["invoice"] = invoice.Sheet is { } sheet ? NoticeView.Invoice(sheet, wording) : null,
            ["number"] = invoice.Sheet is { Number: { Length: > 0 } printed } ? PlainText.Of(printed) : invoice.Id.ToString(CultureInfo.InvariantCulture),
            ["owed"] = invoice is { Sheet.Balance: > 0, Status: InvoiceStatus.Unpaid or InvoiceStatus.Collections or InvoiceStatus.PaymentPending or null },
            ["paid"] = invoice.Status == InvoiceStatus.Paid,
            ["cancelled"] = invoice.Status is InvoiceStatus.Cancelled or InvoiceStatus.Refunded,
            ["objected"] = invoice.Objection is { } objection ? wording.Say(objection.On) : "",
            ["answered"] = invoice.Objection?.Answered is { } answered ? wording.Say(answered) : "",
            ["pauses"] = invoice.Pauses,
            ["said"] = said,
            ["most"] = ObjectionText.Most.ToString(CultureInfo.InvariantCulture),
            ["pay"] = pay,
            ["confirmation"] = confirmation,
            ["receipt"] = receipt is null ? null : ClientPages.Of(receipt, wording),
        });
}
