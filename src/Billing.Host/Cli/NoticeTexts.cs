using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Configuration;

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
        ["whatsapp"] = WhatsApp,
    };

    private static NoticeTexts Email(Parts parts, Notice notice, string language)
    {
        RenderedNotice rendered = parts.Templates.Render(notice, language);
        return new(rendered.Subject, [new(".txt", rendered.Text), new(".html", rendered.Html)]);
    }

    /// <exception cref="ConfigurationException">The channel is not set up: what its button leads to is configuration.</exception>
    private static NoticeTexts WhatsApp(Parts parts, Notice notice, string language)
    {
        if (parts.Configuration.Channels.WhatsApp is not { } options)
            throw new ConfigurationException($"{ConfigurationReader.FileName} $.channels.whatsapp: WhatsApp is not set up, so nothing would be sent there; add \"whatsapp\" to \"channels\".");
        Notice shown = notice with
        {
            Client = notice.Client with { Language = parts.Templates.PanelNameOf(language) },
            Values = notice.Invoice is null ? notice.Values : new Dictionary<string, string>(notice.Values) { [NoticeValues.PayLink] = options.PayLinks + "preview" },
        };
        WhatsAppMessage message = new WhatsAppTemplates(parts.Templates, options).Compose(shown)[0];
        string button = message.Button is { } suffix ? $"\n\n[{options.PayLinks}{suffix}]" : "";
        return new($"template {message.Name}", [new(".whatsapp.txt", $"{message.Text}{button}\n")]);
    }
}
