using Billing.Core.Policy;
using Billing.Engine.Evidence;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>evidence</c>: how long personal values are kept, who confirms the chain.</summary>
internal static class EvidenceReader
{
    public static EvidenceOptions Read(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("personalDays", "3650"), Key.May("stamps", "\"https://freetsa.org/tsr\""));
        return new EvidenceOptions(at["personalDays"].IsNull ? null : at["personalDays"].Whole(1, 36500), at["stamps"].Present && !at["stamps"].IsNull ? Authority(at["stamps"]) : null);
    }

    private static Uri? Authority(JsonCursor place)
    {
        if (place.Text() is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        place.Wrong($"\"{text}\" is no web address", "Write the address of a time-stamping authority (RFC 3161), or take it out.");
        return null;
    }
}
