using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Billing.Host.Web;

/// <summary>What a visitor sent from a page of ours with a form.</summary>
internal sealed class FormFields
{
    /// <summary>The signed word that confirms it, and the button that goes back a step.</summary>
    private const string Word = "confirmation", Back = "change";

    /// <summary>Nothing was sent.</summary>
    public static readonly FormFields None = new([]);

    private readonly Dictionary<string, string> fields;

    private FormFields(Dictionary<string, string> fields) => this.fields = fields;

    /// <summary>A field; empty when it was not sent.</summary>
    public string this[string name] => fields.GetValueOrDefault(name, "");

    /// <summary>The word that confirms it; empty for none.</summary>
    public string Confirmation => this[Word];

    /// <summary>The visitor wants to go back a step.</summary>
    public bool Again => fields.ContainsKey(Back);

    /// <summary>4000 characters of any script fit, each in up to nine characters of a form.</summary>
    private const int MostBytes = 40 * 1024, MostFields = 10;

    /// <summary>Reads the form. What is wrong with the request itself is a status, with nothing read.</summary>
    public static async Task<(FormFields? Form, int Status)> ReadAsync(HttpContext context, Uri? pages)
    {
        HttpRequest request = context.Request;
        if (FromElsewhere(request, pages)) return (null, StatusCodes.Status403Forbidden);
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) return (null, StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > MostBytes) return (null, StatusCodes.Status413PayloadTooLarge);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
        using MemoryStream body = new();
        try
        {
            await request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad)
        {
            return (null, bad.StatusCode);
        }
        return (new FormFields(Fields(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length))), StatusCodes.Status200OK);
    }

    /// <summary>The fields of a form. The framework's own reader refuses a whole form for one character that a person can paste without seeing it.</summary>
    private static Dictionary<string, string> Fields(string body)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string pair in body.Split('&', MostFields + 1).Take(MostFields))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            fields.TryAdd(WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]));
        }
        return fields;
    }

    /// <summary>
    /// Whether a browser says that another site sent the form. Our pages send no referrer, so that browsers say "null" for where a form of ours comes from; what
    /// they say of the site itself is true even so.
    /// </summary>
    private static bool FromElsewhere(HttpRequest request, Uri? pages)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is not ("same-origin" or "none");
        return request.Headers.Origin.ToString() is { Length: > 0 } origin and not "null" && origin != pages?.GetLeftPart(UriPartial.Authority);
    }
}
