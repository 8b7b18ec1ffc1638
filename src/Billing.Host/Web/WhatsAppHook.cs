using System.Text;
using Billing.Engine.Channels.WhatsApp;

namespace Billing.Host.Web;

/// <summary>Where Meta delivers what became of WhatsApp messages. It holds no rules: whether a delivery is genuine, and what follows from it, the engine says.</summary>
internal static class WhatsAppHook
{
    /// <summary>The address behind ours that is entered at Meta.</summary>
    public const string Path = "/hooks/whatsapp";

    /// <summary>Meta says that a delivery has up to 3 MB.</summary>
    private const int Largest = 4 * 1024 * 1024;

    /// <summary>Maps both: the question whether the address is ours, and the deliveries.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="webhook">What takes them.</param>
    /// <param name="log">The channels' log.</param>
    public static void Map(IEndpointRouteBuilder routes, WhatsAppWebhook webhook, ILogger log)
    {
        routes.MapGet(Path, (HttpContext http) => VerifyAsync(http, webhook, log));
        routes.MapPost(Path, (HttpContext http) => TakeAsync(http, webhook, log));
    }

    private static Task VerifyAsync(HttpContext http, WhatsAppWebhook webhook, ILogger log)
    {
        IQueryCollection query = http.Request.Query;
        if (webhook.Challenge(query["hub.mode"], query["hub.verify_token"], query["hub.challenge"]) is not { } challenge) return Refuse(http, log, StatusCodes.Status403Forbidden, "it does not know our word (channels.whatsapp.verifyToken)");
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(challenge, Encoding.UTF8);
    }

    private static async Task TakeAsync(HttpContext http, WhatsAppWebhook webhook, ILogger log)
    {
        if (await SignedBody.ReadAsync(http, Largest) is not { } body) await Refuse(http, log, StatusCodes.Status413PayloadTooLarge, "it is too large");
        else if (!webhook.Genuine(body, http.Request.Headers["X-Hub-Signature-256"])) await Refuse(http, log, StatusCodes.Status401Unauthorized, "its signature is not that of our app (channels.whatsapp.appSecret)");
        // What is begun is kept to its end: whoever hangs up delivers it again.
        else if (await webhook.ReceiveAsync(body, CancellationToken.None)) await Answer(http, StatusCodes.Status200OK);
        else await Refuse(http, log, StatusCodes.Status400BadRequest, "it is no JSON");
    }

    private static Task Refuse(HttpContext http, ILogger log, int status, string why)
    {
        Log.DeliveryRefused(log, Path, why);
        return Answer(http, status);
    }

    private static Task Answer(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
