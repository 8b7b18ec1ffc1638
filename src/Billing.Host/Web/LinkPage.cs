using Billing.Engine.Ledger;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>
/// <c>/t/TOKEN</c>: the links in notices. The token says what for; where it leads stands in the ledger. Beyond recording the visit nothing happens by GET. A token
/// that is forged, cut or made for another purpose leads nowhere and leaves no trace in the evidence.
/// </summary>
internal sealed class LinkPage(WebParts parts, IHitRecorder hits, NeutralPage pages, IReadOnlyDictionary<TokenPurpose, LinkAnswer> forms)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Tokens tokens = parts.Tokens!;
    private readonly LinkBook book = new(parts.Evidence, parts.Time);
    private readonly Destinations destinations = parts.Destinations;

    public void Map(IEndpointRouteBuilder web) => web.MapMethods($"/{NoticeLinking.Path}{{token}}", ["GET", "HEAD", "POST"], AnswerAsync);

    private Task AnswerAsync(HttpContext context)
    {
        string token = context.GetRouteValue("token") as string ?? "";
        return Tokens.Claimed(token) is { } purpose && (purpose is TokenPurpose.Open or TokenPurpose.Pay || forms.ContainsKey(purpose)) && tokens.Read(purpose, token) is { } id
            ? KnownAsync(context, token, id, purpose)
            : AsksForPicture(context.Request, token) ? Picture.AnswerAsync(context) : pages.NotFoundAsync(context);
    }

    private async Task KnownAsync(HttpContext context, string token, string id, TokenPurpose purpose)
    {
        bool posted = HttpMethods.IsPost(context.Request.Method);
        if (posted && !forms.ContainsKey(purpose))
        {
            Hardening.MethodNotAllowed(context);
            return;
        }
        Hit hit = Visit.Read(context.Request, purpose, parts.Time.GetUtcNow());
        (KnownLinks? known, bool answered) = await FindAsync(id, context.RequestAborted);
        if (answered && known is null) Log.LinkOfNobody(parts.Log);
        if (known is not null && hit.At >= known.Links.Expires) hit = hit with { Expired = true };
        if (!posted && (known is not null || !answered)) await hits.RecordAsync(id, known, hit);
        await (purpose switch
        {
            TokenPurpose.Open => Picture.AnswerAsync(context),
            _ when known is null => answered ? pages.NotFoundAsync(context) : pages.LaterAsync(context),
            _ when hit.Expired => pages.ExpiredAsync(context),
            TokenPurpose.Pay => LeadAsync(context, known),
            _ => forms[purpose](context, new Visit(token, known.Links, hit)),
        });
    }

    private Task LeadAsync(HttpContext context, KnownLinks known)
    {
        if (known.Links.Destinations.GetValueOrDefault(NoticeLinkNames.Pay) is not { } destination) return pages.NotFoundAsync(context);
        if (destinations.Allow(destination) is not { } allowed)
        {
            Log.DestinationRefused(parts.Log, known.Links.Key);
            return pages.NotFoundAsync(context);
        }
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = allowed;
        return Task.CompletedTask;
    }

    /// <summary>What the ledger, or memory, knows; not answered when neither does and the ledger is gone.</summary>
    private async Task<(KnownLinks? Known, bool Answered)> FindAsync(string id, CancellationToken cancel)
    {
        try
        {
            return (await book.FindAsync(id, cancel).WaitAsync(Patience, parts.Time, cancel), true);
        }
        catch (Exception gone) when (gone is LedgerException or TimeoutException)
        {
            return (null, false);
        }
    }

    /// <summary>A token that says nothing to us, where a mail program shows what it gets as a picture.</summary>
    private static bool AsksForPicture(HttpRequest request, string token) =>
        token is [_, 'o' or 'O', ..] || request.Headers.Accept.ToString().StartsWith("image/", StringComparison.OrdinalIgnoreCase);
}
