using System.Globalization;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Panel;

namespace Billing.Engine.Recovering;

/// <summary>The pages by which a client asks for something terminated back, in words: templates beside those of the notices.</summary>
/// <param name="templates">Their texts.</param>
/// <param name="provider">In whose name they speak.</param>
/// <param name="panel">The panel's front page.</param>
public sealed class RecoveryPages(TemplateSet templates, ProviderOptions provider, Uri panel)
{
    private const string Form = "recover", Confirm = "recover-confirm", Taken = "recover-taken", Mark = ClientPages.Mark;

    private readonly ClientPages pages = new(templates, provider, panel);

    /// <summary>The language in which to speak: the client's, else one that is asked for.</summary>
    public string Language(RecoverableServices services, IEnumerable<string> asked) => pages.Language(services.Client, asked);

    /// <summary>The page that shows every service with how far its recovery has come, and a button at what is offered.</summary>
    public string Write(RecoverableServices services, string language, FormTrouble trouble) => Render(Form, services, null, language, trouble);

    /// <summary>The page that asks whether it is meant.</summary>
    public string Ask(RecoverableServices services, RecoverableService wanted, string language, FormTrouble trouble, string confirmation) => Render(Confirm, services, wanted, language, trouble, confirmation);

    /// <summary>The page that says what follows, with the receipt.</summary>
    public string Thank(RecoverableServices services, RecoverableService wanted, string language, Receipt receipt) => Render(Taken, services, wanted, language, FormTrouble.None, receipt: receipt);

    /// <summary>What is wrong with the texts of the pages in that language, found by rendering each with samples.</summary>
    public IReadOnlyList<Problem> Check(string language)
    {
        DateOnly day = new(2026, 8, 3);
        InvoiceSheet sheet = new(100, "2026-100 " + Mark, day, day, 15000m, 12000.5m, "ARS", "Card", "https://panel.example.com/pay", []);
        Client client = new() { Id = 7, Name = "Ana " + Mark, Email = "ana@example.com", Currency = "ARS" };
        RecoverableService[] each = [.. Enum.GetValues<RecoveryStage>().Select(stage =>
            new RecoverableService(new RecoveryOffer(new Target(TargetKind.Service, 10), stage, day, 15000m, day, 200, FeePaid: false, []), "example.com " + Mark, [sheet, sheet with { PayLink = "" }]))];
        RecoverableServices services = new(client, each), none = new(client, []);
        return ClientPages.Check(language,
        [
            (Form, () => Write(services, language, FormTrouble.Refused)), (Form, () => Write(none, language, FormTrouble.None)),
            (Confirm, () => Ask(services, each[0], language, FormTrouble.Stale, Mark)), (Taken, () => Thank(services, each[0], language, ClientPages.SampleReceipt)),
        ]);
    }

    private string Render(string page, RecoverableServices services, RecoverableService? wanted, string language, FormTrouble trouble, string confirmation = "", Receipt? receipt = null) =>
        pages.Render(page, language, trouble, wording => new Dictionary<string, object?>
        {
            ["services"] = services.Services.Select(service => View(service, services.Client, wording)).ToList(),
            ["one"] = services.Services.Count == 1,
            ["wanted"] = wanted is null ? null : View(wanted, services.Client, wording),
            ["confirmation"] = confirmation,
            ["receipt"] = receipt is null ? null : ClientPages.Of(receipt, wording),
        });

    private static Dictionary<string, object?> View(RecoverableService service, Client client, Wording wording) => new()
    {
        ["name"] = PlainText.Of(service.Name),
        ["target"] = $"{service.Offer.Target}",
        ["stage"] = Enum.GetValues<RecoveryStage>().ToDictionary(each => char.ToLowerInvariant($"{each}"[0]) + $"{each}"[1..], each => (object?)(each == service.Offer.Stage)),
        ["until"] = service.Offer.Until is { } until ? wording.Say(until) : "",
        ["asked"] = service.Offer.Asked is { } asked ? wording.Say(asked) : "",
        ["fee"] = service.Offer.Fee is { } fee ? wording.Say(fee, client.Currency) : "",
        ["sum"] = service.Offer.Fee?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["toPay"] = service.ToPay.Select(sheet => new Dictionary<string, object?>
        {
            ["fee"] = sheet.Id == service.Offer.FeeInvoice,
            ["number"] = sheet.Number.Length > 0 ? PlainText.Of(sheet.Number) : sheet.Id.ToString(CultureInfo.InvariantCulture),
            ["balance"] = wording.Say(sheet.Balance, sheet.Currency),
            ["pay"] = Link.Web(sheet.PayLink),
        }).ToList(),
    };
}
