using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Objecting;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>The form by which a client objects: a text, read again before it counts.</summary>
/// <param name="desk">What takes it.</param>
/// <param name="pages">Its texts.</param>
/// <param name="links">The notice whose link was followed.</param>
/// <param name="invoice">What is objected to.</param>
/// <param name="pay">Where to pay instead; empty for nowhere.</param>
internal sealed class ObjectionPage(ObjectionDesk desk, ObjectionPages pages, NoticeLinks links, ObjectedInvoice invoice, string pay) : IVisitorsForm
{
    private const string Text = "said";

    public static FormPage Of(WebParts parts, NeutralPage neutral, ObjectionDesk desk, TemplateSet templates)
    {
        ObjectionPages pages = new(templates, parts.Provider, parts.Panel);
        return new FormPage(parts, neutral, Confirmations.OfObjections, everything: false, async (visit, cancel) =>
            new ObjectionPage(desk, pages, visit.Links, await desk.ReadAsync(visit.Links.Client, visit.Links.Invoice!.Value, cancel), parts.PayToken(visit.Links)));
    }

    public string Language(IEnumerable<string> asked) => pages.Language(invoice, asked);

    public string Said(FormFields sent) => ObjectionText.Of(sent[Text]);

    public string Asked(FormFields sent) => Said(sent);

    public FormTrouble Judge(FormFields sent) => Said(sent) switch
    {
        { Length: > ObjectionText.Most } => FormTrouble.Long,
        { } said => ObjectionText.SaysSomething(said) ? FormTrouble.None : FormTrouble.Empty,
    };

    public string Write(string language, FormFields sent, FormTrouble trouble) => pages.Write(invoice, language, Said(sent), trouble, pay);

    public string Ask(string language, FormFields sent, FormTrouble trouble, string confirmation) => pages.Ask(invoice, language, Said(sent), trouble, confirmation);

    public async Task<string?> TakeAsync(string language, FormFields sent, Hit hit, IReadOnlyList<string> marks, CancellationToken cancel) =>
        pages.Thank(invoice, language, Said(sent), await desk.TakeAsync(links, hit, marks, Said(sent), sent.Confirmation, cancel));
}
