using Billing.Core.Policy;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>monitoring</c>: where the service can be watched.</summary>
internal static class MonitoringReader
{
    public static MonitoringSettings Read(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(Key.May("listen", "\"http://127.0.0.1:8481\""), Key.May("traces", "\"http://127.0.0.1:4317\""));
        return new MonitoringSettings(at["listen"].Present && !at["listen"].IsNull ? WebReader.Listen(at["listen"], "http://127.0.0.1:8481") : null, Traces(at["traces"]));
    }

    private static Uri? Traces(JsonCursor place)
    {
        if (!place.Present || place.IsNull || place.Text() is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url is { Scheme: "http" or "https", UserInfo: "", AbsolutePath: "/", Query: "" }) return url;
        place.Wrong($"\"{text}\" is not where spans can be sent", "Write the address of an OTLP receiver (gRPC), for example \"http://127.0.0.1:4317\".");
        return null;
    }
}
