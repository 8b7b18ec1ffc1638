using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;

namespace Billing.Engine.Runs;

/// <summary>What an explanation is asked for: all of a client, one thing that renews, or one invoice. It says what concerns that and nothing else.</summary>
internal sealed record Explained(Target? Target = null, int? Invoice = null)
{
    public static readonly Explained Client = new();

    public bool Whole => Target is null && Invoice is null;

    /// <summary>The part of what is known that concerns it.</summary>
    public Why Of(Why all)
    {
        if (Whole) return new Why(all.Services, [.. all.Invoices.Where(invoice => invoice.Timeline is not null || Open(invoice.Invoice))]);
        if (Target is { } target)
        {
            ServiceWhy[] one = [.. all.Services.Where(service => service.Service.Target == target)];
            HashSet<int> holding = [.. one.SelectMany(service => service.Holds).Select(hold => hold.Cause.Invoice)];
            return new Why(one, [.. all.Invoices.Where(invoice => holding.Contains(invoice.Invoice.Id) || Open(invoice.Invoice) && invoice.Invoice.PeriodOf(target) is not null)]);
        }
        InvoiceWhy[] asked = [.. all.Invoices.Where(invoice => invoice.Invoice.Id == Invoice)];
        return new Why([.. all.Services.Where(service => service.Holds.Any(hold => hold.Cause.Invoice == Invoice) || asked.Any(invoice => invoice.Invoice.PeriodOf(service.Service.Target) is not null))], asked);
    }

    /// <summary>Whether an action concerns it.</summary>
    public bool Concerns(BillingAction action, Why part) => Whole
        || ActionCodec.InvoiceOf(action) is { } about && about != 0 && (about == Invoice || Target is not null && (action.About is null || action.About == Target) && part.Invoices.Any(invoice => invoice.Invoice.Id == about && invoice.Invoice.PeriodOf(Target.Value) is not null))
        || action.About is { } thing && (thing == Target || Invoice is not null && action is BillingAction.InvoiceRecovery or BillingAction.ChangeCycle && part.Services.Any(service => service.Service.Target == thing))
        || action is BillingAction.Notify { Subject: { } told } && told == Target
        || action is BillingAction.Notify { InvoiceId: null, Subject: null } && Target is not null
        || action is BillingAction.Invoice raised && (Target is { } target ? raised.Items.Contains(target) : part.Invoices.Any(invoice => invoice.Invoice.Due == raised.Due && raised.Items.Any(item => invoice.Invoice.PeriodOf(item) is not null)));

    /// <summary>Whether a decision concerns it.</summary>
    public bool Concerns(Decision decision, Why part) => decision switch
    {
        Decision.Act act => Concerns(act.Action, part),
        Decision.Abstain abstain => Whole || abstain.About == Target?.ToString() || part.Services.Any(service => service.Service.Target.ToString() == abstain.About)
            || part.Invoices.Any(invoice => abstain.About == $"invoice {invoice.Invoice.Id}" || abstain.About.StartsWith($"notify/{invoice.Invoice.Id}/", StringComparison.Ordinal)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool Open(Invoice invoice) => invoice.Status is InvoiceStatus.Unpaid or InvoiceStatus.PaymentPending or InvoiceStatus.Collections or InvoiceStatus.Draft;
}
