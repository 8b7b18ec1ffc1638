using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Panel;

namespace Billing.Engine.Channels;

/// <summary>Tries every text on samples before a client sees it.</summary>
internal static class TemplateCheck
{
    /// <summary>Stands in every sample value; it may only come out encoded.</summary>
    private const string Mark = "<i>&";
    private static readonly string[] Acts = [.. Enum.GetValues<StageAct>().Where(act => act != StageAct.Invoice).Select(Outlook.Word)];

    public static IReadOnlyList<Problem> Of(TemplateSet set, List<Problem> problems, IReadOnlyList<string> notices, string byDefault, IReadOnlyList<string> languages)
    {
        foreach (string language in languages.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (set.In(language) is not { } templates)
            {
                if (!problems.Exists(problem => problem.File.StartsWith(language + "/", StringComparison.OrdinalIgnoreCase)))
                    problems.Add(new(language, "", "there are no templates in this language", $"Make a folder {language} beside the other languages, or choose {string.Join(" or ", set.Languages)}"));
                continue;
            }
            problems.AddRange(Words(templates));
            problems.AddRange(templates.Files.Where(file => file.Value.Contains("{{{", StringComparison.Ordinal)).Select(file =>
                new Problem($"{language}/{file.Key}", "{{{", "a value would get into the page unencoded", "Write two braces instead of three")));
            foreach (string notice in notices.Append(TemplateSet.Generic).Distinct(StringComparer.Ordinal)) problems.AddRange(Text(set, templates, notice, set.In(byDefault)));
        }
        return [.. problems.Distinct()];
    }

    private static IEnumerable<Problem> Words(LanguageTemplates templates) => Acts
        .Where(act => !templates.Wording.Acts.ContainsKey(act))
        .Select(act => new Problem($"{templates.Language}/wording.json", $"$.acts.{act}", "this act has no words", "Say what happens: for one service, for several"));

    private static IEnumerable<Problem> Text(TemplateSet set, LanguageTemplates templates, string notice, LanguageTemplates? byDefault)
    {
        IReadOnlyList<string> files = LanguageTemplates.FilesOf(notice);
        List<string> missing = [.. files.Where(file => !templates.Files.ContainsKey(file))];
        bool standsIn = missing.Count == files.Count && notice != TemplateSet.Generic;
        if (standsIn && notice.StartsWith(TemplateSet.Generic + "-", StringComparison.Ordinal)) yield break;
        if (standsIn && byDefault is not null && byDefault != templates && byDefault.Has(notice)) yield break;   // it is told in the default language
        foreach (string file in missing)
            yield return new($"{templates.Language}/{file}", "", $"the notice {notice} has no such text", standsIn ? "Write it; until then it is told as a mere reminder" : "Write it");
        if (missing.Count > 0) yield break;
        foreach (Notice sample in Samples(notice))
            if (Try(set, templates, sample) is { } problem) yield return problem;
    }

    private static Problem? Try(TemplateSet set, LanguageTemplates templates, Notice sample)
    {
        try
        {
            RenderedNotice rendered = set.Render(sample, templates, sample.Name);
            string file = $"{templates.Language}/{sample.Name}";
            if (rendered.Html.Contains(Mark, StringComparison.Ordinal)) return new($"{file}.html", "", "a value gets into the page unencoded", "Use {{name}} only, and no helper that writes raw text");
            if (rendered.Subject.Length == 0) return new($"{file}.subject.txt", "", "the subject comes out empty", "Say in one line what it is about");
            return Empty(set, templates, sample, [.. LanguageTemplates.FilesOf(sample.Name), LanguageTemplates.PanelFileOf(sample.Name)]);
        }
        catch (TemplateException wrong) { return wrong.Problem; }
    }

    /// <summary>What may be empty must not stand in a text as if it never were: <c>Pay at {{links.pay}}</c> of an invoice without such a link.</summary>
    private static Problem? Empty(TemplateSet set, LanguageTemplates templates, Notice sample, IReadOnlyList<string> files)
    {
        Dictionary<string, object?> view = Hollow.In(set.View(sample, templates));
        RenderedNotice rendered = templates.Render(sample.Name, view);
        string[] texts = [rendered.Subject, rendered.Text, rendered.Html, templates.RenderPanel(sample.Name, view)];
        for (int text = 0; text < texts.Length; text++)
            if (Hollow.NameIn(texts[text]) is { } name)
                return new($"{templates.Language}/{templates.Mentioning(files[text], name)}", name, "this may be empty, and then nothing stands there", $"Put what it belongs to between {{{{#if {name}}}}} and {{{{/if}}}}");
        return null;
    }

    /// <summary>One with everything, one with only what every notice has.</summary>
    public static IEnumerable<Notice> Samples(string notice)
    {
        DateOnly due = new(2026, 8, 3);
        Client client = new() { Id = 7, Name = "Ana " + Mark, Email = "ana@example.com", Currency = "ARS" };
        InvoiceSheet sheet = new(100, "2026-100 " + Mark, due.AddDays(-15), due, 15000m, 12000.5m, "ARS", "Card " + Mark, "https://panel.example.com/pay?a=1&b=2", [new("Hosting " + Mark, 15000m)]);
        yield return new($"check/{notice}", notice, client, sheet, ["example.com " + Mark, "example.org"], [.. Acts.Select((act, day) => (act, due.AddDays(day)))],
            NoticeValues.All.ToDictionary(name => name, name => name.EndsWith("Link", StringComparison.Ordinal) ? "https://panel.example.com/x" : "2026-08-03"));
        yield return new($"check/{notice}", notice, client, null, [], [], new Dictionary<string, string>());
        yield return new($"check/{notice}", notice, client with { Name = "" }, sheet with { Balance = sheet.Total, PayLink = "", PaymentMethod = "", Lines = [] }, ["example.com"], [], new Dictionary<string, string>());
    }
}
