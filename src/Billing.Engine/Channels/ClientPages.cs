using System.Globalization;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Evidence;

namespace Billing.Engine.Channels;

/// <summary>Why what a visitor sent is not taken as it is.</summary>
public enum FormTrouble
{
    /// <summary>Nothing is wrong.</summary>
    None,
    /// <summary>It says nothing.</summary>
    Empty,
    /// <summary>It is too long.</summary>
    Long,
    /// <summary>The confirmation came too late, or was made for something else.</summary>
    Stale,
    /// <summary>It was sent by a program, or from another site.</summary>
    Refused,
}

/// <summary>The pages on which a client says something to us: templates beside those of the notices, in the client's language.</summary>
/// <param name="templates">Their texts.</param>
/// <param name="provider">In whose name they speak.</param>
/// <param name="panel">The panel's front page.</param>
public sealed class ClientPages(TemplateSet templates, ProviderOptions provider, Uri panel)
{
    /// <summary>Stands in samples wherever a value of somebody else would, and must not be seen in a page as it is.</summary>
    internal const string Mark = "<i>&";

    /// <summary>A receipt with such a value.</summary>
    internal static readonly Receipt SampleReceipt = new(DateTimeOffset.UnixEpoch, 1, Mark + new string('0', 64));

    /// <summary>The language in which to speak: the client's in the panel or of its country; else the first one that is asked for and there is; else the default.</summary>
    public string Language(Client? client, IEnumerable<string> asked) =>
        (client is not null ? templates.KnownLanguageOf(client) : null)
        ?? asked.Select(tag => templates.Languages.FirstOrDefault(known => string.Equals(known, tag, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(known => known is not null) ?? templates.DefaultLanguage;

    /// <summary>A page with these values, and those that every page has.</summary>
    /// <exception cref="TemplateException">It cannot be rendered.</exception>
    internal string Render(string page, string language, FormTrouble trouble, Func<Wording, Dictionary<string, object?>> values) => templates.RenderPage(page, language, (name, wording) => new Dictionary<string, object?>(values(wording))
    {
        ["language"] = name,
        ["provider"] = NoticeView.Provider(provider),
        ["panel"] = Link.Web(panel.AbsoluteUri),
        ["trouble"] = Enum.GetValues<FormTrouble>().ToDictionary(each => each.ToString().ToLowerInvariant(), each => (object?)(each == trouble)),
    });

    /// <summary>A receipt as a page shows it.</summary>
    internal static Dictionary<string, object?> Of(Receipt receipt, Wording wording) => new()
    {
        ["on"] = wording.Say(DateOnly.FromDateTime(receipt.At.DateTime)),
        ["time"] = receipt.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        ["zone"] = receipt.At.ToString("'UTC'zzz", CultureInfo.InvariantCulture),
        ["entry"] = receipt.Entry.ToString(CultureInfo.InvariantCulture),
        ["hash"] = receipt.Hash[..16],
        ["added"] = receipt.Added,
    };

    /// <summary>What comes on which day, one line a day.</summary>
    internal static List<Dictionary<string, object?>> Of(IEnumerable<(string Act, DateOnly On)> next, int services, Wording wording) =>
        [.. next.GroupBy(each => each.On).OrderBy(day => day.Key).Select(day => new Dictionary<string, object?>
        {
            ["on"] = wording.Say(day.Key),
            ["what"] = wording.Join([.. day.Select(each => wording.SayAct(each.Act, services)).Distinct()]),
        })];

    /// <summary>What is wrong with pages, found by rendering each with samples.</summary>
    internal static IReadOnlyList<Problem> Check(string language, IEnumerable<(string Page, Func<string> Render)> samples) =>
        [.. samples.SelectMany(sample => Try($"{language}/{LanguageTemplates.FileOf(sample.Page)}", sample.Render)).Distinct()];

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
}
