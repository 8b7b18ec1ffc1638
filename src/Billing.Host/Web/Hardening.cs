using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Billing.Host.Web;

/// <summary>What holds for every page: limits, headers, methods, whose word about addresses is believed, and what becomes of mistakes.</summary>
internal static class Hardening
{
    private const int KiB = 1024;

    /// <summary>Small and quick requests only. A page that takes more says so itself where it is mapped.</summary>
    public static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        KestrelServerLimits limits = kestrel.Limits;
        (limits.MaxRequestBodySize, limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount) = (64 * KiB, 4 * KiB, 16 * KiB, 64);
        (limits.MaxConcurrentConnections, limits.RequestHeadersTimeout, limits.KeepAliveTimeout) = (2000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(75));
    }

    /// <summary>Behind these everything else is mapped.</summary>
    public static void Use(IApplicationBuilder web, WebSettings settings, NeutralPage pages, ILogger log)
    {
        ForwardedHeadersOptions forwarded = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork proxy in settings.Proxies) forwarded.KnownIPNetworks.Add(proxy);
        if (settings.Proxies.Count > 0) web.UseForwardedHeaders(forwarded);
        web.Use((context, next) => AnswerAsync(context, next, pages, log));
    }

    public static void MethodNotAllowed(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next, NeutralPage pages, ILogger log)
    {
        Head(context.Response.Headers);
        try
        {
            if (context.Request.Method is "GET" or "HEAD" or "POST") await next(context);
            else MethodNotAllowed(context);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad)
        {
            if (!context.Response.HasStarted) context.Response.StatusCode = bad.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (LedgerException gone)
        {
            Log.PageWithoutLedger(log, gone.Message.TrimEnd('.'));
            if (!context.Response.HasStarted) await pages.LaterAsync(context);
        }
        catch (Exception mistake)
        {
            // Only where it happened: a message may repeat what a visitor sent.
            Log.PageBroke(log, mistake.GetType().Name, mistake.StackTrace ?? "");
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static void Head(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = NeutralPage.ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
    }
}
