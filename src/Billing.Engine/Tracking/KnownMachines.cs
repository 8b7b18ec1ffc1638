namespace Billing.Engine.Tracking;

/// <summary>Programs that fetch links and pictures without a person, by what they call themselves. Part of the judgement: a change raises its version.</summary>
internal static class KnownMachines
{
    /// <summary>Fetch pictures for a person, or ahead of one, and do not say which.</summary>
    private static readonly string[] MailProxies = ["GoogleImageProxy", "ggpht.com", "YahooMailProxy"];

    private static readonly string[] Machines =
    [
        // previews of links in messages
        "facebookexternalhit", "facebookcatalog", "meta-externalagent", "WhatsApp/2", "Slackbot", "Slack-ImgProxy", "TelegramBot", "Twitterbot", "Discordbot", "LinkedInBot", "SkypeUriPreview",
        "Google-PageRenderer", "redditbot", "Iframely", "embedly", "Mattermost-Bot", "BingPreview",
        // scanners of mail
        "Barracuda", "Mimecast", "Proofpoint", "urldefense", "FireEye", "Trend Micro", "TrendMicro", "SophosLabs", "Symantec", "MessageLabs", "Forcepoint", "ZScaler", "Cisco-IronPort",
        "urlscan", "VirusTotal", "PhishTank", "Google-Safety", "SafeBrowsing",
        // search engines and archives
        "Googlebot", "AdsBot-Google", "bingbot", "Applebot", "YandexBot", "DuckDuckBot", "Baiduspider", "PetalBot", "AhrefsBot", "SemrushBot", "MJ12bot", "archive.org_bot", "GPTBot", "ClaudeBot", "CCBot",
        // libraries and browsers without a window
        "curl/", "Wget/", "python-requests", "Python-urllib", "aiohttp", "httpx/", "Go-http-client", "Java/", "Apache-HttpClient", "libwww-perl", "node-fetch", "axios/", "undici", "PostmanRuntime",
        "HeadlessChrome", "PhantomJS", "Puppeteer", "Playwright", "Selenium",
        // watchers
        "UptimeRobot", "Pingdom", "StatusCake", "Site24x7", "Nagios", "check_http",
    ];

    public static bool Proxies(string agent) => Any(MailProxies, agent);

    public static bool Names(string agent) => Any(Machines, agent);

    private static bool Any(string[] fragments, string agent)
    {
        foreach (string fragment in fragments)
            if (agent.Contains(fragment, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
