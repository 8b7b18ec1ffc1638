using Billing.Engine.Configuration;

namespace Billing.Host.Cli;

/// <summary>Finds the configuration folder: the first of the option, the environment, here, the system's, and the one shipped beside the program.</summary>
internal static class ConfigFolder
{
    /// <summary>Its variable in the environment.</summary>
    public const string Variable = "BILLING_CONFIG";

    private const string System = "/etc/billing";

    /// <exception cref="ConfigurationException">There is none.</exception>
    public static string Find(string? option)
    {
        if (option is not null) return Given(option, "--config");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return Given(named, Variable);
        foreach (string candidate in new[] { Path.GetFullPath("config"), System }.Concat(Above(AppContext.BaseDirectory)))
            if (File.Exists(Path.Combine(candidate, PolicyFile.FileName))) return candidate;
        throw new ConfigurationException($"there is no configuration: no {PolicyFile.FileName} in ./config, {System} or beside the program. Name the folder with --config or {Variable}.");
    }

    private static string Given(string folder, string by) => Directory.Exists(folder) ? Path.GetFullPath(folder)
        : throw new ConfigurationException($"{by} {folder}: there is no such folder. Name the one that holds {PolicyFile.FileName}.");

    private static IEnumerable<string> Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "config");
    }
}
