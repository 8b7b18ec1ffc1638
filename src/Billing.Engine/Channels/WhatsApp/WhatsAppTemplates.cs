using System.Text.Json;
using Billing.Core.Policy;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>
/// The notices as WhatsApp sends them: the files <c>NOTICE.whatsapp.json</c> beside the other templates, filled in by the same engine with the same names, and
/// three more: <c>serviceList</c>, <c>nextLine</c>, <c>links.paySuffix</c>.
/// </summary>
internal sealed class WhatsAppTemplates(TemplateSet set, WhatsAppOptions options)
{
    private const int LongestParameter = 400, ShortestCut = 30;

    /// <summary>What Meta takes for no text.</summary>
    private const string Nothing = "-";

    /// <summary>The notice as every template that could say it, the best first: the client's language with its varieties, then the default one.</summary>
    /// <exception cref="TemplateException">None can; the message is for the admin.</exception>
    public IReadOnlyList<WhatsAppMessage> Compose(Notice notice)
    {
        List<WhatsAppMessage> messages = [];
        foreach (string name in new[] { notice.Name, TemplateSet.Generic })
            foreach (LanguageTemplates templates in set.InOrder(notice.Client))
                if (messages.Count == 0 || name == notice.Name) messages.AddRange(Compose(notice, templates, name));
        if (messages.Count > 0) return messages;
        string file = TemplateText.FileOf(notice.Name);
        throw new TemplateException(new(file, "", $"no language has a WhatsApp template for the notice {notice.Name}", $"Write {file} beside the other texts of the notice, or take whatsapp out of its channels in the policy"));
    }

    /// <summary>What is wrong with the templates of these notices in these languages, found by filling each in with samples.</summary>
    public IReadOnlyList<Problem> Check(IEnumerable<string> notices, IEnumerable<string> languages)
    {
        List<Problem> problems = [];
        foreach (LanguageTemplates templates in languages.Distinct(StringComparer.OrdinalIgnoreCase).Select(set.In).OfType<LanguageTemplates>())
            foreach (string notice in notices.Distinct(StringComparer.Ordinal)) problems.AddRange(Check(templates, notice));
        return [.. problems.Distinct()];
    }

    private Problem[] Check(LanguageTemplates templates, string notice)
    {
        string name = templates.Files.ContainsKey(TemplateText.FileOf(notice)) || !notice.StartsWith(TemplateSet.Generic + "-", StringComparison.Ordinal) ? notice : TemplateSet.Generic;
        string file = $"{templates.Language}/{TemplateText.FileOf(name)}";
        if (!templates.Files.ContainsKey(TemplateText.FileOf(name)))
            return [new(file, "", $"the notice {notice} goes out by WhatsApp and has no such template", "Write it, or take whatsapp out of the notice's channels in the policy")];
        try
        {
            if (Read(templates, name) is not { } text) return [];
            Problem[] wrong = [.. text.Check(file, options.HeaderPdf)];
            return wrong.Length > 0 ? wrong : [.. TemplateCheck.Samples(notice).Where(sample => sample.Invoice is not null || text.Button is null).Select(sample => Try(templates, text, name, sample)).OfType<Problem>()];
        }
        catch (TemplateException unreadable) { return [unreadable.Problem]; }
    }

    private Problem? Try(LanguageTemplates templates, TemplateText text, string name, Notice sample)
    {
        try
        {
            // The sample's pay link is the panel's; what counts here is that there is one.
            Notice linked = sample with { Values = new Dictionary<string, string>(sample.Values, StringComparer.Ordinal) { [NoticeValues.PayLink] = options.PayLinks + "sample" } };
            WhatsAppMessage message = Fill(linked, templates, text, name, text.Languages[0]);
            return message.Text.Length > TemplateText.LongestBody
                ? new($"{templates.Language}/{TemplateText.FileOf(name)}", "$.text", $"filled in with long values it is longer than {TemplateText.LongestBody} characters", "Shorten it") : null;
        }
        catch (TemplateException wrong) { return wrong.Problem; }
    }

    private IEnumerable<WhatsAppMessage> Compose(Notice notice, LanguageTemplates templates, string name) =>
        Read(templates, name) is { } text ? text.Languages.Select(language => Fill(notice, templates, text, name, language)) : [];

    private static TemplateText? Read(LanguageTemplates templates, string name)
    {
        if (!templates.Files.TryGetValue(TemplateText.FileOf(name), out string? json)) return null;
        try { return TemplateText.Parse(json); }
        catch (JsonException wrong)
        {
            throw new TemplateException(new($"{templates.Language}/{TemplateText.FileOf(name)}", wrong.Path ?? "$", PlainText.Line(wrong.Message, 200).TrimEnd('.'), "Compare it with that of another notice"), wrong);
        }
    }

    private WhatsAppMessage Fill(Notice notice, LanguageTemplates templates, TemplateText text, string name, string language)
    {
        string file = TemplateText.FileOf(name);
        Dictionary<string, object?> view = View(notice, templates);
        List<string> parameters = [.. text.Body.Select(source => PlainText.Line(templates.Line(file, source, view), LongestParameter)).Select(line => line.Length == 0 ? Nothing : line)];
        Shorten(parameters, TemplateText.LongestBody - text.Fixed);
        string? button = text.Button is null ? null : PlainText.Line(templates.Line(file, text.Button, view), 2000);
        if (button is { Length: 0 })
            throw new TemplateException(new($"{templates.Language}/{file}", "$.button", $"the notice has no pay link that begins with {options.PayLinks}", "Write in channels.whatsapp.payLinks what pay links begin with, and register the button with it"));
        return new(text.Template, language, parameters, button, text.Header, text.Filled(parameters));
    }

    private Dictionary<string, object?> View(Notice notice, LanguageTemplates templates)
    {
        Dictionary<string, object?> view = set.View(notice, templates);
        string pay = ((Dictionary<string, object?>)view["links"]!)["pay"] as string ?? "";
        view["serviceList"] = templates.Wording.Join([.. notice.Services.Select(service => PlainText.Of(service))]);
        view["nextLine"] = string.Join("; ", ((List<Dictionary<string, object?>>)view["next"]!).Select(day => $"{day["on"]}: {day["what"]}"));
        view["links"] = new Dictionary<string, object?>((Dictionary<string, object?>)view["links"]!)
        {
            ["paySuffix"] = pay.Length > options.PayLinks.Length && pay.StartsWith(options.PayLinks, StringComparison.Ordinal) ? pay[options.PayLinks.Length..] : "",
        };
        return view;
    }

    /// <summary>Cuts the longest until all fit.</summary>
    private static void Shorten(List<string> parameters, int room)
    {
        while (parameters.Sum(parameter => parameter.Length) - room is > 0 and int over)
        {
            int longest = Enumerable.Range(0, parameters.Count).MaxBy(at => parameters[at].Length);
            int least = Math.Max(ShortestCut, parameters[longest].Length - over);
            if (least >= parameters[longest].Length) return;
            parameters[longest] = PlainText.Line(parameters[longest], least);
        }
    }
}
