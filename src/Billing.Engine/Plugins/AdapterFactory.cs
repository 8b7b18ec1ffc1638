using System.Text.Json;
using Billing.Engine.Configuration;
using Billing.Sdk;

namespace Billing.Engine.Plugins;

/// <summary>
/// Makes the adapters: each <c>NAME.json</c> in the folder (not <c>*.sample.json</c>) configures the plugin of that name. A plugin without a file is not used.
/// All problems of all files are collected.
/// </summary>
/// <param name="secrets">Where secrets come from.</param>
/// <param name="time">The adapters' clock.</param>
/// <param name="log">Takes an adapter's lines: its name, and the line.</param>
public sealed class AdapterFactory(SecretSource secrets, TimeProvider time, Action<string, string> log)
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false,
    };

    /// <summary>The adapters of everything that is configured; an absent folder configures nothing.</summary>
    public AdapterSet Create(LoadedPlugins plugins, string configuration)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        Dictionary<string, IServiceAdapter> adapters = [];
        List<string> problems = [];
        string[] files = Directory.Exists(configuration) ? Directory.GetFiles(configuration, "*.json") : [];
        foreach (string file in files.Where(f => !f.EndsWith(".sample.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (plugins.ByName.TryGetValue(name, out LoadedPlugin? plugin)) problems.AddRange(Make(plugin, file, adapters));
            else problems.Add($"{file}: there is no plugin {name}; {Known(plugins)}");
        }
        return new AdapterSet(adapters, problems);
    }

    private IEnumerable<string> Make(LoadedPlugin plugin, string file, Dictionary<string, IServiceAdapter> adapters)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            var context = new AdapterContext(document.RootElement.Clone(), Reveal, time, line => log(plugin.Name, line));
            adapters.Add(plugin.Name, plugin.Plugin.Create(context));
            return [];
        }
        catch (AdapterConfigurationException wrong)
        {
            return wrong.Problems.Select(problem => $"{file} {problem}");
        }
        catch (JsonException wrong)
        {
            return [$"{file} line {wrong.LineNumber + 1}: it is no JSON ({wrong.Message.Split(" LineNumber", 2)[0].ReplaceLineEndings(" ")})"];
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return [$"{file}: it cannot be read; give it to the user of this service"];
        }
        catch (Exception broken)   // the plugin's own code
        {
            return [$"{file}: the plugin {plugin.Name} {plugin.Version} failed with {broken.GetType().Name} while reading it; tell its author"];
        }
    }

    private string Reveal(string reference)
    {
        try
        {
            return secrets.Resolve(reference).Reveal();
        }
        catch (SecretException missing)
        {
            throw new AdapterConfigurationException([missing.Message]);
        }
    }

    private static string Known(LoadedPlugins plugins) => plugins.ByName.Count == 0
        ? "no plugin is installed"
        : $"installed are {string.Join(", ", plugins.ByName.Keys.Order(StringComparer.Ordinal))}";
}
