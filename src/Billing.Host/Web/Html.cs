using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Billing.Host.Web;

/// <summary>How every page of ours is answered: with its own style, known by its digest, and nothing else that it may load.</summary>
internal static class Html
{
    /// <summary>What a page may load and do whose style is this.</summary>
    public static string ContentPolicy(string style) =>
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Answers with a page; to who asks for the headers only, with those.</summary>
    public static Task AnswerAsync(HttpContext context, int status, string html)
    {
        byte[] page = Encoding.UTF8.GetBytes(html);
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, "text/html; charset=utf-8", page.Length);
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy(StyleOf(html));
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(page).AsTask();
    }

    /// <summary>The visitor's languages, the best first, without their countries.</summary>
    public static IEnumerable<string> Languages(HttpRequest request) =>
        request.Headers.AcceptLanguage.Count is > 0 and < 5 && StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out IList<StringWithQualityHeaderValue>? all)
            ? all.OrderByDescending(each => each.Quality ?? 1).Select(each => each.Value.ToString().Split('-')[0]) : [];

    private static string StyleOf(string html)
    {
        const string Begin = "<style>";
        int begin = html.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = html.IndexOf("</style>", StringComparison.Ordinal);
        return begin < Begin.Length || end < begin ? "" : html[begin..end];
    }
}
