using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// Makes a notice out of what panel, ledger and policy say at this moment: which services it tells of, what happens next, and its further values. What is
/// sent and what is previewed is made here alike.
/// </summary>
internal sealed class NoticeMaking(IPanel panel)
{
    public async Task<Notice> MakeAsync(BillingAction.Notify notify, InvoiceSheet? sheet, ClientFacts facts, BillingPolicy policy, DateOnly today, CancellationToken cancel)
    {
        IReadOnlyList<Coming> coming = notify.InvoiceId is { } invoice ? Outlook.Of(facts, policy, today, invoice) : [];
        return new Notice(notify.Key, notify.Notice, facts.Client, sheet,
            await NamesAsync(ToldOf.Services(notify, facts, policy), cancel),
            notify.InvoiceId is { } about ? Outlook.Next(facts, policy, today, about) : [],
            NoticeFigures.Of(notify, facts, policy, today)) { Counted = Counted(coming) };
    }

    private static Dictionary<string, Moment> Counted(IReadOnlyList<Coming> coming)
    {
        Dictionary<string, Moment> counted = new(StringComparer.Ordinal);
        foreach (Coming stage in coming.Where(stage => stage is { Moved: false, Stage.At: { BusinessDays: true, Days: > 0 } }))
            foreach (StageAct act in stage.Stage.Do) counted.TryAdd(Outlook.Word(act), stage.Stage.At);
        return counted;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(IEnumerable<Target> told, CancellationToken cancel)
    {
        List<string> names = [];
        foreach (Target target in told.Distinct())
            if (await panel.ReadHandleAsync(target, cancel) is { } handle)
                names.Add(Named(handle));
        return names;
    }

    /// <summary>By the name that the client knows.</summary>
    public static string Named(ServiceHandle handle) =>
        (handle["name"], handle.Domain.Length > 0 ? handle.Domain : handle["domain"]) switch
        {
            ({ Length: > 0 } name, { Length: > 0 } domain) => $"{name} — {domain}",
            ({ Length: > 0 } name, _) => name,
            (_, { Length: > 0 } domain) => domain,
            _ => handle.Target,
        };
}
