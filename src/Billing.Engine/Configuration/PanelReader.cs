using Billing.Core.Policy;
using Billing.Engine.Calls;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>panel</c> and <c>ledger</c>: what we connect to.</summary>
internal static class PanelReader
{
    public static PanelSettings Panel(JsonCursor place, bool web)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(
            new("url", "\"https://panel.example.com/\""), new("identifier", "\"env:BILLING_PANEL_IDENTIFIER\""), new("secret", "\"env:BILLING_PANEL_SECRET\""),
            Key.May("accessKey", "\"env:BILLING_PANEL_ACCESS_KEY\""), new("tls", "\"system\""), new("read", "\"database\""),
            Key.May("database", "{ \"host\": \"127.0.0.1\", \"port\": 3306, \"name\": \"whmcs\", \"user\": \"billing_reader\", \"password\": \"env:BILLING_PANEL_DB_PASSWORD\", \"tls\": \"preferred\" }"),
            new("projects", "{ \"inProgress\": [\"In Progress\"], \"frozen\": \"On Hold\" }"), Key.May("tickets", "{ \"department\": 1 }"),
            Key.May("welcome", "{ \"12\": \"Hosting Account Welcome Email\" }"),
            Key.May("hook", "{ \"keys\": { \"panel-1\": \"env:BILLING_HOOK_KEY\" } }"));
        bool database = at["read"].OneOf("database", "api") == "database";
        DatabaseSettings? settings = at["database"].Present ? Database(at["database"]) : null;
        if (database && settings is null && place.IsObject) at["read"].Wrong("\"database\" is missing, and the panel is to be read from it", "Add \"database\": { … }, or write \"read\": \"api\".");
        (IReadOnlyList<string> inProgress, string frozen) = Projects(at["projects"]);
        return new PanelSettings(Url(at["url"]), at["identifier"].Reference(), at["secret"].Reference(), at["accessKey"].Present ? at["accessKey"].Reference() : null,
            Fingerprint(at["tls"]), database ? settings : null, inProgress, frozen,
            at["tickets"].Present ? at["tickets"].Fields(new Key("department", "1"))["department"].Whole(1, int.MaxValue) : null)
        {
            Welcome = Welcome(at["welcome"]),
            Hook = at["hook"].Present && !at["hook"].IsNull ? Hook(at["hook"], web) : null,
        };
    }

    public static LedgerSettings Ledger(JsonCursor place, string folder)
    {
        IReadOnlyList<(string Name, JsonCursor Value)> members = place.IsObject ? [.. place.Members("")] : [];
        if (members.FirstOrDefault(member => member.Name == "kind").Value is { IsText: true } kind && kind.Text() == "mariadb")
            return new LedgerSettings(null, Database(place, new Key("kind", "\"mariadb\"")));
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("kind", "\"sqlite\""), new("path", "\"/var/lib/billing/ledger.db\""));
        at["kind"].OneOf("sqlite", "mariadb");
        return new LedgerSettings(at["path"].PathIn(folder), null);
    }

    private static DatabaseSettings Database(JsonCursor place, params Key[] beside)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields([.. beside,
            new("host", "\"127.0.0.1\""), new("port", "3306"), new("name", "\"billing\""), new("user", "\"billing\""), new("password", "\"env:BILLING_DB_PASSWORD\""), new("tls", "\"preferred\"")]);
        return new DatabaseSettings(at["host"].Filled(), at["port"].Whole(1, 65535), at["name"].Filled(), at["user"].Filled(), at["password"].Reference(),
            at["tls"].OneOf([.. DatabaseSettings.TlsModes.Keys]) ?? "none");
    }

    private static Dictionary<int, string> Welcome(JsonCursor place)
    {
        Dictionary<int, string> templates = [];
        foreach ((string product, JsonCursor template) in place.Members("\"Hosting Account Welcome Email\""))
            if (int.TryParse(product, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number > 0) templates[number] = template.Text() ?? "";
            else template.Wrong($"\"{product}\" is not a product's number", "Write the number that the panel has for the product, for example \"12\": \"Hosting Account Welcome Email\".");
        return templates;
    }

    private static HookOptions Hook(JsonCursor place, bool web)
    {
        List<KeyValuePair<string, string>> keys = [];
        JsonCursor all = place.Fields(new Key("keys", "{ \"panel-1\": \"env:BILLING_HOOK_KEY\" }"))["keys"];
        foreach ((string name, JsonCursor value) in all.Members("\"env:BILLING_HOOK_KEY\""))
            if (HookOptions.IsName(name)) keys.Add(KeyValuePair.Create(name, value.Reference()));
            else value.Wrong($"\"{name}\" is no name of a key", "Name it with letters, digits, full stops, _ and -, at most 64, as in the hook's settings in the panel.");
        if (all.IsObject && all.IsEmpty) all.Wrong("there is no key, so nothing that the hook says could be believed");
        if (!web) place.Wrong("the hook posts to our pages, and there are none", "Add \"web\": { … } (README.md beside this file says how), or take \"hook\" out; without it payments are found by looking.");
        return new HookOptions(keys);
    }

    private static (IReadOnlyList<string> InProgress, string Frozen) Projects(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("inProgress", "[\"In Progress\"]"), new("frozen", "\"On Hold\""));
        List<string> inProgress = [.. at["inProgress"].Items("\"In Progress\"").Select(item => item.Filled())];
        string frozen = at["frozen"].Filled();
        if (at["inProgress"].IsList && inProgress.Count == 0) at["inProgress"].Wrong("no status is named, so no project could ever be frozen", "Name at least one, for example [\"In Progress\"].");
        if (frozen.Length > 0 && inProgress.Contains(frozen, StringComparer.OrdinalIgnoreCase)) at["frozen"].Wrong($"\"{frozen}\" is a status of projects in progress as well", "Take it out of one of the two.");
        return (inProgress, frozen);
    }

    private static Uri Url(JsonCursor place)
    {
        Uri nowhere = new("https://panel.invalid/");
        if (place.Text() is not { } text) return nowhere;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            place.Wrong($"\"{text}\" is not a web address", "Write it in full, for example \"https://panel.example.com/\".");
        else if (url.UserInfo.Length > 0) place.Wrong("a user name or password stands in the address", "Take it out; credentials are \"identifier\" and \"secret\".");
        else if (url.Scheme == "http" && !url.IsLoopback) place.Wrong("on plain http anybody on the way could read the API secret", "Write https://.");
        else return url;
        return nowhere;
    }

    private static string? Fingerprint(JsonCursor place)
    {
        if (place.Text() is not { } text || text == "system") return null;
        string hex = text.StartsWith("sha256:", StringComparison.Ordinal) ? text["sha256:".Length..].Replace(":", "", StringComparison.Ordinal) : "";
        if (hex.Length == 64 && hex.All(char.IsAsciiHexDigit)) return hex;
        place.Wrong($"\"{text}\" is neither \"system\" nor a fingerprint", "Write \"system\", or \"sha256:\" and the 64 hexadecimal digits of the certificate's fingerprint.");
        return null;
    }
}
