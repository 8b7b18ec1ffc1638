using System.Globalization;
using System.Text.Json;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>billing.json</c>. Nothing is guessed at: every key must be there, an unknown one is a problem, and all problems are found at once.</summary>
public static class ConfigurationReader
{
    /// <summary>The file's name in the configuration folder.</summary>
    public const string FileName = "billing.json";

    /// <summary>Reads it from a configuration folder.</summary>
    /// <param name="folder">The folder; relative paths in the file are relative to it.</param>
    public static ConfigurationReading In(string folder)
    {
        string file = Path.Combine(folder, FileName);
        try
        {
            return Read(File.ReadAllText(file), Path.GetFullPath(folder));
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return new(null, [new Problem(file, "$", File.Exists(file) ? "this file cannot be read" : "there is no such file", "Copy the one that was shipped, or name its folder with --config.")]);
        }
    }

    /// <summary>Reads it from a text.</summary>
    public static ConfigurationReading Read(string json, string folder)
    {
        ProblemList problems = new(FileName);
        using JsonDocument? document = PolicyText.Parse(json, problems);
        if (document is null) return new(null, problems.All);
        BillingConfiguration read = Read(new JsonCursor(document.RootElement, "$", "{ \"panel\": { … } }", problems), folder);
        Problem[] all = [.. problems.All, .. problems.All.Any(problem => problem.Path.StartsWith("$.channels", StringComparison.Ordinal)) ? [] : read.Channels.Check(FileName)];
        return new(all.Length == 0 ? read : null, all);
    }

    private static BillingConfiguration Read(JsonCursor root, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = root.Fields(
            Key.May("$schema", "\"./billing.schema.json\""), new("panel", "{ \"url\": \"https://panel.example.com/\", … }"),
            new("ledger", "{ \"kind\": \"sqlite\", \"path\": \"/var/lib/billing/ledger.db\" }"), new("adapters", "{ \"serverTypes\": { \"*\": \"panel-module\" }, … }"),
            Key.May("plugins", "\"/usr/lib/billing/plugins\""), new("channels", "{ \"email\": { … }, \"panel\": true, … }"),
            Key.May("evidence", "{ \"personalDays\": 3650 }"),
            Key.May("brakes", "{ \"clockSeconds\": 60, \"shrinkPercent\": 10, \"paymentsMinutes\": 5, \"factsMinutes\": 10 }"), new("worker", "{ \"lookEvery\": \"00:05:00\", \"parallel\": 4 }"), Key.May("web", "{ \"listen\": \"http://127.0.0.1:8480\", \"proxies\": [\"127.0.0.1\"] }"),
            Key.May("nodes", "{ \"name\": \"node1\" }"), Key.May("monitoring", "{ \"listen\": \"http://127.0.0.1:8481\" }"), new("log", "{ \"file\": \"/var/log/billing/billing.log\", \"level\": \"Information\" }"));
        (ChannelOptions channels, bool panel) = ChannelReader.Read(at["channels"], folder);
        (AdapterMap adapters, AdapterLimits limits) = Adapters(at["adapters"]);
        LedgerSettings ledger = PanelReader.Ledger(at["ledger"], folder);
        return new BillingConfiguration
        {
            Folder = folder,
            Panel = PanelReader.Panel(at["panel"], web: at["web"].Present && !at["web"].IsNull),
            Ledger = ledger,
            Nodes = at["nodes"].Present && !at["nodes"].IsNull ? NodesReader.Read(at["nodes"], ledger) : null,
            Adapters = adapters,
            Limits = limits,
            Plugins = at["plugins"].Present ? at["plugins"].PathIn(folder) : Path.Combine(AppContext.BaseDirectory, "plugins"),
            Channels = channels,
            PanelChannel = panel,
            Evidence = at["evidence"].Present ? EvidenceReader.Read(at["evidence"]) : EvidenceOptions.Default,
            Brakes = at["brakes"].Present ? BrakesReader.Read(at["brakes"]) : BrakeOptions.Default,
            Worker = Worker(at["worker"]),
            Log = Log(at["log"], folder),
            Monitoring = at["monitoring"].Present && !at["monitoring"].IsNull ? MonitoringReader.Read(at["monitoring"]) : null,
            Web = at["web"].Present && !at["web"].IsNull ? WebReader.Read(at["web"], folder) : null,
        };
    }

    private static (AdapterMap Map, AdapterLimits Limits) Adapters(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(
            new("products", "{ \"12\": \"cpanel\" }"), new("serverTypes", "{ \"cpanel\": \"cpanel\", \"*\": \"panel-module\" }"),
            new("addons", "{ \"3\": \"panel-module\" }"), new("domains", "null"), new("projects", "\"panel-project\""),
            Key.May("limits", "{ \"perServer\": 2, \"perSecond\": 10, \"atOnce\": 20 }"));
        AdapterMap map = new(ByNumber(at["products"]), at["serverTypes"].Members("\"panel-module\"").ToDictionary(each => each.Name, each => each.Value.Text() ?? "", StringComparer.Ordinal),
            ByNumber(at["addons"]), at["domains"].TextOrNull(), at["projects"].TextOrNull());
        return (map, LimitsReader.Read(at["limits"], map));
    }

    private static Dictionary<int, string> ByNumber(JsonCursor place)
    {
        Dictionary<int, string> map = [];
        foreach ((string name, JsonCursor value) in place.Members("\"cpanel\""))
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) map[number] = value.Text() ?? "";
            else value.Wrong($"\"{name}\" is not a number of the panel", "Write the product's or addon's number, for example \"12\": \"cpanel\".");
        return map;
    }

    private static WorkerSettings Worker(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("lookEvery", "\"00:05:00\""), new("parallel", "4"), Key.May("retryAfter", "[\"00:05:00\", \"00:15:00\", \"01:00:00\", \"04:00:00\"]"), Key.May("reportsEvery", "\"00:01:00\""), Key.May("watchEvery", "\"00:00:01\""), Key.May("watchListEvery", "\"00:00:10\""), Key.May("callsAtOnce", "8"));
        return new WorkerSettings(Span(at["lookEvery"]), at["parallel"].Whole(1, 64), at["retryAfter"].Present ? Retries(at["retryAfter"]) : RetryPlan.Default)
        {
            WatchEvery = at["watchEvery"].Present ? Span(at["watchEvery"]) : null,
            WatchListEvery = at["watchListEvery"].Present ? Span(at["watchListEvery"]) : null,
            ReportsEvery = at["reportsEvery"].Present ? Span(at["reportsEvery"]) : TimeSpan.FromMinutes(1),
            CallsAtOnce = at["callsAtOnce"].Present ? at["callsAtOnce"].Whole(1, 64) : 8,
        };
    }

    private static RetryPlan Retries(JsonCursor place)
    {
        TimeSpan[] after = [.. place.Items("\"00:05:00\"").Select(Span)];
        if (after.Length > 0) return new RetryPlan(after);
        if (place.IsList) place.Wrong("there is nothing in it", "Write how long to wait after each attempt, for example [\"00:05:00\", \"00:15:00\", \"01:00:00\"].");
        return RetryPlan.Default;
    }

    private static TimeSpan Span(JsonCursor place)
    {
        if (place.Text() is not { } text) return TimeSpan.FromMinutes(5);
        if (TimeSpan.TryParseExact(text, @"hh\:mm\:ss", CultureInfo.InvariantCulture, out TimeSpan span) && span >= TimeSpan.FromSeconds(1)) return span;
        place.Wrong($"\"{text}\" is not a span of time of a second or more", "Write hours, minutes and seconds, for example \"00:05:00\".");
        return TimeSpan.FromMinutes(5);
    }

    private static LogSettings Log(JsonCursor place, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("file", "\"/var/log/billing/billing.log\""), new("level", "\"Information\""));
        return new LogSettings(at["file"].PathIn(folder), at["level"].OneOf("Debug", "Information", "Warning", "Error") ?? "Information");
    }
}
