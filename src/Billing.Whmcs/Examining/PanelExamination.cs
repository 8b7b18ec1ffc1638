using Billing.Core.Policy;
using Billing.Engine.Doctor;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Reading;

namespace Billing.Whmcs.Examining;

/// <summary>Everything that is looked at in a WHMCS panel: its settings, its database, what it holds. The settings are read once, by whichever examination comes first.</summary>
internal sealed class PanelExamination(WhmcsApi api, WhmcsDatabase? database, AdapterMap adapters)
{
    private static readonly FindingKind[] NoDatabase = [Rounds.LeftOut, .. SeparateInvoices.Kinds];

    private Task<PanelAsSetUp>? settings;

    /// <summary>Every sort of finding that there is, for who lists them.</summary>
    public static IReadOnlyList<FindingKind> Kinds =>
        [.. SettingTable.All.SelectMany(row => row.Kinds).Concat(DatabaseTable.All.SelectMany(row => row.Kinds)).Concat(ThingTable.Kinds).Concat(PanelClocks.Kinds).Distinct()];

    public IPanelContents Contents { get; } = database is null ? new ApiContents(api, adapters) : new DatabaseContents(database);

    public IReadOnlyList<Examination> All(BillingPolicy policy, DateOnly today) =>
    [
        .. SettingTable.All.Select(row => Examination.Of(row.Word, row.Title, row.Kinds, async cancel => row.Judge(await (settings ??= ReadAsync(cancel)), policy))),
        Examination.Of("panel-cron", "whether the panel's daily tasks run", PanelClocks.Kinds, cancel => PanelClocks.AskAsync(api, cancel)),
        .. database is null ? [WithoutDatabase(policy)] : DatabaseTable.All.Select(row => Examination.Of(row.Word, row.Title, row.Kinds, cancel => AskAsync(database, row, policy, cancel))),
        Examination.Of("services", "every service, addon and domain of the panel", ThingTable.Kinds, cancel => ThingsAsync(policy, today, cancel)),
    ];

    private Task<PanelAsSetUp> ReadAsync(CancellationToken cancel) => PanelAsSetUp.ReadAsync(api, TasksAsync, cancel);

    private async Task<IReadOnlySet<string>> TasksAsync(CancellationToken cancel)
    {
        IReadOnlySet<string> off = new HashSet<string>();
        if (database is not null) await database.LookAsync(async (session, tables) => off = await TasksOff.ReadAsync(session, tables, cancel), cancel);
        return off;
    }

    private static async Task<IEnumerable<Finding>> AskAsync(WhmcsDatabase database, DatabaseRow row, BillingPolicy policy, CancellationToken cancel)
    {
        IEnumerable<Finding> found = [];
        await database.LookAsync(async (session, tables) => found = await row.Ask(new DatabaseLook(session, tables, database.Place, policy), cancel), cancel);
        return found;
    }

    private Examination WithoutDatabase(BillingPolicy policy) => Examination.Of("database", "what the panel's API tells instead of its database", NoDatabase, async cancel =>
    {
        ApiCall call = new("GetClientGroups");
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        (int, string)[] groups = api.Understand(call, answer, fields => fields.List("groups", "group").Where(row => row.Flag("separateinvoices")).Select(row => (row.Id("id"), Mapping.PanelText.Plain(row.Text("groupname")))).ToArray());
        return
        [
            new Finding(Rounds.LeftOut, "through its API the panel does not tell: fixed terms, clients with separate invoices, payment methods, tasks that are switched off, telephones, from which day it invoices", "panel.read"),
            .. policy.Renewal.OneInvoiceADay ? SeparateInvoices.OfGroups(groups) : [],
        ];
    });

    private async Task<IEnumerable<Finding>> ThingsAsync(BillingPolicy policy, DateOnly today, CancellationToken cancel)
    {
        IReadOnlyList<IThingJudge> judges = ThingTable.Make(new ThingTerms(policy, today, await Contents.SoldAsync(cancel)));
        await Contents.EachThingAsync(thing =>
        {
            foreach (IThingJudge judge in judges) judge.See(thing);
        }, cancel);
        return judges.SelectMany(judge => judge.Say());
    }
}
