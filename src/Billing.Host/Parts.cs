using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Plugins;
using Billing.Engine.Tracking;

namespace Billing.Host;

/// <summary>Everything that the admin's files say, read without connecting to anything.</summary>
internal sealed record Parts(BillingConfiguration Configuration, BillingPolicy Policy, TemplateSet Templates, KnownAdapters Known, SecretSource Secrets)
{
    /// <summary>What was found in the folder of plugins.</summary>
    public LoadedPlugins Plugins => Known.Plugins;

    /// <summary>The plugins' adapters that are configured.</summary>
    public AdapterSet Adapters => Known.Set;

    /// <summary>Reads all files; null when something in them cannot be right.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="time">The adapters' clock.</param>
    /// <param name="adapterSays">Takes an adapter's lines for operators.</param>
    /// <param name="problems">All problems of all files, one line each.</param>
    public static Parts? Read(string folder, TimeProvider time, Action<string, string> adapterSays, out IReadOnlyList<string> problems)
    {
        ConfigurationReading configuration = ConfigurationReader.In(folder);
        PolicyReading policy = PolicyFile.In(folder, configuration.Configuration?.ChannelNames);
        List<string> all = [.. configuration.Problems.Concat(policy.Problems).Select(problem => problem.ToString())];
        problems = all;
        if (configuration.Configuration is not { } settings) return null;
        SecretSource secrets = new();
        all.AddRange(MissingSecrets(settings, secrets));
        KnownAdapters adapters = KnownAdapters.Read(folder, settings, secrets, time, adapterSays);
        all.AddRange(adapters.Problems);
        List<Problem> networks = [];
        MachineNetworks.Read(settings.Web?.Judging.Networks, networks);
        all.AddRange(networks.Select(problem => problem.ToString()));
        TemplateSet templates = TemplateSet.Load(settings.Channels);
        if (policy.Policy is { } read) all.AddRange(templates.Check(PolicyFile.Notices(read).Select(notice => notice.Key).Distinct()).Select(problem => problem.ToString()));
        return all.Count == 0 ? new Parts(settings, policy.Policy!, templates, adapters, secrets) : null;
    }

    /// <summary>Reads all files.</summary>
    /// <exception cref="ConfigurationException">Something in them cannot be right.</exception>
    public static Parts Of(string folder, TimeProvider time, Action<string, string> adapterSays) =>
        Read(folder, time, adapterSays, out IReadOnlyList<string> problems) ?? throw new ConfigurationException(problems);

    private static IEnumerable<string> MissingSecrets(BillingConfiguration settings, SecretSource secrets)
    {
        (string Path, string? Reference)[] references =
        [
            ("$.panel.identifier", settings.Panel.Identifier), ("$.panel.secret", settings.Panel.Secret), ("$.panel.accessKey", settings.Panel.AccessKey),
            ("$.panel.database.password", settings.Panel.Database?.Password), ("$.ledger.password", settings.Ledger.Database?.Password),
            ("$.channels.email.smtp.password", settings.Channels.Email?.Smtp is { User.Length: > 0 } smtp ? smtp.Password : null),
        ];
        if (settings.Channels.Links is { } links) references = [.. references, .. links.Keys.Select(key => ($"$.channels.links.keys.{key.Key}", (string?)key.Value))];
        foreach ((string path, string? reference) in references)
            if (reference is not null && Missing(secrets, reference) is { } why) yield return $"{ConfigurationReader.FileName} {path}: {why}.";
    }

    private static string? Missing(SecretSource secrets, string reference)
    {
        try
        {
            secrets.Resolve(reference);
            return null;
        }
        catch (SecretException missing)
        {
            return missing.Message;
        }
    }
}
