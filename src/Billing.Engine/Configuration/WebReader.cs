using System.Net;
using Billing.Core.Policy;
using Billing.Engine.Tracking;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>web</c>: our own pages.</summary>
internal static class WebReader
{
    public static WebSettings Read(JsonCursor place, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("listen", "\"http://127.0.0.1:8480\""), new("proxies", "[\"127.0.0.1\"]"),
            Key.May("judging", "{ \"soonSeconds\": 10, \"sweepClients\": 5, \"hitsAnHour\": 100 }"));
        return new WebSettings(Listen(at["listen"], "http://127.0.0.1:8480"), [.. at["proxies"].Items("\"127.0.0.1\"").Select(Network)], at["judging"].Present ? Judging(at["judging"], folder) : JudgingOptions.Default);
    }

    /// <summary>An address of this machine and a port.</summary>
    public static IPEndPoint Listen(JsonCursor place, string sample)
    {
        IPEndPoint nowhere = new(IPAddress.Loopback, 0);
        if (place.Text() is not { } text) return nowhere;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url is { Scheme: "http", UserInfo: "", AbsolutePath: "/", Query: "" }
            && (url.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? own) ? own : null) is { } address)
            return new IPEndPoint(address, url.Port);
        place.Wrong($"\"{text}\" is not where a page can be offered", $"Write http://, an address of this machine and a port, for example \"{sample}\"; https:// is the proxy's.");
        return nowhere;
    }

    private static IPNetwork Network(JsonCursor place)
    {
        string text = place.Filled();
        if (!NetworkText.TryRead(text, out IPNetwork network) && text.Length > 0) place.Wrong($"\"{text}\" is no address", "Write the proxy's address, for example \"127.0.0.1\", or a range, \"10.0.0.0/24\".");
        return network;
    }

    private static JudgingOptions Judging(JsonCursor place, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("soonSeconds", "10"), new("sweepClients", "5"), new("hitsAnHour", "100"), Key.May("networks", "\"machine-networks.txt\""));
        return new JudgingOptions
        {
            Soon = TimeSpan.FromSeconds(at["soonSeconds"].Whole(0, 3600)), SweepClients = at["sweepClients"].Whole(2, 10000), HitsAnHour = at["hitsAnHour"].Whole(1, 100000),
            Networks = at["networks"].Present && !at["networks"].IsNull ? at["networks"].PathIn(folder) : null,
        };
    }
}
