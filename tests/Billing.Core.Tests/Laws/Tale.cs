using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Tests.Laws;

/// <summary>What somebody outside does on a day, to one of the invoices or services (by its place, so that any number fits any client).</summary>
internal enum Turn
{
    Pay, PayAPart, Pend, CancelInvoice, Refund, Reopen, ChargeBack, RaiseByHand, RaiseFunds, RaiseDraft, PutBack, SuspendForAbuse, SuspendForNothing, TerminateByHand, CancelService, CancelAtEnd,
    Object, Answer, AskBack, Order, ChangePolicy,
}

internal sealed record Occurs(int Day, Turn What, int Which);

/// <summary>A client's life for some weeks: how it starts, what happens outside, and the days on which the service was down. Prints itself when a law fails.</summary>
internal sealed record Tale(Client Client, Service[] Services, Invoice[] Invoices, string Policy, Occurs[] Outside, (int From, int Days) Down)
{
    public const int Days = 65;

    public static readonly DateOnly Start = Given.Jul(20);

    public ClientFacts Facts => new() { Client = Client, Services = Services, Invoices = Invoices };

    /// <summary>Lives through it. <paramref name="crash"/> breaks the run off at an act, and it is started again.</summary>
    public World Live((int Step, bool Effect)? crash = null, Action<World, DateOnly>? evening = null, Action<World, DateOnly, Occurs>? outside = null, Func<BillingAction, bool>? mayCrash = null)
    {
        World world = new(Facts, Given.APolicy(Policy)) { CrashAt = crash, MayCrash = mayCrash ?? (_ => true) };
        for (int n = 0; n < Days; n++)
        {
            DateOnly today = Start.AddDays(n);
            bool down = n >= Down.From && n < Down.From + Down.Days;
            foreach (Occurs occurs in Outside.Where(occurs => occurs.Day == n))
            {
                outside?.Invoke(world, today, occurs);
                if (Happen(world, occurs, today) && !down) Again(() => world.Look(today));
            }
            if (down) continue;
            Again(() => world.Run(today));
            evening?.Invoke(world, today);
        }
        return world;
    }

    /// <summary>True when the panel would say at once that something changed.</summary>
    private static bool Happen(World world, Occurs occurs, DateOnly today)
    {
        int[] invoices = [.. world.Invoices.Select(invoice => invoice.Id)];
        int invoice = invoices.Length == 0 ? 0 : invoices[occurs.Which % invoices.Length];
        InvoiceStatus? status = invoices.Length == 0 ? null : world.Invoice(invoice).Status;
        Service service = world.Services.ElementAt(occurs.Which % world.Services.Count());
        bool hosting = service.Target.Kind == TargetKind.Service;
        switch (occurs.What, status)
        {
            case (Turn.Pay, { }): world.Pay(invoice); return true;
            case (Turn.PayAPart, { }) when world.Invoice(invoice).Balance > 1: world.Pay(invoice, world.Invoice(invoice).Balance - 1); return true;
            case (Turn.Pend, InvoiceStatus.Unpaid): world.Set(invoice, InvoiceStatus.PaymentPending); return true;
            case (Turn.CancelInvoice, InvoiceStatus.Unpaid): world.Set(invoice, InvoiceStatus.Cancelled); return true;
            case (Turn.Refund, InvoiceStatus.Paid): world.Set(invoice, InvoiceStatus.Refunded); return true;
            case (Turn.Reopen, InvoiceStatus.Cancelled or InvoiceStatus.Refunded or InvoiceStatus.PaymentPending): world.Set(invoice, InvoiceStatus.Unpaid); return true;
            case (Turn.ChargeBack, InvoiceStatus.Paid): world.Set(invoice, InvoiceStatus.Collections); return true;
            case (Turn.RaiseByHand, _): Raise(InvoiceKind.Ordinary, InvoiceStatus.Unpaid, hosting ? service.Target : null); break;
            case (Turn.RaiseFunds, _): Raise(occurs.Which % 2 == 0 ? InvoiceKind.AddFunds : InvoiceKind.MassPayment, InvoiceStatus.Unpaid, null); break;
            case (Turn.RaiseDraft, _): Raise(InvoiceKind.Ordinary, InvoiceStatus.Draft, hosting ? service.Target : null); break;
            case (Turn.PutBack, _) when hosting && service.Status == ServiceStatus.Suspended: ByHand(ServiceStatus.Active, ""); break;
            case (Turn.SuspendForAbuse, _) when hosting && service.Status is ServiceStatus.Active or ServiceStatus.Suspended: ByHand(ServiceStatus.Suspended, "Abuse"); break;
            case (Turn.SuspendForNothing, _) when hosting && service.Status == ServiceStatus.Active: ByHand(ServiceStatus.Suspended, ""); break;
            case (Turn.TerminateByHand, _) when hosting && service.Status is ServiceStatus.Active or ServiceStatus.Suspended: ByHand(ServiceStatus.Terminated, ""); break;
            case (Turn.CancelService or Turn.CancelAtEnd, _) when hosting && service.Cancellation is null:
                world.Put(service with { Cancellation = new Cancellation(today, occurs.What == Turn.CancelService) });
                break;
            case (Turn.Object, InvoiceStatus.Unpaid) when !world.Objections.Any(objection => objection.Invoice == invoice && objection.Answered is null): world.Objections.Add(new Objection(invoice, today, null)); break;
            case (Turn.Answer, _) when world.Objections.FindIndex(objection => objection.Answered is null) is >= 0 and var open: world.Objections[open] = world.Objections[open] with { Answered = today }; break;
            case (Turn.AskBack, _) when service.Status == ServiceStatus.Terminated: world.Recoveries.Add(new RecoveryRequest(service.Target, today)); world.Changed(); return true;
            case (Turn.Order, _) when world.Services.Count() < 7:
                Service ordered = Given.AService(50 + world.Services.Count(), today) with { Status = ServiceStatus.Pending };
                world.Put(ordered);
                Raise(InvoiceKind.Ordinary, InvoiceStatus.Unpaid, ordered.Target);
                break;
            case (Turn.ChangePolicy, _): world.Policy = Given.APolicy(Tales.Changes[occurs.Which % Tales.Changes.Length]); break;
        }
        world.Changed();
        return false;

        void ByHand(ServiceStatus by, string reason) => world.Put(service with { Status = by, SuspendReason = reason });
        void Raise(InvoiceKind kind, InvoiceStatus as_, Target? over) => world.Raise(new Invoice
        {
            Id = 0, Date = today, Due = today.AddDays(occurs.Which % 25 - 12), Status = as_, Balance = 700, Kind = kind, Lines = [new InvoiceLine(over, 700)],
        });
    }

    private static void Again(Action run)
    {
        try
        {
            run();
        }
        catch (Crash)
        {
            run();
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""

        client: {Client}
        services: {string.Join("\n  ", Services.Select(service => $"{service.Target} {service.Status} \"{service.SuspendReason}\" {service.Adapter ?? "-"} {service.Cycle} {service.Amount} next {service.NextDue:yyyy-MM-dd}{(service.NoSuspend ? " flagged" : "")}"))}
        invoices: {string.Join("\n  ", Invoices.Select(invoice => $"{invoice.Id} {invoice.Status} {invoice.Kind} dated {invoice.Date:yyyy-MM-dd} due {invoice.Due:yyyy-MM-dd} {invoice.Balance} over {string.Join("+", invoice.Targets)}"))}
        policy: {Policy}
        outside: {string.Join(", ", Outside.Select(occurs => $"{Start.AddDays(occurs.Day):MMM dd} {occurs.What} {occurs.Which}"))}
        down: {Start.AddDays(Down.From):MMM dd} for {Down.Days} days
        """);
}
