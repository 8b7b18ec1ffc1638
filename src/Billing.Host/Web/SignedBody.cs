using Microsoft.AspNetCore.Http.Features;

namespace Billing.Host.Web;

/// <summary>The very bytes of a request, which are what is signed.</summary>
internal static class SignedBody
{
    /// <summary>Reads them; null when there are too many. Of the other pages the limit is another one.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int largest)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = largest + 1;
        if (http.Request.ContentLength > largest) return null;
        using MemoryStream body = new();
        byte[] piece = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(piece, http.RequestAborted) is > 0 and int read)
        {
            if (body.Length + read > largest) return null;
            body.Write(piece, 0, read);
        }
        return body.ToArray();
    }
}
