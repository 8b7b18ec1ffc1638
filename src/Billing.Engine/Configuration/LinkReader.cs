using Billing.Core.Policy;
using Billing.Engine.Tracking;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>channels.links</c>: links in notices whose use is recorded.</summary>
internal static class LinkReader
{
    public static LinkOptions Read(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(Key.May("url", "\"https://notices.example.com/\""), new("keys", "{ \"a\": \"env:BILLING_LINK_KEY\" }"),
            new("days", "180"), new("pictures", "true"), Key.May("noPicturesIn", "[\"FR\"]"), Key.May("allow", "[\"pay.example.com\"]"));
        return new LinkOptions
        {
            Url = Url(at["url"]), Keys = Keys(at["keys"]), Days = at["days"].Whole(1, 3650), Pictures = at["pictures"].Switch(),
            NoPicturesIn = at["noPicturesIn"].Present ? [.. at["noPicturesIn"].Items("\"FR\"").Select(country => country.Filled())] : [],
            Allow = at["allow"].Present ? [.. at["allow"].Items("\"pay.example.com\"").Select(Host)] : [],
        };
    }

    private static string Host(JsonCursor place)
    {
        string host = place.Filled();
        if (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown) place.Wrong($"\"{host}\" is no host", "Write its name alone, for example \"pay.example.com\".");
        return host;
    }

    private static Uri? Url(JsonCursor place)
    {
        if (!place.Present || place.IsNull || place.Text() is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == "https" || url.Scheme == "http" && url.IsLoopback) && text.EndsWith('/')) return url;
        place.Wrong($"\"{text}\" is not the address of our pages", "Write it in full, beginning with https:// and ending in a slash, for example \"https://notices.example.com/\".");
        return null;
    }

    private static List<KeyValuePair<char, string>> Keys(JsonCursor place)
    {
        List<KeyValuePair<char, string>> keys = [];
        foreach ((string name, JsonCursor value) in place.Members("\"env:BILLING_LINK_KEY\""))
            if (name is [>= 'a' and <= 'z' and var letter]) keys.Add(KeyValuePair.Create(letter, value.Reference()));
            else value.Wrong($"\"{name}\" is no name of a key", "Name each key by one small letter, the one that signs first.");
        return keys;
    }
}
