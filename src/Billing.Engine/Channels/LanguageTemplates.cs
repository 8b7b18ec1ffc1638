using System.Text.RegularExpressions;
using Billing.Core.Policy;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace Billing.Engine.Channels;

/// <summary>A template that cannot be used. The message is one line with the file and what to write.</summary>
public sealed class TemplateException(Problem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    /// <summary>What is wrong and where.</summary>
    public Problem Problem { get; } = problem;
}

/// <summary>
/// The templates of one language, as read at the start. Two engines: one writes HTML and encodes every value, one writes plain text and encodes
/// none. A name that is unknown is an error, not an empty place in a letter.
/// </summary>
internal sealed partial class LanguageTemplates
{
    public const string Body = "{{> body}}", PageLayout = "page.html";
    private const int LongestPanelLine = 1000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> files;
    private readonly Dictionary<string, HandlebarsTemplate<object, object>> compiled = [];
    private readonly IHandlebars html;
    private readonly IHandlebars text;

    public LanguageTemplates(string language, Wording wording, IReadOnlyDictionary<string, string> files)
    {
        Language = language;
        Wording = wording;
        this.files = files.ToDictionary(file => file.Key, file => Flush(file.Value));
        html = Engine(".html", noEscape: false);
        text = Engine(".txt", noEscape: true);
    }

    public string Language { get; }

    public Wording Wording { get; }

    /// <summary>The files of the language and those all languages share, by path below the templates' folder of the language.</summary>
    public IReadOnlyDictionary<string, string> Files => files;

    public static IReadOnlyList<string> FilesOf(string notice) => [$"{notice}.subject.txt", $"{notice}.txt", $"{notice}.html"];

    /// <summary>Whether a notice has its own text here, in all three parts.</summary>
    public bool Has(string notice) => FilesOf(notice).All(files.ContainsKey);

    /// <summary>The file of one of our own pages.</summary>
    public static string FileOf(string page) => $"page-{page}.html";

    public bool HasPage(string page) => files.ContainsKey(FileOf(page));

    public string RenderPage(string page, IReadOnlyDictionary<string, object?> view) => Render(html, FileOf(page), Source(PageLayout), view);

    public RenderedNotice Render(string notice, IReadOnlyDictionary<string, object?> view)
    {
        string subject = Render(text, $"{notice}.subject.txt", Body, view);
        return new(Language, PlainText.Line(subject, 200),
            Tidy(Render(text, $"{notice}.txt", Source("layout.txt"), view)),
            Render(html, $"{notice}.html", Source("layout.html"), view));
    }

    /// <summary>One line of a file that holds several, such as a parameter of a message: plain text, with the same names.</summary>
    /// <param name="file">The file it stands in, for problems.</param>
    /// <param name="source">The line.</param>
    /// <param name="view">The names.</param>
    public string Line(string file, string source, IReadOnlyDictionary<string, object?> view)
    {
        try
        {
            lock (gate)
            {
                if (!compiled.TryGetValue(source, out HandlebarsTemplate<object, object>? template)) compiled[source] = template = text.Compile(source);
                return template(view);
            }
        }
        catch (Exception wrong) when (wrong is HandlebarsException or HandlebarsUndefinedBindingException or InvalidOperationException or ArgumentException or FormatException or InvalidCastException) { throw Explain(file, wrong); }
    }

    /// <summary>The file of a notice's line in the panel's log. It may be missing: then the subject stands there.</summary>
    public static string PanelFileOf(string notice) => $"{notice}.panel.txt";

    /// <summary>The notice in one line, for the panel's log.</summary>
    public string RenderPanel(string notice, IReadOnlyDictionary<string, object?> view)
    {
        string file = files.ContainsKey(PanelFileOf(notice)) ? PanelFileOf(notice) : $"{notice}.subject.txt";
        return PlainText.Line(Render(text, file, Body, view), LongestPanelLine);
    }

    private string Render(IHandlebars engine, string file, string layout, IReadOnlyDictionary<string, object?> view)
    {
        RefuseRaw(file);
        try
        {
            lock (gate)
            {
                if (!compiled.TryGetValue(file, out HandlebarsTemplate<object, object>? template))
                    compiled[file] = template = engine.Compile(layout.Replace(Body, "{{> " + Path.GetFileNameWithoutExtension(file) + "}}", StringComparison.Ordinal));
                return template(view);
            }
        }
        catch (HandlebarsException wrong) { throw Explain(file, wrong); }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or FormatException or InvalidCastException) { throw Explain(file, wrong); }
    }

    private IHandlebars Engine(string ending, bool noEscape) => Handlebars.Create(new HandlebarsConfiguration
    {
        NoEscape = noEscape,
        ThrowOnUnresolvedBindingExpression = true,
        PartialTemplateResolver = new Parts(this, ending),
    });

    private string Source(string file) => files.TryGetValue(file, out string? source)
        ? source
        : throw new TemplateException(new($"{Language}/{file}", "", "this template is missing", "Put it back from the shipped templates"));

    private void RefuseRaw(string file)
    {
        if (files.TryGetValue(file, out string? source) && source.Contains("{{{", StringComparison.Ordinal))
            throw new TemplateException(new($"{Language}/{file}", "{{{", "a value would get into the page unencoded", "Write two braces instead of three"));
    }

    /// <summary>Which file has that name in it: the notice's own, else a part of it or the layout.</summary>
    public string Mentioning(string file, string name) => files.TryGetValue(file, out string? own) && Mentions(own, name)
        ? file : files.Where(other => Shares(other.Key, file) && Mentions(other.Value, name)).Select(other => other.Key).FirstOrDefault(file);

    private TemplateException Explain(string file, Exception wrong)
    {
        Exception first = wrong.GetBaseException();
        if (first is TemplateException known) return known;
        if (Undefined().Match(first.Message) is not { Success: true, Groups: [_, { Value: string name }] })
            return new(new($"{Language}/{file}", "", PlainText.Line(first.Message, 200).TrimEnd('.', ':', ' '), "See README.md beside the templates"), wrong);
        string where = files.Where(other => Shares(other.Key, file) && Mentions(other.Value, name)).Select(other => other.Key).FirstOrDefault(file);
        return new(new($"{Language}/{where}", name, "there is no value of this name here", "Take one of the names in README.md beside the templates"), wrong);
    }

    /// <summary>Whether a file can have been at work when that file was rendered: itself, a part, the layout.</summary>
    private static bool Shares(string other, string file) =>
        Path.GetExtension(other) == Path.GetExtension(file) && (other == file || other.StartsWith("parts/", StringComparison.Ordinal) || other.StartsWith("layout.", StringComparison.Ordinal));

    private static bool Mentions(string source, string name) => Regex.IsMatch(source, @"\{\{[^}]*\b" + Regex.Escape(name) + @"\b[^}]*\}\}", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>
    /// Takes indentation away from lines that only call a part. Handlebars.Net 2.4.3 writes the values of an indented part unencoded.
    /// </summary>
    private static string Flush(string source) => IndentedPart().Replace(source.ReplaceLineEndings("\n"), "");

    private static string Tidy(string text) => ManyEmptyLines().Replace(text.Trim(), "\n\n") + "\n";

    [GeneratedRegex(@"^[ \t]+(?=\{\{\s*>)", RegexOptions.Multiline)]
    private static partial Regex IndentedPart();

    [GeneratedRegex(@"^(\S+) is undefined$")]
    private static partial Regex Undefined();

    [GeneratedRegex(@"\n([ \t]*\n){2,}")]
    private static partial Regex ManyEmptyLines();

    /// <summary>Finds a part when it is first called: <c>parts/pay.html</c>, or a notice's own body.</summary>
    private sealed class Parts(LanguageTemplates of, string ending) : IPartialTemplateResolver
    {
        public bool TryRegisterPartial(IHandlebars env, string? partialName, string? templatePath)
        {
            if (partialName is null || new[] { $"parts/{partialName}{ending}", $"{partialName}{ending}" }.FirstOrDefault(of.files.ContainsKey) is not { } file) return false;
            of.RefuseRaw(file);
            env.RegisterTemplate(partialName, of.files[file]);
            return true;
        }
    }
}
