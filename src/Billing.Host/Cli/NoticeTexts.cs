using Billing.Engine.Channels;

namespace Billing.Host.Cli;

/// <summary>One text of a notice.</summary>
/// <param name="Ending">How its file ends, after the notice's name.</param>
/// <param name="Text">What is in it.</param>
internal sealed record NoticeText(string Ending, string Text);

/// <summary>A notice as a channel says it.</summary>
/// <param name="Subject">Its subject; empty where there is none.</param>
/// <param name="Texts">Its texts, the plain one first.</param>
internal sealed record NoticeTexts(string Subject, IReadOnlyList<NoticeText> Texts)
{
    /// <summary>How each channel says a notice in a language. A further channel is a further line.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Parts, Notice, string, NoticeTexts>> ByChannel = new Dictionary<string, Func<Parts, Notice, string, NoticeTexts>>
    {
        ["email"] = Email,
        ["panel"] = (parts, notice, language) => new("", [new(".panel.txt", parts.Templates.RenderPanel(notice, language) + "\n")]),
    };

    private static NoticeTexts Email(Parts parts, Notice notice, string language)
    {
        RenderedNotice rendered = parts.Templates.Render(notice, language);
        return new(rendered.Subject, [new(".txt", rendered.Text), new(".html", rendered.Html)]);
    }
}
