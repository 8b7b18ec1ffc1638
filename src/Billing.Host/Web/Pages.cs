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
        // what answers on the links by which a client objects
        LinkAnswer objecting = parts is { Objecting: var (desk, templates), Tokens: not null } ? new ObjectionPage(parts, desk, templates, pages).AnswerAsync : new ObjectingElsewhere(parts.Provider, pages).AnswerAsync;
        if (parts is { Links: not null, Tokens: not null }) new LinkPage(parts, hits, pages, objecting).Map(web);
        if (parts.WhatsApp is { } deliveries) WhatsAppHook.Map(web, deliveries, parts.Log);
        if (parts.PanelHook is { } hook) PanelHook.Map(web, hook, parts.Time, parts.Log);
        web.MapFallback("{*path}", pages.NotFoundAsync);
    }
}
