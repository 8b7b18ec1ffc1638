using System.Data.Common;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Channels;
using Billing.Engine.Channels.Reports;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Panel;
using Billing.Engine.Recovering;
using Billing.Engine.Runs;
using Billing.Engine.Tracking;
using Billing.Sdk;
using Billing.Whmcs;

namespace Billing.Host;

/// <summary>Puts the parts together. The one place that knows which panel, which ledger, which adapters and which channels there are.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private static readonly TimeSpan ForTheOthers = TimeSpan.FromSeconds(1);

    private readonly Stack<object> opened = new();
    private readonly TimeProvider time;

    private readonly ILogger channelLog, nodeLog;

    private Composition(Parts parts, TimeProvider time, ILoggerFactory logs)
    {
        channelLog = logs.CreateLogger("Billing.Channels");
        nodeLog = logs.CreateLogger("Billing.Nodes");
        (Parts, this.time, Lanes) = (parts, time, new Lanes(parts.Configuration.Limits, time));
        Panel = Opened(PanelOf(parts, time, logs.CreateLogger("Billing.Panel")));
    }

    public Parts Parts { get; }
    public BillingPolicy Policy => Parts.Policy;
    public Lanes Lanes { get; }
    public IPanel Panel { get; }
    public ILedger Ledger { get; private set; } = null!;
    public IReadOnlyDictionary<string, IServiceAdapter> Adapters { get; private set; } = null!;
    public IReadOnlyDictionary<string, INoticeChannel> Channels { get; private set; } = null!;

    /// <summary>What this node is called; null where one process works alone.</summary>
    public string? Node => Parts.Configuration.Nodes?.Name;

    /// <summary>What keeps anybody from being taken offline on facts that cannot be believed.</summary>
    public Brakes Brakes { get; private set; } = null!;

    /// <summary>Where whoever watches payments says so.</summary>
    public PaymentsSeen Payments { get; private set; } = null!;

    /// <summary>What gives notices their links; null when links are not set up.</summary>
    public NoticeLinking? Linking { get; private set; }

    /// <summary>What signs links; null when they are not set up.</summary>
    public Tokens? Tokens { get; private set; }

    /// <summary>What takes Meta's deliveries; null when there is no WhatsApp channel.</summary>
    public WhatsAppWebhook? WhatsAppDeliveries { get; private set; }

    /// <summary>Reads the files and opens the ledger; the panel is not called yet.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="writes">It is going to act: the ledger is locked against a second process (among nodes: against a second one of its name), and made when it is not there.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <param name="logs">Where log lines go; errors to stderr when not given.</param>
    /// <exception cref="ConfigurationException">The files cannot be right.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public static async Task<Composition> OpenAsync(string folder, TimeProvider time, bool writes, CancellationToken cancel, ILoggerFactory? logs = null)
    {
        ILoggerFactory loggers = logs ?? Logging.ForCommands();
        Composition composition = new(Parts.Of(folder, time, AdapterLines(loggers)), time, loggers);
        if (logs is null) composition.Opened<object>(loggers);
        try
        {
            await composition.OpenLedgerAsync(writes, cancel);
            composition.MakeLinks();
            composition.Adapters = composition.MakeAdapters();
            composition.Channels = composition.MakeChannels();
            return composition;
        }
        catch
        {
            await composition.DisposeAsync();
            throw;
        }
    }

    /// <summary>The road, under that policy.</summary>
    public BillingRun Road(BillingPolicy policy, IProgress<RunProgress>? progress = null) =>
        new(Panel, Ledger, new Executors(Panel, Ledger, Adapters, Channels, Lanes, Linking), policy, time, Parts.Configuration.Worker.Parallel, progress, Brakes);

    /// <summary>The run of today, and after it the look at the servers.</summary>
    public async Task<RunReport> RunAsync(BillingPolicy policy, CancellationToken cancel, IProgress<RunProgress>? progress = null)
    {
        return await AfterAsync(await Road(policy, progress).RunAsync(cancel), policy, cancel);
    }

    /// <summary>A part of the run that another node planned, or left; null when there is none.</summary>
    public async Task<RunReport?> WorkAsync(BillingPolicy policy, CancellationToken cancel) =>
        await Road(policy).WorkAsync(cancel) is { } report ? await AfterAsync(report, policy, cancel) : null;

    /// <summary>The run of today to its end, alone or with whichever nodes are at it.</summary>
    public async Task<RunReport> RunToTheEndAsync(CancellationToken cancel, IProgress<RunProgress>? progress)
    {
        await using ILease planning = await Ledger.LeaseAsync(Leased.DailyRun, cancel);
        DateOnly today = Policy.DayOf(time.GetUtcNow());
        RunReport report = (await Ledger.Ranges.OfDayAsync(today, cancel)).UnderWay ? new RunReport(0, today, [], [], 0, [], []) { Over = false } : await RunAsync(Policy, cancel, progress);
        while (!report.Over && (await Ledger.Ranges.OfDayAsync(today, cancel)).UnderWay)
            if (await WorkAsync(Policy, cancel) is { } part)
                report = report with { Number = part.Number, Acts = [.. report.Acts, .. part.Acts], Failures = [.. report.Failures, .. part.Failures], Over = part.Over };
            else await Task.Delay(ForTheOthers, cancel);
        return report;
    }

    /// <summary>The scheduler's own connections to the ledger's database.</summary>
    public DbDataSource Jobs() => Opened(SqlLedger.Beside(Parts.Configuration.Ledger.Database!.ConnectionString(Parts.Secrets)));

    /// <summary>Whoever ends a run looks at the servers, and at the backups on them.</summary>
    private async Task<RunReport> AfterAsync(RunReport report, BillingPolicy policy, CancellationToken cancel) => !report.Over ? report
        : await new BackupChecks(Panel, Ledger, new Hands(Panel, Adapters, Lanes), policy, Parts.Configuration.Worker.Parallel).AfterAsync(
            await new DriftCheck(Panel, Ledger, new Hands(Panel, Adapters, Lanes), policy, Parts.Configuration.Worker.Parallel).AfterAsync(report, cancel), cancel);

    /// <summary>What can be recovered, and who asks for it.</summary>
    public Recoverables Recoveries() => new(Panel, Ledger, new Hands(Panel, Adapters, Lanes), Policy, Policy.DayOf(time.GetUtcNow()));

    public static Action<string, string> AdapterLines(ILoggerFactory logs) => (adapter, line) => Log.AdapterSays(logs.CreateLogger("Billing.Adapters"), adapter, line);

    public static IPanel PanelOf(Parts parts, TimeProvider time, ILogger log)
    {
        PanelSettings panel = parts.Configuration.Panel;
        return WhmcsPanel.Create(new WhmcsOptions
        {
            Address = panel.Url,
            Identifier = () => parts.Secrets.Resolve(panel.Identifier).Reveal(),
            Secret = () => parts.Secrets.Resolve(panel.Secret).Reveal(),
            AccessKey = panel.AccessKey is { } key ? () => parts.Secrets.Resolve(key).Reveal() : null,
            CertificateFingerprint = panel.Fingerprint,
            Database = panel.Database is { } database ? () => database.ConnectionString(parts.Secrets) : null,
            Adapters = parts.Configuration.Adapters,
            ProjectsInProgress = panel.InProgress,
            ProjectFrozen = panel.Frozen,
            TicketDepartment = panel.TicketDepartment,
            Welcome = panel.Welcome,
            Consent = parts.Configuration.Channels.WhatsApp?.Consent ?? ConsentRule.Nobody,
            Zone = parts.Policy.TimeZone,
        }, log, time);
    }

    /// <param name="parts">The admin's files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="node">Which of several nodes acts; null for one that acts alone, or only looks.</param>
    public static ILedger LedgerOf(Parts parts, TimeProvider time, NodeTerms? node = null) => parts.Configuration.Ledger switch
    {
        { Database: { } database } => SqlLedger.MariaDb(database.ConnectionString(parts.Secrets), time, parts.Configuration.Worker.Retries, node),
        { Path: { } path } => SqlLedger.Sqlite(path, time, parts.Configuration.Worker.Retries),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static IMailTransport? MailOf(Parts parts) => parts.Configuration.Channels.Email switch
    {
        null => null,
        { Smtp: { } smtp } => new SmtpTransport(smtp, () => parts.Secrets.Resolve(smtp.Password).Reveal()),
        { Folder: var folder } => new FolderTransport(folder),
    };

    public static WhatsAppCloud? CloudOf(Parts parts) => parts.Configuration.Channels.WhatsApp is { } options
        ? new WhatsAppCloud(options, () => parts.Secrets.Resolve(options.Token).Reveal()) : null;

    /// <summary>The mailbox to which notices come back; null when it is not read.</summary>
    public static IReportSource? MailboxOf(Parts parts) => parts.Configuration.Channels.Email?.Bounces switch
    {
        { Imap: { } imap } => new ImapMailbox(imap, () => parts.Secrets.Resolve(imap.Password).Reveal()),
        { Maildir: { Length: > 0 } folder } => new Maildir(folder),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        while (opened.TryPop(out object? last))
            if (last is IAsyncDisposable later) await later.DisposeAsync();
            else (last as IDisposable)?.Dispose();
    }

    private async Task OpenLedgerAsync(bool writes, CancellationToken cancel)
    {
        LedgerSettings settings = Parts.Configuration.Ledger;
        if (writes && Node is null)
            Opened(settings is { Database: { } database } ? await OneProcess.MariaDbAsync(database.ConnectionString(Parts.Secrets), cancel) : OneProcess.Sqlite(settings.Path!));
        // Who only looks makes no ledger: made by an admin's hands it would not be the service's to write.
        bool none = !writes && settings.Path is { } path && !File.Exists(path);
        Ledger = Opened(none ? new MemoryLedger(time) : LedgerOf(Parts, time, writes && Node is { } name ? new NodeTerms(name, KnownAdapters.Ours) { Says = line => Log.NodeSays(nodeLog, line) } : null));
        await Ledger.PrepareAsync(cancel);
        Brakes = new Brakes(Ledger, Parts.Configuration.Brakes, time, Panel.ReadSourceAsync, Panel.FindClientOfInvoiceAsync, Panel.MarkInstallationAsync);
        Payments = new PaymentsSeen(Ledger.Brakes, Brakes, time);
    }

    private void MakeLinks()
    {
        if (Parts.Configuration.Channels.Links is not { } links) return;
        Tokens = links.Tokens(Parts.Secrets);
        Linking = new NoticeLinking(links, Tokens, Ledger.Evidence, time);
    }

    private Dictionary<string, IServiceAdapter> MakeAdapters()
    {
        PanelSettings panel = Parts.Configuration.Panel;
        Dictionary<string, IServiceAdapter> adapters = new(Parts.Adapters.ByName, StringComparer.Ordinal)
        {
            [PanelModule.Name] = new PanelModule(Panel),
            [PanelProject.Name] = new PanelProject(Panel, panel.InProgress, panel.Frozen, FormerStatusAsync),
        };
        foreach (IServiceAdapter adapter in Parts.Adapters.ByName.Values) Opened<object>(adapter);
        return adapters;
    }

    private Dictionary<string, INoticeChannel> MakeChannels()
    {
        ChannelOptions options = Parts.Configuration.Channels;
        List<INoticeChannel> channels = [];
        if (options.Email is { } email) channels.Add(new EmailChannel(Parts.Templates, email, options.Provider, Opened(MailOf(Parts)!), time, Tokens, email.Dkim?.Signer(Parts.Secrets)));
        if (options.WhatsApp is { } whatsApp) channels.Add(MakeWhatsApp(whatsApp));
        if (Parts.Configuration.PanelChannel) channels.Add(new PanelChannel(Parts.Templates, Panel.LogAsync));
        return channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);
    }

    private WhatsAppChannel MakeWhatsApp(WhatsAppOptions options)
    {
        void Alert(string line) => Log.ChannelSays(channelLog, line);
        WhatsAppBook book = new(Ledger, time, Parts.Policy.TimeZone);
        WhatsAppCloud cloud = Opened(CloudOf(Parts)!);
        WhatsAppDeliveries = new WhatsAppWebhook(options.PhoneNumberId, () => Parts.Secrets.Resolve(options.AppSecret).Reveal(), () => Parts.Secrets.Resolve(options.VerifyToken).Reveal(), Ledger, book, Alert);
        WhatsAppHeader header = new(options.HeaderPdf ? Panel as IInvoiceDocuments : null, cloud);
        return new WhatsAppChannel(new WhatsAppTemplates(Parts.Templates, options), options, cloud, new WhatsAppGate(options, Ledger.Channels, time, Alert), book, header, Alert);
    }

    /// <summary>The status that a project had when we froze it: kept under the key of the freeze that is open.</summary>
    private async Task<string?> FormerStatusAsync(ServiceHandle project, CancellationToken cancel) =>
        Target.TryParse(project.Target, out Target target) && (await Ledger.ReadAsync(project.Client, cancel)).Open(target) is { } open
            ? await Ledger.ReadSnapshotAsync(new BillingAction.Freeze(target, open.Cause, open.Number).Key, cancel) : null;

    private T Opened<T>(T part) where T : notnull
    {
        opened.Push(part);
        return part;
    }
}
