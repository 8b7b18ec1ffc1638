using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>
/// Every page there is, one line each; each page is a small file beside this one that maps its own routes and gets what it needs from <see cref="WebParts"/>.
/// No page acts on a service, and nothing happens by GET but that the visit is recorded.
/// </summary>
internal static class Pages
{
    public static void Map(IEndpointRouteBuilder web, WebParts parts, IHitRecorder hits)
    {
        NeutralPage pages = new(parts.Provider, parts.Language, parts.Panel);
        if (parts is { Links: not null, Tokens: not null }) new LinkPage(parts, hits, pages, Forms(parts, pages)).Map(web);
        if (parts.WhatsApp is { } deliveries) WhatsAppHook.Map(web, deliveries, parts.Log);
        if (parts.PanelHook is { } hook) PanelHook.Map(web, hook, parts.Time, parts.Log);
        web.MapFallback("{*path}", pages.NotFoundAsync);
    }

    /// <summary>What answers on the links by which a client says something to us.</summary>
    private static Dictionary<TokenPurpose, LinkAnswer> Forms(WebParts parts, NeutralPage pages)
    {
        Dictionary<TokenPurpose, LinkAnswer> forms = new() { [TokenPurpose.Object] = new ObjectingElsewhere(parts.Provider, pages).AnswerAsync };
        if (parts.Objecting is not var (desk, templates)) return forms;
        forms[TokenPurpose.Object] = ObjectionPage.Of(parts, pages, desk, templates).AnswerAsync;
        if (parts.Promising is { } promising) forms[TokenPurpose.Promise] = PromisePage.Of(parts, pages, promising, templates).AnswerAsync;
        if (parts.Recovering is { } recovering) forms[TokenPurpose.Recover] = RecoveryPage.Of(parts, pages, recovering, templates).AnswerAsync;
        return forms;
    }
}
