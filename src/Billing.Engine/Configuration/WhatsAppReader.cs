using System.Text.RegularExpressions;
using Billing.Core.Policy;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Panel;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>channels.whatsapp</c>.</summary>
internal static partial class WhatsAppReader
{
    public const string Example = "{ \"url\": \"https://graph.facebook.com/\", \"version\": \"v23.0\", \"phoneNumberId\": \"106540352242922\", \"token\": \"env:BILLING_WHATSAPP_TOKEN\", … }";

    /// <summary>The word for the other form, by the countries that have one.</summary>
    private static readonly Dictionary<string, string> Other = new(StringComparer.Ordinal) { ["AR"] = "drop9", ["BR"] = "drop9", ["MX"] = "add1" };

    public static WhatsAppOptions Read(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(
            new("url", "\"https://graph.facebook.com/\""), new("version", "\"v23.0\""), new("phoneNumberId", "\"106540352242922\""), new("token", "\"env:BILLING_WHATSAPP_TOKEN\""),
            new("appSecret", "\"env:BILLING_WHATSAPP_SECRET\""), new("verifyToken", "\"env:BILLING_WHATSAPP_VERIFY\""), new("numbers", "{ \"AR\": \"both\", \"MX\": \"both\", \"BR\": \"both\" }"),
            new("perSecond", "20"), new("perDay", "250"), new("timeoutSeconds", "30"), new("payLinks", "\"https://notices.example.com/t/\""), new("headerPdf", "false"),
            new("consent", "{ \"field\": \"WhatsApp\", \"yes\": [\"on\", \"Sí\", \"Yes\"] }"));
        return new WhatsAppOptions
        {
            Url = Url(at["url"]), Version = Version(at["version"]), PhoneNumberId = Digits(at["phoneNumberId"]),
            Token = at["token"].Reference(), AppSecret = at["appSecret"].Reference(), VerifyToken = at["verifyToken"].Reference(),
            Numbers = Numbers(at["numbers"]), PerSecond = at["perSecond"].Whole(1, 1000), PerDay = at["perDay"].Whole(1, 10_000_000), TimeoutSeconds = at["timeoutSeconds"].Whole(1, 600),
            PayLinks = PayLinks(at["payLinks"]), HeaderPdf = at["headerPdf"].Switch(), Consent = Consent(at["consent"]),
        };
    }

    private static Uri Url(JsonCursor place)
    {
        if (place.Text() is not { } text) return new Uri("https://graph.invalid/");
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == "https" || url.Scheme == "http" && url.IsLoopback) && text.EndsWith('/') && url.UserInfo.Length == 0) return url;
        place.Wrong($"\"{text}\" is not the API's address", "Write it in full, beginning with https:// and ending in a slash: \"https://graph.facebook.com/\".");
        return new Uri("https://graph.invalid/");
    }

    private static string Version(JsonCursor place)
    {
        string text = place.Filled();
        if (text.Length > 0 && !VersionForm().IsMatch(text)) place.Wrong($"\"{text}\" is no version of the API");
        return text;
    }

    private static string Digits(JsonCursor place)
    {
        string text = place.Filled();
        if (text.Length > 0 && !text.All(char.IsAsciiDigit)) place.Wrong($"\"{text}\" is not the identity of a number at Meta", "Write the \"Phone number ID\" that Meta's console shows beside the number: digits only, not the number itself.");
        return text;
    }

    private static string PayLinks(JsonCursor place)
    {
        string text = place.Filled();
        if (text.Length > 0 && (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http") || text.Contains("{{", StringComparison.Ordinal)))
            place.Wrong($"\"{text}\" is not the beginning of an address", "Write what stands before {{1}} in the registered button: \"https://notices.example.com/t/\" with channels.links, else the panel's \"https://panel.example.com/viewinvoice.php?id=\".");
        return text;
    }

    private static Dictionary<string, NumberRule> Numbers(JsonCursor place)
    {
        Dictionary<string, NumberRule> rules = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string country, JsonCursor value) in place.Members("\"both\""))
            if (!Other.TryGetValue(country, out string? other)) value.Wrong($"numbers of \"{country}\" have one form only", "Name AR, MX or BR, or leave it out: others are written to as they are.");
            else rules[country] = value.OneOf("as-is", other, "both") switch { "both" => NumberRule.Both, { } word when word == other => NumberRule.Other, _ => NumberRule.AsIs };
        return rules;
    }

    private static ConsentRule Consent(JsonCursor place)
    {
        if (place.IsText)
        {
            place.OneOf("assumed");
            return place.Text() == "assumed" ? ConsentRule.Assumed : ConsentRule.Nobody;
        }
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("field", "\"WhatsApp\""), new("yes", "[\"on\", \"Sí\", \"Yes\"]"));
        ConsentRule rule = new() { Field = at["field"].Filled(), Yes = [.. at["yes"].Items("\"on\"").Select(word => word.Filled().Trim())] };
        if (at["yes"].IsList && rule.Yes.Count == 0) at["yes"].Wrong("no word means yes, so nobody could ever agree");
        return rule;
    }

    [GeneratedRegex(@"^v[0-9]{1,3}\.[0-9]$")]
    private static partial Regex VersionForm();
}
