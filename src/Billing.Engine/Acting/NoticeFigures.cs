using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;

namespace Billing.Engine.Acting;

/// <summary>The further values of a notice: the new cycle, the offer of a recovery, the late fee, how long a promise to pay would give. In the form in which <see cref="NoticeValues"/> wants them.</summary>
internal static class NoticeFigures
{
    public static Dictionary<string, string> Of(BillingAction.Notify notify, ClientFacts facts, BillingPolicy policy, DateOnly today)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        if (notify.Subject is { } subject && policy.CycleChange.Tell.Notices.Any(tell => tell.Key == notify.Notice)) Cycle(values, facts, policy, subject);
        if (notify.InvoiceId is { } invoice && Does(policy, notify.Notice, StageAct.TerminateService)) Recovery(values, facts, policy, today, invoice);
        if (notify.InvoiceId is { } late && Does(policy, notify.Notice, StageAct.LateFee)) LateFee(values, facts, policy, today, late);
        if (notify.InvoiceId is { } unpaid && policy.Promise is not null && Promises.May(facts, policy, today, unpaid).Until is { } until) values[NoticeValues.PromiseUntil] = Day(until);
        if (notify.Subject is { } kept && policy.Recovery.Warn.Notices.Any(tell => tell.Key == notify.Notice)) Expiry(values, facts, policy, today, kept);
        if (notify.Subject is { } back && policy.Recovery.Tell.Notices.Any(tell => tell.Key == notify.Notice) && facts.Find(back)?.NextDue is { } renews) values[NoticeValues.On] = Day(renews);
        return values;
    }

    /// <summary>The change that was made; in a preview before any, the one that would be.</summary>
    private static void Cycle(Dictionary<string, string> values, ClientFacts facts, BillingPolicy policy, Target subject)
    {
        Service? service = facts.Find(subject);
        BillingAction.ChangeCycle? change = facts.Past.Done<BillingAction.ChangeCycle>().LastOrDefault(done => done.Action.Target == subject).Action;
        if (change is null && service is not null && policy.CycleChange.Steps.TryGetValue(service.Cycle, out BillingCycle? longer) && service.Prices.TryGetValue(longer, out decimal price))
            change = new(subject, service.Cycle, longer, price, 1);
        if (change is null) return;
        values[NoticeValues.From] = change.From.Name;
        values[NoticeValues.To] = change.To.Name;
        values[NoticeValues.Amount] = Sum(change.Amount);
        // An invoice that exists is not altered: where the next period is billed already, the day is the one after it, and the panel sets it.
        if (service?.NextDue is { } next && !facts.Invoices.Any(invoice => invoice.PeriodOf(subject) >= next)) values[NoticeValues.On] = Day(next);
    }

    private static void Recovery(Dictionary<string, string> values, ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice)
    {
        DateOnly[] backups = [.. facts.Past.Done<BillingAction.Backup>().Where(done => done.Action.Cause.Invoice == invoice).Select(done => done.Deed.On)];
        bool gone = facts.Past.Done<BillingAction.Terminate>().Any(done => done.Action.Cause.Invoice == invoice);
        if (backups.Length == 0 && (gone || !policy.BackupRequired)) return;
        values[NoticeValues.RecoveryUntil] = Day(backups.DefaultIfEmpty(today).Min().AddDays(policy.Recovery.KeepBackupsDays));
        if (policy.Recovery.Fee.TryGetValue(facts.Client.Currency, out decimal fee)) values[NoticeValues.RecoveryFee] = Sum(fee);
    }

    /// <summary>The end of the latest backup; in a preview before any, that of one made today.</summary>
    private static void Expiry(Dictionary<string, string> values, ClientFacts facts, BillingPolicy policy, DateOnly today, Target subject)
    {
        DateOnly made = facts.Past.Done<BillingAction.Backup>().Where(done => done.Action.Target == subject).Select(done => done.Deed.On).DefaultIfEmpty(today).Last();
        values[NoticeValues.RecoveryUntil] = Day(made.AddDays(policy.Recovery.KeepBackupsDays));
        if (policy.Recovery.Fee.TryGetValue(facts.Client.Currency, out decimal fee)) values[NoticeValues.RecoveryFee] = Sum(fee);
    }

    /// <summary>The fee as the panel shows it, else as it was raised; in a preview before any, the one that it would be.</summary>
    private static void LateFee(Dictionary<string, string> values, ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice)
    {
        (BillingAction.LateFee? fee, Deed? deed) = facts.Past.Done<BillingAction.LateFee>().LastOrDefault(done => done.Action.InvoiceId == invoice);
        Invoice? raised = deed?.Invoice is { } number ? facts.FindInvoice(number) : null;
        decimal? amount = raised?.Lines.Sum(line => line.Amount) ?? fee?.Amount ?? policy.LateFee?.Of(facts.Client.Currency, facts.FindInvoice(invoice)?.Balance ?? 0);
        if (amount is not { } sum || policy.LateFee is not { } rules) return;
        values[NoticeValues.LateFee] = Sum(sum);
        values[NoticeValues.LateFeeDue] = Day(raised?.Due ?? fee?.Due ?? today.AddDays(rules.DueDays));
    }

    private static bool Does(BillingPolicy policy, string notice, StageAct act) =>
        policy.Timelines.SelectMany(timeline => timeline.Stages).Any(stage => stage.Does(act) && stage.Tell.Any(tell => tell.Key == notice));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Sum(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
