using System.Globalization;
using System.Text.Json;
using Billing.Core.Decisions;
using Billing.Core.Policy;
using Billing.Engine.Panel;

namespace Billing.Engine.Channels;

/// <summary>The names of the further values that the shipped templates know. Others may be given too; a template of one's own can use them.</summary>
public static class NoticeValues
{
    /// <summary>The cycle a service had: <c>Monthly</c>.</summary>
    public const string From = "from";
    /// <summary>The cycle it gets.</summary>
    public const string To = "to";
    /// <summary>The price of the new period: <c>1500.00</c>, in the client's currency.</summary>
    public const string Amount = "amount";
    /// <summary>The day from which it holds: <c>2026-08-03</c>.</summary>
    public const string On = "on";
    /// <summary>The fee of a recovery: <c>15000.00</c>.</summary>
    public const string RecoveryFee = "recoveryFee";
    /// <summary>The last day on which a recovery is possible.</summary>
    public const string RecoveryUntil = "recoveryUntil";
    /// <summary>The late fee that was raised: <c>500.00</c>.</summary>
    public const string LateFee = "lateFee";
    /// <summary>The day on which it is due.</summary>
    public const string LateFeeDue = "lateFeeDue";
    /// <summary>The last day on which the client could pay, if it promised to now; empty when it may not.</summary>
    public const string PromiseUntil = "promiseUntil";
    /// <summary>Where to pay, if not where the invoice says: a link whose use is recorded.</summary>
    public const string PayLink = "payLink";
    /// <summary>Where to object, if not at the provider's contact.</summary>
    public const string ObjectLink = "objectLink";
    /// <summary>What a mail program loads when the message is opened; empty for none.</summary>
    public const string OpenLink = "openLink";

    /// <summary>Where to promise to pay later; empty where the client may not.</summary>
    public const string PromiseLink = "promiseLink";
    /// <summary>Where to ask for what was terminated back; empty where there is no such page.</summary>
    public const string RecoverLink = "recoverLink";

    internal static readonly IReadOnlyList<string> All = [From, To, Amount, On, RecoveryFee, RecoveryUntil, LateFee, LateFeeDue, PromiseUntil, PayLink, ObjectLink, OpenLink, PromiseLink, RecoverLink];
}

/// <summary>A notice as templates see it: names and texts in the client's language, nothing to reckon with.</summary>
internal static class NoticeView
{
    /// <summary>The policy's acts, by the names they have in <c>dates</c> and <c>counted</c>.</summary>
    private static readonly (string Name, string Word)[] Acts =
        [.. Enum.GetValues<StageAct>().Where(act => act != StageAct.Invoice).Select(act => (JsonNamingPolicy.CamelCase.ConvertName(act.ToString()), Outlook.Word(act)))];

    public static Dictionary<string, object?> Of(Notice notice, string language, Wording wording, ProviderOptions provider) => new()
    {
        ["language"] = language,
        ["notice"] = new Dictionary<string, object?> { ["name"] = notice.Name, ["key"] = notice.Key },
        ["client"] = new Dictionary<string, object?> { ["name"] = PlainText.Of(notice.Client.Name), ["id"] = Digits(notice.Client.Id) },
        ["provider"] = Provider(provider),
        ["services"] = notice.Services.Select(service => PlainText.Of(service)).ToList(),
        ["oneService"] = notice.Services.Count == 1,
        ["invoice"] = notice.Invoice is { } sheet ? Invoice(sheet, wording) : null,
        ["next"] = Next(notice, wording),
        ["dates"] = Acts.ToDictionary(act => act.Name, object? (act) => notice.Next.Where(next => next.Act == act.Word).Select(next => wording.Say(next.On)).FirstOrDefault("")),
        ["counted"] = Acts.ToDictionary(act => act.Name, object? (act) => Counted(notice, act.Word, wording)),
        ["links"] = Links(notice, provider),
        ["values"] = Values(notice, wording),
    };

    public static Dictionary<string, object?> Provider(ProviderOptions provider) => new()
    {
        ["name"] = PlainText.Of(provider.Name),
        ["address"] = PlainText.Of(provider.Address),
        ["website"] = Link.Web(provider.Website),
        ["email"] = PlainText.Of(provider.Email),
    };

    public static Dictionary<string, object?> Invoice(InvoiceSheet sheet, Wording wording) => new()
    {
        ["number"] = sheet.Number.Length > 0 ? PlainText.Of(sheet.Number) : Digits(sheet.Id),
        ["date"] = wording.Say(sheet.Date),
        ["due"] = wording.Say(sheet.Due),
        ["total"] = wording.Say(sheet.Total, sheet.Currency),
        ["balance"] = wording.Say(sheet.Balance, sheet.Currency),
        ["partPaid"] = sheet.Balance != sheet.Total,
        ["currency"] = sheet.Currency,
        ["method"] = PlainText.Of(sheet.PaymentMethod),
        ["lines"] = sheet.Lines.Select(line => new Dictionary<string, object?>
        {
            ["text"] = PlainText.Of(line.Text, newLine: " · "),
            ["amount"] = wording.Say(line.Amount, sheet.Currency),
        }).ToList(),
    };

    /// <summary>What falls on one day is one sentence.</summary>
    private static List<Dictionary<string, object?>> Next(Notice notice, Wording wording) =>
        [.. notice.Next.GroupBy(next => next.On).OrderBy(day => day.Key).Select(day => new Dictionary<string, object?>
        {
            ["on"] = wording.Say(day.Key),
            ["counted"] = day.Select(next => Counted(notice, next.Act, wording)).Distinct().ToList() is [{ } counted] ? counted : "",
            ["what"] = wording.Join([.. day.Select(next => wording.SayAct(next.Act, notice.Services.Count)).Distinct()]),
        })];

    private static string Counted(Notice notice, string act, Wording wording) => notice.Counted.TryGetValue(act, out Moment counted) ? wording.Say(counted) : "";

    private static Dictionary<string, object?> Links(Notice notice, ProviderOptions provider) => new()
    {
        ["pay"] = Link.Web(notice.Values.GetValueOrDefault(NoticeValues.PayLink) ?? notice.Invoice?.PayLink ?? ""),
        ["object"] = Link.Web(notice.Values.GetValueOrDefault(NoticeValues.ObjectLink) ?? provider.Contact),
        ["promise"] = Link.Web(notice.Values.GetValueOrDefault(NoticeValues.PromiseLink) ?? ""),
        ["recover"] = Link.Web(notice.Values.GetValueOrDefault(NoticeValues.RecoverLink) ?? ""),
        ["opened"] = Link.Web(notice.Values.GetValueOrDefault(NoticeValues.OpenLink) ?? ""),
    };

    private static Dictionary<string, object?> Values(Notice notice, Wording wording)
    {
        Dictionary<string, object?> values = NoticeValues.All.ToDictionary(name => name, object? (_) => "");
        foreach ((string name, string value) in notice.Values) values[name] = PlainText.Of(wording.Say(value, notice.Client.Currency));
        return values;
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
