using System.Text.Json;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Panel;

namespace Billing.Engine.Channels;

/// <summary>A notice in words.</summary>
/// <param name="Language">The language it came out in.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The page; every value in it is encoded.</param>
public sealed record RenderedNotice(string Language, string Subject, string Text, string Html);

/// <summary>
/// The texts of all notices in all languages, read once. A language is a folder: its templates and its <c>wording.json</c>. Nothing here fails
/// at the start; <see cref="Check"/> says what is wrong, rendering what cannot be rendered throws <see cref="TemplateException"/>.
/// </summary>
public sealed class TemplateSet
{
    /// <summary>The notice whose text stands in for one without its own, such as a further reminder in the policy.</summary>
    public const string Generic = "reminder";

    /// <summary>A folder beside the languages that shows what the texts look like.</summary>
    private const string Pictures = "pictures";

    private readonly Dictionary<string, LanguageTemplates> languages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Problem> unreadable = [];
    private readonly string defaultLanguage;
    private readonly ProviderOptions provider;

    private TemplateSet(string defaultLanguage, ProviderOptions provider) => (this.defaultLanguage, this.provider) = (defaultLanguage, provider);

    /// <summary>The languages that can be used, in the order of their names.</summary>
    public IReadOnlyList<string> Languages => [.. languages.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The language of whoever says none.</summary>
    public string DefaultLanguage => defaultLanguage;

    /// <summary>Reads all templates below a folder.</summary>
    public static TemplateSet Load(string folder, string defaultLanguage, ProviderOptions provider)
    {
        TemplateSet set = new(defaultLanguage, provider);
        if (!Directory.Exists(folder))
        {
            set.unreadable.Add(new(folder, "", "there is no such folder of templates", "Name the one that was shipped"));
            return set;
        }
        foreach (string language in Directory.EnumerateDirectories(folder).Where(each => Path.GetFileName(each) != Pictures).Order(StringComparer.Ordinal)) set.Read(folder, language);
        return set;
    }

    /// <summary>Reads the templates that the configuration names.</summary>
    public static TemplateSet Load(ChannelOptions options) => Load(options.Templates, options.DefaultLanguage, options.Provider);

    /// <summary>The notice in the client's language.</summary>
    /// <exception cref="TemplateException">It cannot be rendered; the message is for the admin.</exception>
    public RenderedNotice Render(Notice notice) => Render(notice, LanguageOf(notice.Client));

    /// <summary>The notice in that language, or in the default one where that language does not have it.</summary>
    /// <exception cref="TemplateException">It cannot be rendered; the message is for the admin.</exception>
    public RenderedNotice Render(Notice notice, string language)
    {
        (LanguageTemplates templates, string name) = Find(notice.Name, language);
        return Render(notice, templates, name);
    }

    /// <summary>The notice in one line, as it stands in the panel's log beside the client.</summary>
    /// <exception cref="TemplateException">It cannot be rendered; the message is for the admin.</exception>
    public string RenderPanel(Notice notice, string? language = null)
    {
        (LanguageTemplates templates, string name) = Find(notice.Name, language ?? LanguageOf(notice.Client));
        return PanelLine(notice, templates, name);
    }

    /// <summary>What the panel calls that language; its own name where that is not known.</summary>
    public string PanelNameOf(string language) => In(language)?.Wording.PanelNames is [{ } name, ..] ? name : language;

    /// <summary>Whether some language has a text of its own for that notice.</summary>
    public bool Knows(string notice) => languages.Values.Any(known => known.Has(notice));

    /// <summary>The language in which a client is told: what it chose in the panel, else that of its country, else the default.</summary>
    public string LanguageOf(Client client) => KnownLanguageOf(client) ?? defaultLanguage;

    /// <summary>What is wrong with the templates of these notices, found by rendering each with samples, in these languages (all there are when none is named).</summary>
    public IReadOnlyList<Problem> Check(IEnumerable<string> noticeNames, IEnumerable<string>? languages = null) =>
        TemplateCheck.Of(this, [.. unreadable], [.. noticeNames], defaultLanguage, languages is null ? [.. Languages, defaultLanguage] : [.. languages]);

    /// <summary>The language of a client of whom the panel says one, or its country; else null.</summary>
    internal string? KnownLanguageOf(Client client)
    {
        if (client.Language.Length > 0 && languages.Values.FirstOrDefault(known => known.Wording.IsCalled(client.Language)) is { } chosen) return chosen.Language;
        return languages.Values.FirstOrDefault(known => known.Wording.Countries.Contains(client.Country, StringComparer.OrdinalIgnoreCase))?.Language;
    }

    /// <summary>One of our own pages in that language, or in the default one where that language has none.</summary>
    /// <exception cref="TemplateException">It cannot be rendered.</exception>
    internal string RenderPage(string page, string language, Func<string, Wording, IReadOnlyDictionary<string, object?>> view)
    {
        LanguageTemplates templates = new[] { In(language), In(defaultLanguage) }.FirstOrDefault(known => known?.HasPage(page) == true)
            ?? throw new TemplateException(new($"{language}/{LanguageTemplates.FileOf(page)}", "", "this page is missing", "Put it back from the shipped templates"));
        return templates.RenderPage(page, view(templates.Language, templates.Wording));
    }

    /// <summary>The languages in which a client may be told, the best one first: its own, then the default.</summary>
    internal IEnumerable<LanguageTemplates> InOrder(Client client) =>
        new[] { In(LanguageOf(client)), In(defaultLanguage) }.OfType<LanguageTemplates>().Distinct();

    internal Dictionary<string, object?> View(Notice notice, LanguageTemplates templates) => NoticeView.Of(notice, templates.Language, templates.Wording, provider);

    internal LanguageTemplates? In(string language) => languages.GetValueOrDefault(language);

    internal RenderedNotice Render(Notice notice, LanguageTemplates templates, string name) =>
        templates.Render(name, View(notice, templates));

    /// <summary>Known by its beginning as ours; then comes the policy's word, so that the log can be searched for it in whatever language the client is told.</summary>
    internal string PanelLine(Notice notice, LanguageTemplates templates, string name) => $"{OwnLines.Start}{notice.Name}: {templates.RenderPanel(name, View(notice, templates))}";

    /// <summary>The right text comes before the right language: a termination is told in the default language rather than as a reminder.</summary>
    private (LanguageTemplates, string) Find(string notice, string language)
    {
        LanguageTemplates?[] inOrder = [In(language), In(defaultLanguage)];
        foreach (string name in new[] { notice, Generic })
            foreach (LanguageTemplates? templates in inOrder)
                if (templates?.Has(name) == true) return (templates, name);
        throw new TemplateException(unreadable.FirstOrDefault() ?? new($"{defaultLanguage}/{notice}.txt", "", "there is no text for this notice", $"Write it, or put back {Generic}.txt"));
    }

    private void Read(string root, string folder)
    {
        string language = Path.GetFileName(folder);
        try
        {
            Dictionary<string, string> files = [];
            foreach (string shared in Directory.EnumerateFiles(root, "layout.*").Concat(Directory.EnumerateFiles(root, LanguageTemplates.PageLayout))) files[Path.GetFileName(shared)] = File.ReadAllText(shared);
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllText(file);
            if (!files.TryGetValue("wording.json", out string? wording))
                unreadable.Add(new($"{language}/wording.json", "", "this file is missing", "Copy that of another language and translate it"));
            else
                languages[language] = new(language, Wording.Parse(wording), files);
        }
        catch (JsonException wrong)
        {
            unreadable.Add(new($"{language}/wording.json", wrong.Path ?? "$", PlainText.Line(wrong.Message, 200).TrimEnd('.'), "Compare it with that of another language"));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            unreadable.Add(new(folder, "", wrong.Message.TrimEnd('.'), "Let the service's user read it"));
        }
    }
}
