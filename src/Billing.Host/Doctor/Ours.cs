using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Doctor;
using Billing.Engine.Panel;
using Billing.Host.Cli;
using Billing.Sdk;

namespace Billing.Host.Doctor;

/// <summary>What <c>billing check</c> looks at, in its words: our files, our connections, which adapter reaches what.</summary>
internal static class Ours
{
    private static readonly FindingKind Panel = new("panel-connection", Severity.Critical,
        "Without the panel nothing is decided; without a right of the API role one sort of act fails each time, and who pays may stay offline.", "Do what the finding says; `billing check` finds the same.");

    private static readonly FindingKind Ledger = new("ledger-connection", Severity.Critical, "Without its ledger nothing is done at all.", "Do what the finding says; `billing check` finds the same.");

    private static readonly FindingKind Mail = new("mail-connection", Severity.Critical,
        "Nobody is told of anything: suspensions wait, and so does the news of them.", "Do what the finding says; `billing check` finds the same.");

    private static readonly FindingKind WhatsApp = new("whatsapp-connection", Severity.Warning, "Nothing goes out by WhatsApp.", "Do what the finding says; a token that ended is made anew in Meta's console, for a system user, without end.");

    private static readonly FindingKind Reports = new("reports-connection", Severity.Warning, "Notices that come back are not learnt of, and count as given.", "Do what the finding says; `billing check` finds the same.");

    private static readonly FindingKind Adapter = new("adapter-connection", Severity.Critical,
        "What is to go offline stays online, and who paid stays offline, on every server that it does not reach.", "Do what the finding says; `billing adapters test NAME` finds the same.");

    private static readonly FindingKind Wrong = new("mapping-wrong", Severity.Warning, "Those services are never taken offline, whatever is owed for them.", "Do what the finding says; `adapters` in billing.json says which adapter reaches what.");

    private static readonly FindingKind Strange = new("mapping-strange", Severity.Note, "It may be meant; if not, services are suspended in the panel only, or never removed.", "Do what the finding says, unless it is meant.");

    private static readonly FindingKind Note = new("configuration-note", Severity.Note, "It may be meant; if not, something that you expect does not happen.", "Do what the finding says, unless it is meant.");

    private static readonly FindingKind NoHolidays = new("holidays-missing", Severity.Warning,
        "Every day of that year counts as a business day, so clients are suspended earlier than the terms promise.", "Add that year to the file of holidays that `businessDays.holidays` names.");

    private static readonly FindingKind Apart = new("clock-apart", Severity.Warning,
        "The brake `clock` is in force while they are apart: nobody is taken offline. If ours is the wrong one, deadlines end on the wrong day.", "Set both by NTP.");

    /// <summary>Every sort of finding that there is here.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } = [Panel, Ledger, Mail, WhatsApp, Reports, Adapter, Wrong, Strange, Note, NoHolidays, Apart];

    public static IReadOnlyList<Examination> All(Parts parts, IPanel panel, TimeProvider time) =>
    [
        Examination.Of("panel-connection", "the connection to the panel, our rights there, its clock", [Panel], async cancel => Each(Panel, await panel.CheckAsync(cancel), parts.Configuration.Panel.Url.Host)),
        Examination.Of("clocks", "the clocks", [Apart], async cancel => parts.Configuration.Brakes.Clock is { } limit ? Drift((await panel.ReadSourceAsync(counts: false, cancel)).Clocks, limit) : []),
        Examination.Of("ledger-connection", "the ledger", [Ledger], async cancel => Each(Ledger, await CheckCommand.LedgerAsync(parts, time, cancel), "ledger")),
        Examination.Of("mail-connection", "the mail server", [Mail], async cancel => Each(Mail, await CheckCommand.MailAsync(parts, cancel), "channels.email")),
        Examination.Of("whatsapp-connection", "WhatsApp", [WhatsApp], async cancel => Each(WhatsApp, await CheckCommand.WhatsAppAsync(parts, cancel), "channels.whatsapp")),
        Examination.Of("reports-connection", "the mailbox of what comes back", [Reports], async cancel =>
            Composition.MailboxOf(parts) is { } mailbox && await mailbox.CheckAsync(cancel) is { } why ? Each(Reports, [why], "channels.email.bounces") : []),
        Examination.Of("adapter-connection", "the adapters' servers", [Adapter], cancel => AdaptersAsync(parts, cancel)),
        Examination.Of("mapping", "which adapter reaches what", [Wrong, Strange], async cancel => Mapping(parts, await panel.CountServicesAsync(cancel))),
        Examination.Of("configuration", "our files", [Note], _ => Task.FromResult(Each(Note, CheckCommand.Notes(parts), ConfigurationReader.FileName))),
        Examination.Of("holidays", "the holidays", [NoHolidays], _ => Task.FromResult(Each(NoHolidays, HolidayGap.On(parts.Policy, parts.Policy.DayOf(time.GetUtcNow())).Select(gap => gap.ToString()), "businessDays.holidays"))),
    ];

    private static IEnumerable<Finding> Each(FindingKind kind, IEnumerable<string> texts, string where) => texts.Select(text => new Finding(kind, text, where));

    private static async Task<IEnumerable<Finding>> AdaptersAsync(Parts parts, CancellationToken cancel)
    {
        List<Finding> found = [];
        foreach ((string name, IServiceAdapter adapter) in parts.Adapters.ByName)
            if (adapter is ICanTestConnection testable) found.AddRange(Each(Adapter, await AdaptersCommand.TryAsync(name, testable, cancel), $"adapter {name}"));
        return found;
    }

    private static IEnumerable<Finding> Mapping(Parts parts, IReadOnlyList<ServiceGroup> groups) => MappingCheck.Of(parts.Configuration.Adapters, groups, parts.Known, parts.Policy)
        .Select(finding => new Finding(finding.Wrong ? Wrong : Strange, finding.Text, $"{ConfigurationReader.FileName} $.adapters"));

    private static IEnumerable<Finding> Drift(IReadOnlyList<ClockReading> clocks, TimeSpan limit) =>
        from clock in clocks
        let off = clock.At - clock.AskedAt
        where off.Duration() > limit
        select new Finding(Apart, string.Create(CultureInfo.InvariantCulture, $"the clock of {clock.Name} is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} ours"), clock.Name);
}
