using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Engine.Acting;
using Billing.Engine.Configuration;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Host.Cli;

/// <summary><c>billing adapters</c>: which there are, what they can do, what is mapped to them; <c>billing adapters test NAME</c>: whether one reaches its servers.</summary>
internal static class AdaptersCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> offline = new("--offline") { Description = "Count no services; connect to nothing" };
        Option<bool> json = new("--json") { Recursive = true, Description = "Machine-readable" };
        Argument<string> name = new("NAME") { Description = "The adapter, as the mapping names it" };
        Command test = new("test", "Try the connection of one adapter and print what it finds") { name };
        test.SetAction((parsed, cancel) => TestAsync(given(parsed), parsed.GetValue(name)!, parsed.GetValue(json), cancel));
        Command command = new("adapters", "List the adapters: what they can do, whether they are configured, how many services are mapped to them") { offline, json, test };
        command.SetAction((parsed, cancel) => ListAsync(given(parsed), parsed.GetValue(offline), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> ListAsync(Given given, bool offline, bool json, CancellationToken cancel)
    {
        using var logs = Logging.ForCommands();
        string folder = given.Folder();
        KnownAdapters known = Known(given, folder, logs);
        List<string> problems = [.. known.Problems];
        IReadOnlyList<ServiceGroup>? groups = null;
        bool unreachable = false;
        if (!offline)
            try
            {
                groups = Parts.Read(folder, given.Time, Composition.AdapterLines(logs), out IReadOnlyList<string> all) is { } parts
                    ? await given.Screen.WhileAsync("counting services", _ => CountAsync(parts, given.Time, logs, cancel)) : null;
                problems = [.. all];
            }
            catch (PanelException no)
            {
                (unreachable, problems) = (true, [no.Message]);
            }
        if (json) given.Screen.Print(AdapterTable.Json(known.All, groups, problems));
        else AdapterTable.Print(given.Screen, known.All, groups, problems);
        return unreachable ? ExitCode.Unreachable : problems.Count > 0 ? ExitCode.Configuration : ExitCode.Done;
    }

    private static async Task<int> TestAsync(Given given, string name, bool json, CancellationToken cancel)
    {
        using var logs = Logging.ForCommands();
        string folder = given.Folder();
        IReadOnlyList<string> findings = await given.Screen.WhileAsync($"trying {name}", _ => name is PanelModule.Name or PanelProject.Name
            ? PanelAsync(Parts.Of(folder, given.Time, Composition.AdapterLines(logs)), given.Time, logs, cancel)
            : TryAsync(name, Usable(Known(given, folder, logs), name), cancel));
        if (json) given.Screen.Print(new JsonObject { ["adapter"] = name, ["well"] = findings.Count == 0, ["findings"] = new JsonArray([.. findings.Select(finding => JsonValue.Create(finding))]) });
        else if (findings.Count == 0) given.Screen.Line($"ok     adapter {name}");
        else foreach (string finding in findings) given.Screen.Line($"wrong  adapter {name}: {finding}");
        return findings.Count == 0 ? ExitCode.Done : ExitCode.Unreachable;
    }

    /// <summary>What an adapter finds when it tries its connection. Its own code runs here: whatever it throws is a finding.</summary>
    public static async Task<IReadOnlyList<string>> TryAsync(string name, ICanTestConnection adapter, CancellationToken cancel)
    {
        try
        {
            return await adapter.TestConnectionAsync(cancel);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return [$"the plugin failed with {broken.GetType().Name} instead of an answer; tell the author of {name}"];
        }
    }

    private static ICanTestConnection Usable(KnownAdapters known, string name)
    {
        if (known.Set.ByName.TryGetValue(name, out IServiceAdapter? adapter))
            return adapter as ICanTestConnection ?? throw new ConfigurationException($"the adapter {name} has no way to try its connection; it is asked when a service needs it");
        if (known.Set.Problems.Count + known.Plugins.Problems.Count > 0) throw new ConfigurationException([.. known.Plugins.Problems, .. known.Set.Problems]);
        throw new ConfigurationException(known.Plugins.ByName.ContainsKey(name)
            ? $"the adapter {name} is loaded, but not configured: it needs its file {name}.json in the folder plugins of the configuration"
            : $"there is no adapter {name}. There are {string.Join(", ", known.All.Select(each => each.Name))}.");
    }

    private static KnownAdapters Known(Given given, string folder, ILoggerFactory logs)
    {
        ConfigurationReading configuration = ConfigurationReader.In(folder);
        return configuration.Configuration is { } settings
            ? KnownAdapters.Read(folder, settings, new SecretSource(), given.Time, Composition.AdapterLines(logs)) : throw new ConfigurationException(configuration.Problems);
    }

    private static async Task<IReadOnlyList<ServiceGroup>> CountAsync(Parts parts, TimeProvider time, ILoggerFactory logs, CancellationToken cancel)
    {
        IPanel panel = Composition.PanelOf(parts, time, logs.CreateLogger("Billing.Panel"));
        await using (panel as IAsyncDisposable) return await panel.CountServicesAsync(cancel);
    }

    private static async Task<IReadOnlyList<string>> PanelAsync(Parts parts, TimeProvider time, ILoggerFactory logs, CancellationToken cancel)
    {
        IPanel panel = Composition.PanelOf(parts, time, logs.CreateLogger("Billing.Panel"));
        await using (panel as IAsyncDisposable) return await panel.CheckAsync(cancel);
    }
}

/// <summary>Adapters as a table and as JSON.</summary>
internal static class AdapterTable
{
    public static void Print(Screen screen, IReadOnlyList<KnownAdapter> adapters, IReadOnlyList<ServiceGroup>? groups, IReadOnlyList<string> problems)
    {
        string[] headings = ["adapter", "version", "can", "state"];
        screen.Table(groups is null ? headings : [.. headings, "services"], [.. adapters.Select(adapter => Row(adapter, groups))]);
        if (groups is not null && Of(null, groups) is > 0 and int none) screen.Line($"without an adapter: {Number(none)}; `billing check` says which");
        foreach (string problem in problems) screen.Line($"wrong  {problem}");
    }

    private static string[] Row(KnownAdapter adapter, IReadOnlyList<ServiceGroup>? groups)
    {
        string can = adapter.Abilities.Count == 0 ? "observe" : string.Join(", ", adapter.Abilities);
        string[] row = [adapter.Name, adapter.Folder is null ? "built in" : adapter.Version, can, adapter.Configured ? "configured" : "not configured"];
        return groups is null ? row : [.. row, Number(Of(adapter.Name, groups))];
    }

    public static JsonObject Json(IReadOnlyList<KnownAdapter> adapters, IReadOnlyList<ServiceGroup>? groups, IReadOnlyList<string> problems) => new()
    {
        ["adapters"] = new JsonArray([.. adapters.Select(adapter => new JsonObject
        {
            ["name"] = adapter.Name, ["version"] = adapter.Version, ["contract"] = AdapterContract.Version, ["builtIn"] = adapter.Folder is null, ["folder"] = adapter.Folder,
            ["can"] = new JsonArray([.. adapter.Abilities.Select(ability => JsonValue.Create(ability))]), ["configured"] = adapter.Configured, ["services"] = groups is null ? null : Of(adapter.Name, groups),
        })]),
        ["withoutAdapter"] = groups is null ? null : Of(null, groups),
        ["problems"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem))]),
    };

    private static int Of(string? adapter, IReadOnlyList<ServiceGroup> groups) => groups.Where(group => group.Adapter == adapter).Sum(group => group.Count);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
