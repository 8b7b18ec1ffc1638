using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;

namespace Billing.System.Tests.Ledger;

/// <summary>Entries to write into a ledger, of client 7 unless told.</summary>
internal static class Entries
{
    public static readonly Target Service10 = new(TargetKind.Service, 10);
    public static readonly Cause Invoice100 = new(CauseKind.Invoice, 100, Aug(1));

    public static DateOnly Aug(int day) => new(2026, 8, day);

    public static Intent By(BillingAction action, int client = 7, DateOnly? on = null, string because = "because") => new(1, client, action, because, on ?? Aug(1));

    public static BillingAction Suspension(int service = 10, int episode = 1) => new BillingAction.Suspend(new Target(TargetKind.Service, service), Invoice100, episode);

    public static BillingAction Return(int service = 10, int episode = 1) => new BillingAction.Unsuspend(new Target(TargetKind.Service, service), Invoice100, episode);

    public static BillingAction Saved() => new BillingAction.Backup(Service10, Invoice100, 1);

    public static BillingAction Notice(string name = "reminder-1") => new BillingAction.Notify(7, 100, Aug(10), name, "email");

    public static BillingAction Accepted(int invoice) => new BillingAction.Accept(7, invoice, Aug(1));
}
