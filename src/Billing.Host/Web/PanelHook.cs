using System.Collections.Concurrent;
using System.Globalization;
using Billing.Engine.Calls;

namespace Billing.Host.Web;

/// <summary>
/// Where the panel's hook tells whom to look at: <c>src/Billing.Whmcs/hook/README.md</c> is the protocol. It holds no rules: whether it is the hook, and what it told, the
/// engine says. It answers as soon as what was told is kept, before anybody looks.
/// </summary>
internal sealed class PanelHook(HookDesk desk, TimeProvider time, ILogger log)
{
    /// <summary>The address behind ours that stands in the hook's settings.</summary>
    public const string Path = "/hooks/whmcs";

    /// <summary>A hundred events are some 20 KB.</summary>
    private const int Largest = 64 * 1024;

    /// <summary>Anybody may post here: the log gets one line of each kind a minute.</summary>
    private static readonly TimeSpan OneLine = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, DateTimeOffset> said = new();

    public static void Map(IEndpointRouteBuilder routes, HookDesk desk, TimeProvider time, ILogger log) => routes.MapPost(Path, new PanelHook(desk, time, log).TakeAsync);

    private async Task TakeAsync(HttpContext http)
    {
        if (await SignedBody.ReadAsync(http, Largest) is not { } body)
        {
            Refuse(http, StatusCodes.Status413PayloadTooLarge, "it is too large");
            return;
        }
        switch (await desk.TakeAsync(http.Request.Headers["X-Billing-Signature"], body))
        {
            case HookAnswer.Taken taken:
                http.Response.Headers["X-Billing-Taken"] = taken.Events.ToString(CultureInfo.InvariantCulture);
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case HookAnswer.Stranger stranger: Refuse(http, StatusCodes.Status401Unauthorized, stranger.Why); break;
            case HookAnswer.Later later: Refuse(http, StatusCodes.Status503ServiceUnavailable, $"{later.Why}. The hook keeps it"); break;
            default: Refuse(http, StatusCodes.Status400BadRequest, "it is signed, but nothing that a hook says: is the panel's billing.php the one of this version?"); break;
        }
    }

    private void Refuse(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        DateTimeOffset now = time.GetUtcNow();
        bool speak = false;
        said.AddOrUpdate(status, _ => { speak = true; return now; }, (_, last) => (speak = now - last >= OneLine) ? now : last);
        if (speak) Log.HookRefused(log, Path, status, why);
    }
}
