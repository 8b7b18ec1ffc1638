using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>Who goes offline, and who never does.</summary>
public sealed class SuspensionLaws
{
    [Fact]
    public void only_what_is_unpaid_and_past_due_takes_anything_offline() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        CauseOf(happened.Action) is not { Kind: not CauseKind.Cancellation } cause
        || happened.Before.FindInvoice(cause.Invoice) is { Kind: InvoiceKind.Ordinary or InvoiceKind.LateFee, Status: InvoiceStatus.Unpaid or InvoiceStatus.Collections, Balance: > 0 } invoice
            && invoice.Due < happened.On && invoice.Due == cause.Due));

    [Fact]
    public void who_owes_nothing_loses_nothing() => Tales.Without(Turn.CancelService, Turn.CancelAtEnd).Sample(tale => tale.Live().Trace.All(happened =>
        !Plan.TakesOffline(happened.Action) || happened.Before.Invoices.Any(invoice => Unpaid(invoice) && invoice.Due < happened.On)));

    [Fact]
    public void who_pays_every_invoice_before_it_is_due_never_hears_of_a_suspension() => Tales.Without([.. Enum.GetValues<Turn>().Where(turn => turn != Turn.RaiseDraft)]).Sample(tale =>
    {
        Tale punctual = tale with { Invoices = [], Down = default, Services = [.. tale.Services.Select(service => service with { NextDue = service.NextDue is { } next && next <= Tale.Start ? next.AddDays(60) : service.NextDue, Status = ServiceStatus.Active })] };
        World world = punctual.Live(evening: (world, today) =>
        {
            foreach (Invoice invoice in world.Invoices.ToArray()) world.Pay(invoice.Id);
            world.Look(today);
        });
        return world.Trace.All(happened => happened.Action is BillingAction.Invoice or BillingAction.Report or BillingAction.Notify { Notice: "proforma" } or BillingAction.Note { Kind: NoteKind.Skipped or NoteKind.Announced });
    });

    [Fact]
    public void what_others_suspended_is_never_touched() => Tales.Any.Sample(tale =>
    {
        HashSet<Target> theirs = [.. tale.Services.Where(service => service.Status == ServiceStatus.Suspended).Select(service => service.Target)];
        int seen = 0;
        bool kept = true;
        World world = tale.Live(outside: (world, _, occurs) =>
        {
            Judge(world);
            Target target = world.Services.ElementAt(occurs.Which % world.Services.Count()).Target;
            if (target.Kind != TargetKind.Service) return;
            if (occurs.What is Turn.SuspendForAbuse && world.Service(target).Status is ServiceStatus.Active or ServiceStatus.Suspended) theirs.Add(target);
            if (occurs.What is Turn.SuspendForNothing && world.Service(target).Status is ServiceStatus.Active) theirs.Add(target);
            if (occurs.What is Turn.PutBack or Turn.TerminateByHand) theirs.Remove(target);
        });
        Judge(world);
        return kept;

        void Judge(World world)
        {
            foreach (Happened happened in world.Trace.Skip(seen))
            {
                if (happened.Action is BillingAction.Adopt adopt) kept &= theirs.Remove(adopt.Target) && happened.On == world.Trace[0].On;
                else if (Moves(happened.Action)) kept &= !theirs.Contains(happened.Action.About!.Value);
            }
            seen = world.Trace.Count;
        }
    });

    [Fact]
    public void a_look_takes_nothing_offline_and_reminds_nobody() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened => happened.Occasion == Occasion.Run
        || !Plan.TakesOffline(happened.Action) && happened.Action is not (BillingAction.Adopt or BillingAction.Accept or BillingAction.Notify { Notice: not ("proforma" or "reactivated" or "cycle-changed") })));

    [Fact]
    public void who_settles_everything_has_everything_back_at_once() => Tales.Any.Sample(tale =>
    {
        World world = tale.Live();
        DateOnly today = Tale.Start.AddDays(Tale.Days);
        foreach (Invoice invoice in world.Invoices.ToArray()) world.Pay(invoice.Id);
        Dictionary<Target, Episode> ours = world.Facts.Past.AllEpisodes.Where(episode => episode.Ended is null).ToDictionary(episode => episode.Target);
        world.Look(today);
        return tale.Client.Status == ClientStatus.Closed || world.Services.All(service => service.Status != ServiceStatus.Suspended || !ours.TryGetValue(service.Target, out Episode? open)
            || service.Target.Kind == TargetKind.Service && !SuspensionReason.IsOurs(service.SuspendReason, open)) && world.Offline.Keys.All(target => target.Kind == TargetKind.Service || !ours.ContainsKey(target));
    });

    /// <summary>The holds reckoned once more, by hand, from the shipped policy's words: two days for its own invoice, the sixth business day for its client's.</summary>
    [Fact]
    public void suspended_if_and_only_if_there_is_a_hold() => Tales.Without(Turn.SuspendForAbuse, Turn.SuspendForNothing, Turn.CancelService, Turn.CancelAtEnd, Turn.ChangePolicy, Turn.Order).Sample(tale =>
    {
        Tale plain = tale with
        {
            Client = Given.AClient(),
            Down = default,
            Invoices = [.. tale.Invoices.Where(invoice => invoice.Due >= Tale.Start)],
            Policy = """{ "safety": { "noticeDays": 0, "oldDebtDays": 9999 } }""",
            Services = [.. tale.Services.Select(service => service with { Status = service.Status == ServiceStatus.Suspended ? ServiceStatus.Active : service.Status, SuspendReason = "", NoSuspend = false })],
        };
        bool holds = true;
        plain.Live(evening: (world, today) =>
        {
            foreach (Service service in world.Services.Where(service => service.Status is ServiceStatus.Active or ServiceStatus.Suspended))
            {
                if (service.Target.Kind != TargetKind.Service && service.Adapter is null) continue;
                Invoice[] debts = [.. world.Invoices.Where(invoice => Unpaid(invoice) && invoice.Due < today && !OrderOnly(world, invoice))];
                bool own = debts.Any(invoice => invoice.Targets.Contains(service.Target) && invoice.Due.AddDays(2) <= today);
                bool client = service.Adapter is not null && debts.Any(invoice => SixthBusinessDay(invoice.Due) <= today);
                bool pending = world.Invoices.Any(invoice => invoice is { Kind: InvoiceKind.Ordinary, Status: InvoiceStatus.PaymentPending });
                bool offline = world.Offline.ContainsKey(service.Target) && (service.Target.Kind == TargetKind.Domain || service.Status == ServiceStatus.Suspended);
                holds &= pending ? offline || !(own || client) : offline == (own || client);
            }
        });
        return holds;
    });

    [Fact]
    public void nothing_is_removed_without_a_backup_nor_sooner_than_the_timeline_says() => Tales.Without(Turn.ChangePolicy).Sample(tale =>
    {
        Dictionary<Target, DateOnly> offline = [];
        foreach (Happened happened in tale.Live().Trace)
        {
            if (happened.Action is BillingAction.Suspend or BillingAction.Adopt) offline[happened.Action.About!.Value] = happened.On;
            if (happened.Action is not BillingAction.Terminate terminate) continue;
            Service service = happened.Before.Find(terminate.Target)!;
            bool backed = service.Adapter is null || happened.Before.Past.Done<BillingAction.Backup>().Any(done => done.Action.Target == terminate.Target && done.Action.Cause.Key == terminate.Cause.Key);
            bool asked = terminate.Cause.Kind == CauseKind.Cancellation && service.Cancellation is not null && terminate.Cause.Due <= happened.On;
            bool late = terminate.Cause.Kind == CauseKind.Invoice && terminate.Cause.Due.AddDays(25) <= happened.On && offline.TryGetValue(terminate.Target, out DateOnly since) && since.AddDays(23) <= happened.On;
            if (!backed || !(asked || late)) return false;
        }
        return true;
    });

    private static bool Unpaid(Invoice invoice) => invoice is { Kind: InvoiceKind.Ordinary, Status: InvoiceStatus.Unpaid or InvoiceStatus.Collections, Balance: > 0 };

    private static bool OrderOnly(World world, Invoice invoice) => invoice.Targets.Any() && invoice.Targets.All(target => world.Service(target).Status == ServiceStatus.Pending);

    private static bool Moves(BillingAction action) => Plan.TakesOffline(action) || action is BillingAction.Unsuspend or BillingAction.Unfreeze or BillingAction.Restore;

    private static Cause? CauseOf(BillingAction action) => action switch
    {
        BillingAction.Suspend suspend => suspend.Cause,
        BillingAction.Freeze freeze => freeze.Cause,
        BillingAction.Backup backup => backup.Cause,
        BillingAction.Terminate terminate => terminate.Cause,
        _ => null,
    };

    private static readonly DateOnly[] Holidays = [Given.Jul(9), Given.Jul(10), Given.Aug(17), new(2026, 4, 2), new(2026, 4, 3), new(2026, 3, 23), new(2026, 3, 24), new(2026, 5, 1), new(2026, 5, 25), new(2026, 6, 15), new(2026, 6, 20)];

    private static DateOnly SixthBusinessDay(DateOnly due)
    {
        int passed = 0;
        while (passed < 6)
        {
            due = due.AddDays(1);
            if (due.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(due)) passed++;
        }
        return due;
    }
}
