using System.Globalization;
using Billing.Core.Actions;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Acting;

/// <summary>Never twice for the same service and period: look, invoice, look again, record (policy §3.3).</summary>
internal sealed class RenewalInvoice(IPanel panel) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.Invoice invoice = (BillingAction.Invoice)turn.Action;
        if (await panel.FindRenewalAsync(invoice.Client, invoice.Items, invoice.Due, cancel) is { } there)
            return new Outcome.Done(false, "the panel had raised it already", there);
        return await Raising.AndLookAsync(() => panel.GenerateInvoiceAsync(invoice.Client, invoice.Items, invoice.Due, cancel),
            () => panel.FindRenewalAsync(invoice.Client, invoice.Items, invoice.Due, cancel), "raised nothing for these items");
    }
}

/// <summary>The fee for a recovery: an invoice with no service tied to it, found again by its mark.</summary>
internal sealed class RecoveryInvoice(IPanel panel) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.InvoiceRecovery recovery = (BillingAction.InvoiceRecovery)turn.Action;
        string mark = string.Create(CultureInfo.InvariantCulture, $"[billing:recovery {recovery.Target}/{recovery.Request:yyyy-MM-dd}]");
        if (await panel.FindFeeAsync(recovery.Client, mark, cancel) is { } there) return new Outcome.Done(false, "it was raised already", there);
        await panel.RaiseFeeAsync(recovery.Client, $"Recovery of {recovery.Target}", recovery.Fee, recovery.Due, mark, cancel);
        return await panel.FindFeeAsync(recovery.Client, mark, cancel) is { } raised
            ? new Outcome.Done(true, "", raised)
            : new Outcome.TryLater("the panel said yes and raised nothing; see its activity log");
    }
}

/// <summary>
/// The fee for paying late, always on an invoice of its own: a published invoice cannot be altered, and a line added to a draft would not be seen to be there
/// already. The overdue invoice is read again right before; who paid meanwhile bears none.
/// </summary>
internal sealed class LateFeeInvoice(IPanel panel) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.LateFee fee = (BillingAction.LateFee)turn.Action;
        string mark = FeeMark.LateFee(fee.InvoiceId);
        if (await panel.FindFeeAsync(fee.Client, mark, cancel) is { } there) return new Outcome.Done(false, "it was raised already", there);
        if (await panel.ReadInvoiceNowAsync(fee.InvoiceId, cancel) is not { Owed: true } now) return new Outcome.Dropped($"invoice {fee.InvoiceId} is not owed any more");
        if (turn.Facts.FindInvoice(fee.InvoiceId)?.Balance != now.Balance) return new Outcome.TryLater("its balance changed meanwhile: the fee is reckoned anew") { Stale = true };
        string number = await panel.ReadInvoiceSheetAsync(fee.InvoiceId, cancel) is { Number.Length: > 0 } sheet ? sheet.Number : fee.InvoiceId.ToString(CultureInfo.InvariantCulture);
        string text = turn.Policy.LateFee!.Text.Replace("{invoice}", number, StringComparison.Ordinal);
        return await Raising.AndLookAsync(() => panel.RaiseFeeAsync(fee.Client, text, fee.Amount, fee.Due, mark, cancel), () => panel.FindFeeAsync(fee.Client, mark, cancel), "raised nothing");
    }
}

/// <summary>What was raised is looked for, whether the panel answered or not: what it shows is what counts.</summary>
internal static class Raising
{
    /// <param name="raise">Has the panel raise it.</param>
    /// <param name="find">Its number, when it is there.</param>
    /// <param name="nothing">What the panel did that said yes and does not show it.</param>
    public static async Task<Outcome> AndLookAsync(Func<Task> raise, Func<Task<int?>> find, string nothing)
    {
        try
        {
            await raise();
        }
        catch (PanelException doubt) when (doubt.Failure == PanelFailure.InDoubt)
        {
            return await find() is { } arrived
                ? new Outcome.Done(true, "raised, although the panel did not answer", arrived)
                : new Outcome.TryLater("the panel did not answer, and has not raised it");
        }
        return await find() is { } raised
            ? new Outcome.Done(true, string.Create(CultureInfo.InvariantCulture, $"invoice {raised}"), raised)
            : new Outcome.TryLater($"the panel said yes and {nothing}; see its activity log");
    }
}

/// <summary>A longer cycle from the next period on. An absolute value: repeating it changes nothing.</summary>
internal sealed class ChangingCycle(IPanel panel) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.ChangeCycle change = (BillingAction.ChangeCycle)turn.Action;
        await panel.ChangeCycleAsync(change.Target, change.To, change.Amount, cancel);
        return new Outcome.Done(true, $"{change.From.Name} to {change.To.Name}");
    }
}
