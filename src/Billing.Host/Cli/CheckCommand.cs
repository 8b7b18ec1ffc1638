using System.CommandLine;
using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Host.Cli;

/// <summary><c>billing check</c>: whether the files can be right, and whether everything that they name answers.</summary>
internal static class CheckCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> offline = new("--offline") { Description = "Read the files only; connect to nothing" };
        Command command = new("check", "Read every file of the configuration, try every connection, and print what is wrong") { offline };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(offline), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, bool offline, CancellationToken cancel)
    {
        Screen screen = given.Screen;
        string folder = given.Folder();
        screen.Line($"configuration: {folder}");
        using var logs = Logging.ForCommands();
        if (Parts.Read(folder, given.Time, Composition.AdapterLines(logs), out IReadOnlyList<string> problems) is not { } parts)
        {
            foreach (string problem in problems) screen.Line($"wrong  {problem}");
            screen.Line(problems.Count == 1 ? "1 problem" : string.Create(CultureInfo.InvariantCulture, $"{problems.Count} problems"));
            return ExitCode.Configuration;
        }
        Files(screen, parts, given.Time);
        if (offline) return ExitCode.Done;
        int findings = 0;
        (IReadOnlyList<string> panel, IReadOnlyList<ServiceGroup>? groups, PanelNames? names) = await PanelAsync(parts, given.Time, logs, cancel);
        findings += Say(screen, "panel", panel);
        foreach (string nobody in names is null ? [] : TimelineCheck.Unknown(parts.Policy, names)) screen.Line($"note   {nobody}");
        findings += Say(screen, "ledger", await LedgerAsync(parts, given.Time, cancel));
        if (parts.Configuration.Nodes is { } node) findings += await NodesAsync(screen, parts, node.Name, given.Time, cancel);
        findings += Say(screen, "mail", await MailAsync(parts, cancel));
        if (parts.Configuration.Channels.WhatsApp is not null) findings += Say(screen, "whatsapp", await WhatsAppAsync(parts, cancel));
        findings += await ReportsAsync(screen, parts, cancel);
        foreach ((string name, IServiceAdapter adapter) in parts.Adapters.ByName)
            if (adapter is ICanTestConnection testable) findings += Say(screen, $"adapter {name}", await AdaptersCommand.TryAsync(name, testable, cancel));
        int unmapped = groups is null ? 0 : Mapping(screen, parts, groups);
        findings += unmapped;
        screen.Line(findings == 0 ? "all is well" : findings == 1 ? "1 finding" : string.Create(CultureInfo.InvariantCulture, $"{findings} findings"));
        return findings == 0 ? ExitCode.Done : findings == unmapped ? ExitCode.Configuration : ExitCode.Unreachable;
    }

    private static void Files(Screen screen, Parts parts, TimeProvider time)
    {
        BillingPolicy policy = parts.Policy;
        screen.Line($"ok     {ConfigurationReader.FileName}: panel {parts.Configuration.Panel.Url.Host}, ledger {parts.Configuration.Ledger.Path ?? parts.Configuration.Ledger.Database?.Host}");
        screen.Line($"ok     {PolicyFile.FileName}: runs at {policy.RunAt.ToString("HH:mm", CultureInfo.InvariantCulture)} ({policy.TimeZone.Id}), {policy.Timelines.Count} timeline{(policy.Timelines.Count == 1 ? "" : "s")}");
        if (policy.Timelines.Count > 1)
            foreach (string timeline in TimelineCheck.Say(policy)) screen.Line($"ok     {timeline}");
        screen.Line($"ok     templates: {string.Join(", ", parts.Templates.Languages)}");
        screen.Line(parts.Plugins.ByName.Count == 0 ? "ok     plugins: none installed" : $"ok     plugins: {string.Join(", ", parts.Plugins.ByName.Values.Select(plugin => $"{plugin.Name} {plugin.Version}{(parts.Adapters.ByName.ContainsKey(plugin.Name) ? "" : " (not configured)")}"))}");
        foreach (string note in Notes(parts)) screen.Line($"note   {note}");
        foreach (HolidayGap gap in HolidayGap.On(policy, policy.DayOf(time.GetUtcNow()))) screen.Line($"warn   {gap}");
    }

    /// <summary>What is not wrong in the files, and still should be known.</summary>
    public static IEnumerable<string> Notes(Parts parts)
    {
        foreach (string channel in PolicyFile.Notices(parts.Policy).SelectMany(notice => notice.Value).Distinct().Except(parts.Configuration.ChannelNames))
            yield return $"the policy tells by {channel}, which is not set up here: such notices are left out, and the record says so";
        if (parts.Configuration is { Channels.Links.Url: { } links, Web: null }) yield return $"links in notices lead to {links}, and no \"web\" is set up here that would answer them";
        if (parts.Configuration is { Channels.Links.Url: not null, Panel.TicketDepartment: null })
            yield return "clients can object by a link, and no department takes their tickets: add \"tickets\": { \"department\": 1 } to \"panel\", or objections wait for somebody to look";
        if (parts.Configuration is { Channels.WhatsApp: not null, Web: null })
            yield return "there is a WhatsApp channel and no \"web\": what becomes of its messages, and who asks for no more of them, is never learnt";
        if (parts.Configuration.Panel.Hook is null)
            yield return $"the panel tells nothing by itself: who pays is online when that is seen, not at once. Install its hook and add \"hook\" to \"panel\" ({ConfigurationReader.FileName}; README.md beside it says how)";
    }

    private static bool Conditional(BillingPolicy policy) => policy.Timelines.Any(timeline => timeline.When != When.Always);

    private static int Mapping(Screen screen, Parts parts, IReadOnlyList<ServiceGroup> groups)
    {
        MappingFinding[] found = [.. MappingCheck.Of(parts.Configuration.Adapters, groups, parts.Known, parts.Policy)];
        foreach (MappingFinding strange in found.Where(finding => !finding.Wrong)) screen.Line($"note   {strange.Text}");
        return Say(screen, "mapping", [.. found.Where(finding => finding.Wrong).Select(finding => finding.Text)]);
    }

    private static int Say(Screen screen, string what, IReadOnlyList<string> findings)
    {
        if (findings.Count == 0) screen.Line($"ok     {what}");
        foreach (string finding in findings) screen.Line($"wrong  {what}: {finding}");
        return findings.Count;
    }

    /// <summary>What the panel's own check finds; what services there are, if it finds nothing.</summary>
    private static async Task<(IReadOnlyList<string> Findings, IReadOnlyList<ServiceGroup>? Groups, PanelNames? Names)> PanelAsync(Parts parts, TimeProvider time, Microsoft.Extensions.Logging.ILoggerFactory logs, CancellationToken cancel)
    {
        IPanel? panel = null;
        try
        {
            panel = Composition.PanelOf(parts, time, logs.CreateLogger("Billing.Panel"));
            IReadOnlyList<string> findings = await panel.CheckAsync(cancel);
            return (findings, findings.Count == 0 ? await panel.CountServicesAsync(cancel) : null, findings.Count == 0 && Conditional(parts.Policy) && panel is IPanelNames named ? await named.ReadNamesAsync(cancel) : null);
        }
        catch (PanelException no)
        {
            return ([no.Message], null, null);
        }
        finally
        {
            if (panel is IAsyncDisposable later) await later.DisposeAsync();
            else (panel as IDisposable)?.Dispose();
        }
    }

    public static async Task<IReadOnlyList<string>> LedgerAsync(Parts parts, TimeProvider time, CancellationToken cancel)
    {
        if (parts.Configuration.Ledger.Path is { } path && !File.Exists(path))
            return Directory.Exists(Path.GetDirectoryName(path)) ? [] : [$"there is no folder {Path.GetDirectoryName(path)}; make it and give it to the service's user"];
        try
        {
            await using ILedger ledger = Composition.LedgerOf(parts, time);
            await ledger.PrepareAsync(cancel);
            return [];
        }
        catch (LedgerException no)
        {
            return [no.Message];
        }
    }

    /// <summary>Whether the ledger's database takes what several nodes need beside it, and who they are.</summary>
    private static async Task<int> NodesAsync(Screen screen, Parts parts, string name, TimeProvider time, CancellationToken cancel)
    {
        if (parts.Configuration.Channels.Email?.Bounces is { Maildir.Length: > 0 })
            screen.Line("note   nodes: the mailbox of reports is a folder, and any node may be the one that reads it: let it be the same on all of them, or use \"imap\"");
        try
        {
            await using ILedger ledger = Composition.LedgerOf(parts, time);
            await ledger.PrepareAsync(cancel);
            foreach (NodeEntry node in await ledger.Nodes.ListAsync(cancel))
                screen.Line(string.Create(CultureInfo.InvariantCulture, $"note   node {node.Name}{(node.Name == name ? " (this one)" : "")}: {(node.Left ? "stopped" : node.AtWork ? "at work" : "gone")}, last seen {Ago(node.SeenAgo)} ago, version {node.Version}"));
            return Say(screen, $"node {name}", await ledger.Nodes.CheckAsync(cancel) is { } why ? [why] : []);
        }
        catch (LedgerException)
        {
            return 0;   // said already
        }
    }

    private static string Ago(TimeSpan span) => span.TotalMinutes < 2 ? $"{span.TotalSeconds:0} s" : span.TotalHours < 2 ? $"{span.TotalMinutes:0} min" : span.TotalDays < 2 ? $"{span.TotalHours:0} h" : $"{span.TotalDays:0} days";

    /// <summary>The mailbox to which notices come back. What is between it and the world cannot be tried from here, and is said.</summary>
    private static async Task<int> ReportsAsync(Screen screen, Parts parts, CancellationToken cancel)
    {
        if (parts.Configuration.Channels.Email is not { Bounces: { } bounces } email) return 0;
        string from = email.From[(email.From.LastIndexOf('@') + 1)..];
        screen.Line($"note   reports: whether mail for {bounces.Of("TOKEN").Address} reaches {bounces.Address} (recipient_delimiter = +) cannot be tried from here: send one");
        if (!string.Equals(bounces.Domain, from, StringComparison.OrdinalIgnoreCase) && !bounces.Domain.EndsWith($".{from}", StringComparison.OrdinalIgnoreCase))
            screen.Line($"note   reports: {bounces.Domain} is neither {from} nor below it: SPF does not speak for the sender that clients see, DKIM has to");
        if (Composition.MailboxOf(parts) is not { } mailbox)
        {
            screen.Line("note   reports: the mailbox is not read by this service (neither \"maildir\" nor \"imap\"): what comes back is not known");
            return 0;
        }
        return Say(screen, "reports", await mailbox.CheckAsync(cancel) is { } why ? [why] : []);
    }

    public static async Task<IReadOnlyList<string>> MailAsync(Parts parts, CancellationToken cancel)
    {
        IMailTransport? mail = Composition.MailOf(parts);
        try
        {
            return mail is not null && await mail.CheckAsync(cancel) is { } why ? [why] : [];
        }
        finally
        {
            (mail as IDisposable)?.Dispose();
        }
    }

    public static async Task<IReadOnlyList<string>> WhatsAppAsync(Parts parts, CancellationToken cancel)
    {
        using WhatsAppCloud? cloud = Composition.CloudOf(parts);
        return cloud is not null && await cloud.CheckAsync(cancel) is { } why ? [why] : [];
    }
}
