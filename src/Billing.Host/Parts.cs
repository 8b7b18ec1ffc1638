using Billing.Core.Policy;
using Billing.Engine.Calls;
using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Configuration;
using Billing.Engine.Objecting;
using Billing.Engine.Panel;
using Billing.Engine.Plugins;
using Billing.Engine.Promising;
using Billing.Engine.Recovering;
using Billing.Engine.Tracking;
using Billing.Whmcs;

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
        if (settings is { Channels.Links.Url: not null, Web: not null })
            all.AddRange(PageProblems(settings, templates).Select(problem => problem.ToString()));
        all.AddRange(WhatsAppProblems(settings, policy.Policy, templates).Select(problem => problem.ToString()));
        return all.Count == 0 ? new Parts(settings, policy.Policy!, templates, adapters, secrets) : null;
    }

    /// <summary>Reads all files.</summary>
    /// <exception cref="ConfigurationException">Something in them cannot be right.</exception>
    public static Parts Of(string folder, TimeProvider time, Action<string, string> adapterSays) =>
        Read(folder, time, adapterSays, out IReadOnlyList<string> problems) ?? throw new ConfigurationException(problems);

    /// <summary>What is wrong with the texts of the pages on which a client says something.</summary>
    private static IEnumerable<Problem> PageProblems(BillingConfiguration settings, TemplateSet templates)
    {
        (ProviderOptions provider, Uri panel, string language) = (settings.Channels.Provider, settings.Panel.Url, settings.Channels.DefaultLanguage);
        return [.. new ObjectionPages(templates, provider, panel).Check(language), .. new PromisePages(templates, provider, panel).Check(language), .. new RecoveryPages(templates, provider, panel).Check(language)];
    }

    /// <summary>What of the WhatsApp channel does not fit the policy, the panel, or what Meta takes.</summary>
    private static List<Problem> WhatsAppProblems(BillingConfiguration settings, BillingPolicy? policy, TemplateSet templates)
    {
        if (settings.Channels.WhatsApp is not { } options) return [];
        List<Problem> problems = [];
        if (options.HeaderPdf && !typeof(IInvoiceDocuments).IsAssignableFrom(typeof(WhmcsPanel)))
            problems.Add(new(ConfigurationReader.FileName, "$.channels.whatsapp.headerPdf", "WHMCS gives an invoice's PDF to nobody but a logged-in client or administrator", "Write false; the button leads to the invoice"));
        if (settings.Panel.Database is null && options.Consent.Field.Length > 0 && !options.Consent.Field.All(char.IsAsciiDigit))
            problems.Add(new(ConfigurationReader.FileName, "$.channels.whatsapp.consent.field", "the panel's API knows custom fields by their numbers only", "Write the field's number, or read the panel's database"));
        if (policy is not null)
            problems.AddRange(new WhatsAppTemplates(templates, options).Check(PolicyFile.Notices(policy).Where(notice => notice.Value.Contains(WhatsAppChannel.ChannelName)).Select(notice => notice.Key), [settings.Channels.DefaultLanguage]));
        return problems;
    }

    private static IEnumerable<string> MissingSecrets(BillingConfiguration settings, SecretSource secrets)
    {
        (string Path, string? Reference)[] references =
        [
            ("$.panel.identifier", settings.Panel.Identifier), ("$.panel.secret", settings.Panel.Secret), ("$.panel.accessKey", settings.Panel.AccessKey),
            ("$.panel.database.password", settings.Panel.Database?.Password), ("$.ledger.password", settings.Ledger.Database?.Password),
            ("$.channels.email.smtp.password", settings.Channels.Email?.Smtp is { User.Length: > 0 } smtp ? smtp.Password : null),
        ];
        if (settings.Channels.Email?.Bounces?.Imap is { } imap) references = [.. references, ("$.channels.email.bounces.imap.password", imap.Password)];
        if (settings.Channels.Links is { } links) references = [.. references, .. links.Keys.Select(key => ($"$.channels.links.keys.{key.Key}", (string?)key.Value))];
        if (settings.Channels.WhatsApp is { } whatsApp) references = [.. references, .. whatsApp.Secrets.Select(secret => ($"$.channels.whatsapp.{secret.Key}", (string?)secret.Reference))];
        if (settings.Channels.Email?.Dkim is { } dkim && Wrong(() => dkim.Signer(secrets)) is { } unfit) yield return $"{ConfigurationReader.FileName} $.channels.email.dkim.key: {unfit}.";
        foreach (KeyValuePair<string, string> key in settings.Panel.Hook?.Keys ?? [])
            if (Wrong(() => HookOptions.Secret(secrets, key.Value)) is { } unusable) yield return $"{ConfigurationReader.FileName} $.panel.hook.keys['{key.Key}']: {unusable}.";
        foreach ((string path, string? reference) in references)
            if (reference is not null && Wrong(() => secrets.Resolve(reference)) is { } why) yield return $"{ConfigurationReader.FileName} {path}: {why}.";
    }

    private static string? Wrong(Func<object> read)
    {
        try
        {
            read();
            return null;
        }
        catch (SecretException missing)
        {
            return missing.Message;
        }
    }
}
