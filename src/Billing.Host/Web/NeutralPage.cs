using System.Net;
using Billing.Engine.Channels;

namespace Billing.Host.Web;

/// <summary>Pages that say little, in the provider's name, in the visitor's language: no client, no invoice, no reason stands in them.</summary>
internal sealed class NeutralPage(ProviderOptions provider, string language, Uri panel)
{
    private const string Style = "body{font-family:sans-serif;max-width:34em;margin:4em auto;padding:0 1em;color:#222}a{color:#06c}";

    /// <summary>What these pages may load.</summary>
    public static string ContentPolicy { get; } = Html.ContentPolicy(Style);

    private static readonly Dictionary<string, Words> ByLanguage = new(StringComparer.OrdinalIgnoreCase)
    {
        ["es"] = new("Enlace no válido", "Este enlace no es válido o está incompleto. Si lo recibió en un mensaje nuestro, ábralo otra vez desde el mensaje, o entre al panel.",
            "Enlace vencido", "Este enlace ya no está vigente. Sus facturas y servicios están en el panel.",
            "Vuelva a intentarlo", "En este momento no podemos abrir el enlace. Vuelva a intentarlo en un minuto, o entre al panel.",
            "Objetar una factura", "Para objetar esta factura, escríbanos.", "Ir al panel", "Escribirnos"),
        ["en"] = new("Invalid link", "This link is invalid or incomplete. If it came in a message of ours, open it again from the message, or go to the panel.",
            "Expired link", "This link is no longer valid. Your invoices and services are in the panel.",
            "Please try again", "The link cannot be opened at this moment. Try again in a minute, or go to the panel.",
            "Object to an invoice", "To object to this invoice, write to us.", "Go to the panel", "Write to us"),
    };

    public Task NotFoundAsync(HttpContext context) => ShowAsync(context, StatusCodes.Status404NotFound, words => (words.Unknown, words.UnknownWhy));

    public Task ExpiredAsync(HttpContext context) => ShowAsync(context, StatusCodes.Status410Gone, words => (words.Expired, words.ExpiredWhy));

    public Task LaterAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return ShowAsync(context, StatusCodes.Status503ServiceUnavailable, words => (words.Later, words.LaterWhy));
    }

    /// <summary>Where to write, with a link there if there is a page for it.</summary>
    public Task ObjectAsync(HttpContext context, string contact) =>
        ShowAsync(context, StatusCodes.Status200OK, words => (words.Object, words.ObjectHow), contact.Length > 0 ? (contact, words => words.Write) : null);

    private Task ShowAsync(HttpContext context, int status, Func<Words, (string Title, string Text)> says, (string To, Func<Words, string> Text)? link = null)
    {
        string chosen = Language(context.Request);
        Words words = ByLanguage[chosen];
        (string title, string text) = says(words);
        (string to, string there) = link is { } other ? (other.To, other.Text(words)) : (panel.AbsoluteUri, words.Panel);
        return Html.AnswerAsync(context, status, $"""
            <!doctype html><html lang="{chosen}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{Style}</style></head>
            <body><h1>{title}</h1><p>{text}</p><p><a href="{WebUtility.HtmlEncode(to)}" rel="noreferrer">{there}</a></p><p>{WebUtility.HtmlEncode(provider.Name)}</p></body></html>

            """);
    }

    /// <summary>The first of the visitor's languages that there is; else the one of the provider's notices; else English.</summary>
    private string Language(HttpRequest request) => Html.Languages(request).Append(language).Where(ByLanguage.ContainsKey).FirstOrDefault("en").ToLowerInvariant();

    private sealed record Words(
        string Unknown, string UnknownWhy, string Expired, string ExpiredWhy, string Later, string LaterWhy, string Object, string ObjectHow, string Panel, string Write);
}
