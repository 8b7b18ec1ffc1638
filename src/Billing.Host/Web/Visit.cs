using System.Net;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>Somebody came by a link whose token is right.</summary>
/// <param name="Token">As it stood in the address.</param>
/// <param name="Links">The notice it stood in.</param>
/// <param name="Hit">The visit, raw.</param>
internal sealed record Visit(string Token, NoticeLinks Links, Hit Hit)
{
    /// <summary>The raw hit of a request. What others wrote is cut to what fits one line.</summary>
    public static Hit Read(HttpRequest request, TokenPurpose purpose, DateTimeOffset now)
    {
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        foreach (string name in Hit.Kept)
            if (request.Headers.TryGetValue(name, out var value) && Hit.Plain(value.ToString(), 120) is { Length: > 0 } text) headers[name] = text;
        return new Hit(purpose, now, request.Method, Address(request.HttpContext.Connection.RemoteIpAddress), Hit.Plain(request.Headers.UserAgent.ToString(), 300), headers)
        {
            Cookies = request.Headers.Cookie.Count > 0,
        };
    }

    private static string Address(IPAddress? from) => from is null ? "" : (from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from).ToString();
}

/// <summary>Answers a visit to a link by which a client says something: GET shows a page and changes nothing, POST says it. The visit by GET is recorded before.</summary>
internal delegate Task LinkAnswer(HttpContext context, Visit visit);
