using System.Globalization;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Panel;

namespace Billing.Engine.Objecting;

/// <summary>Why what a visitor sent is not taken as it is.</summary>
public enum ObjectionTrouble
{
    /// <summary>Nothing is wrong.</summary>
    None,
    /// <summary>It says nothing.</summary>
    Empty,
    /// <summary>It is too long.</summary>
    Long,
    /// <summary>The confirmation came too late, or was made for another text.</summary>
    Stale,
    /// <summary>It was sent by a program, or from another site.</summary>
    Refused,
}

/// <summary>The pages by which a client objects, in words: templates beside those of the notices.</summary>
/// <param name="templates">Their texts.</param>
/// <param name="provider">In whose name they speak.</param>
/// <param name="panel">The panel's front page.</param>
public sealed class ObjectionPages(TemplateSet templates, ProviderOptions provider, Uri panel)
{
    private const string Form = "object", Confirm = "object-confirm", Taken = "object-taken", Mark = "<i>&";

    /// <summary>The language in which to speak: the client's in the panel or of its country; else the first one that is asked for and there is; else the default.</summary>
    public string Language(ObjectedInvoice invoice, IEnumerable<string> asked) =>
        (invoice.Client is { } client ? templates.KnownLanguageOf(client) : null)
        ?? asked.Select(tag => templates.Languages.FirstOrDefault(known => string.Equals(known, tag, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(known => known is not null) ?? templates.DefaultLanguage;

    /// <summary>The page with the box to write into.</summary>
    /// <param name="invoice">What is objected to.</param>
    /// <param name="language">A folder of the templates.</param>
    /// <param name="said">What was written so far.</param>
    /// <param name="trouble">What is wrong with that.</param>
    /// <param name="pay">Where to pay instead; empty for nowhere.</param>
    public string Write(ObjectedInvoice invoice, string language, string said, ObjectionTrouble trouble, string pay) => Render(Form, invoice, language, said, trouble, pay: pay);

    /// <summary>The page that shows what was written and asks whether that is meant.</summary>
    public string Ask(ObjectedInvoice invoice, string language, string said, ObjectionTrouble trouble, string confirmation) => Render(Confirm, invoice, language, said, trouble, confirmation: confirmation);

    /// <summary>The page that thanks, with the receipt.</summary>
    public string Thank(ObjectedInvoice invoice, string language, string said, ObjectionReceipt receipt) => Render(Taken, invoice, language, said, ObjectionTrouble.None, receipt: receipt);

    /// <summary>What is wrong with the texts of the pages in that language, found by rendering each with samples.</summary>
    public IReadOnlyList<Problem> Check(string language)
    {
        DateOnly due = new(2026, 8, 3);
        InvoiceSheet sheet = new(100, "2026-100 " + Mark, due.AddDays(-15), due, 15000m, 12000.5m, "ARS", "Card " + Mark, "https://panel.example.com/pay", [new SheetLine("Hosting " + Mark, 15000m)]);
        ObjectedInvoice whole = new(100, sheet, InvoiceStatus.Unpaid, null, new Objection(100, due, due), Pauses: true), bare = new(100, null, null, null, null, Pauses: false);
        List<Problem> problems = [];
        foreach (ObjectedInvoice invoice in new[] { whole, bare })
            foreach ((string page, Func<string> render) in new (string, Func<string>)[]
            {
                (Form, () => Write(invoice, language, Mark, ObjectionTrouble.Empty, "x")), (Confirm, () => Ask(invoice, language, Mark, ObjectionTrouble.Stale, Mark)),
                (Taken, () => Thank(invoice, language, Mark, new ObjectionReceipt(DateTimeOffset.UnixEpoch, 1, Mark + new string('0', 64), Added: false))),
            }) problems.AddRange(Try($"{language}/page-{page}.html", render));
        return [.. problems.Distinct()];
    }

    private static IEnumerable<Problem> Try(string file, Func<string> render)
    {
        try
        {
            return render().Contains(Mark, StringComparison.Ordinal) ? [new Problem(file, "", "a value gets into the page unencoded", "Use {{name}} only, and no helper that writes raw text")] : [];
        }
        catch (TemplateException wrong)
        {
            return [wrong.Problem];
        }
    }

    private string Render(string page, ObjectedInvoice invoice, string language, string said, ObjectionTrouble trouble, string pay = "", string confirmation = "", ObjectionReceipt? receipt = null) =>
        templates.RenderPage(page, language, (name, wording) => new Dictionary<string, object?>
        {
            ["language"] = name,
            ["provider"] = NoticeView.Provider(provider),
            ["panel"] = Link.Web(panel.AbsoluteUri),
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
            ["trouble"] = Enum.GetValues<ObjectionTrouble>().ToDictionary(each => JsonName(each), each => (object?)(each == trouble)),
            ["pay"] = pay,
            ["confirmation"] = confirmation,
            ["receipt"] = receipt is null ? null : Receipt(receipt, wording),
        });

    private static Dictionary<string, object?> Receipt(ObjectionReceipt receipt, Wording wording) => new()
    {
        ["on"] = wording.Say(DateOnly.FromDateTime(receipt.At.DateTime)),
        ["time"] = receipt.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        ["zone"] = receipt.At.ToString("'UTC'zzz", CultureInfo.InvariantCulture),
        ["entry"] = receipt.Entry.ToString(CultureInfo.InvariantCulture),
        ["hash"] = receipt.Hash[..16],
        ["added"] = receipt.Added,
    };

    private static string JsonName(ObjectionTrouble trouble) => trouble.ToString().ToLowerInvariant();
}
