using System.Globalization;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Recovering;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>The form by which a client asks for something terminated back: a button at each service that is offered, and its fee.</summary>
/// <param name="desk">What takes it.</param>
/// <param name="pages">Its texts.</param>
/// <param name="links">The notice whose link was followed.</param>
/// <param name="services">What was terminated for its invoice, or everything where it is about none.</param>
internal sealed class RecoveryPage(RecoveryDesk desk, RecoveryPages pages, NoticeLinks links, RecoverableServices services) : IVisitorsForm
{
    private const string Service = "service", Fee = "fee";

    public static FormPage Of(WebParts parts, NeutralPage neutral, RecoveryDesk desk, TemplateSet templates)
    {
        RecoveryPages pages = new(templates, parts.Provider, parts.Panel);
        return new FormPage(parts, neutral, Confirmations.OfRecoveries, everything: true, async (visit, cancel) =>
            await desk.ReadAsync(visit.Links.Client, visit.Links.Invoice, cancel) is { } services ? new RecoveryPage(desk, pages, visit.Links, services) : null);
    }

    public string Language(IEnumerable<string> asked) => pages.Language(services, asked);

    public string Said(FormFields sent) => $"{sent[Service]} {sent[Fee]}";

    public string Asked(FormFields sent) => Wanted(sent) is { Offer: { } offer } ? $"{offer.Target} {offer.Fee?.ToString(CultureInfo.InvariantCulture)}" : "";

    /// <summary>What is not offered now is said on the page; who confirmed it before may still get the receipt.</summary>
    public FormTrouble Judge(FormFields sent) =>
        Wanted(sent) is { } wanted && (wanted.Offer.Stage == RecoveryStage.Offered || sent.Confirmation.Length > 0) ? FormTrouble.None : FormTrouble.Empty;

    public string Write(string language, FormFields sent, FormTrouble trouble) => pages.Write(services, language, trouble);

    public string Ask(string language, FormFields sent, FormTrouble trouble, string confirmation) =>
        Wanted(sent) is { Offer.Stage: RecoveryStage.Offered } wanted ? pages.Ask(services, wanted, language, trouble, confirmation) : Write(language, sent, trouble);

    public async Task<string?> TakeAsync(string language, FormFields sent, Hit hit, IReadOnlyList<string> marks, CancellationToken cancel)
    {
        if (Wanted(sent) is not { } wanted || !decimal.TryParse(sent[Fee], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal fee)) return null;
        return await desk.TakeAsync(links, hit, marks, (wanted.Offer.Target, fee), sent.Confirmation, cancel) is { } receipt ? pages.Thank(services, wanted, language, receipt) : null;
    }

    private RecoverableService? Wanted(FormFields sent) => Target.TryParse(sent[Service], out Target target) ? services.Services.FirstOrDefault(service => service.Offer.Target == target) : null;
}
