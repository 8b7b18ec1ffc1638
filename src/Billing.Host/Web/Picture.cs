namespace Billing.Host.Web;

/// <summary>What a mail program gets when it asks for the picture, whatever its token says: nobody can tell from it whether a notice exists.</summary>
internal static class Picture
{
    // one transparent point
    private static readonly byte[] Gif =
    [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x21, 0xf9, 0x04,
        0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b,
    ];

    public static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "image/gif";
        context.Response.ContentLength = Gif.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(Gif).AsTask();
    }
}
