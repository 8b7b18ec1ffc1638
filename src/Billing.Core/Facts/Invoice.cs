namespace Billing.Core.Facts;

/// <summary>An invoice's status, in the panel's words.</summary>
public enum InvoiceStatus
{
    /// <summary>Not published; nobody owes it.</summary>
    Draft,
    /// <summary>Owed.</summary>
    Unpaid,
    /// <summary>Credited in full.</summary>
    Paid,
    /// <summary>Withdrawn.</summary>
    Cancelled,
    /// <summary>Paid and given back.</summary>
    Refunded,
    /// <summary>Charged back or handed over; owed again with its original due date.</summary>
    Collections,
    /// <summary>A payment was announced and is not credited yet.</summary>
    PaymentPending,
}

/// <summary>What an invoice is for, as far as it changes what may follow from it.</summary>
public enum InvoiceKind
{
    /// <summary>Services, or anything else that is owed.</summary>
    Ordinary,
    /// <summary>A top-up of the client's credit: no debt, no notices.</summary>
    AddFunds,
    /// <summary>Pays other invoices together: it only repeats their debt.</summary>
    MassPayment,
    /// <summary>The fee for a terminated service's recovery: no debt, no timeline.</summary>
    Recovery,
    /// <summary>The fee for paying another invoice late: a debt like any other, but for bearing no late fee itself.</summary>
    LateFee,
}

/// <summary>One line of an invoice.</summary>
/// <param name="Target">What it renews; null for anything else (a fee, a discount).</param>
/// <param name="Amount">In the client's currency; discounts are negative.</param>
/// <param name="Period">The first day of the period it pays for; null when the panel has none, then it is the invoice's due date.</param>
public sealed record InvoiceLine(Target? Target, decimal Amount, DateOnly? Period = null);

/// <summary>An invoice as the panel shows it at one moment.</summary>
public sealed record Invoice
{
    /// <summary>The panel's number, its identity.</summary>
    public required int Id { get; init; }

    /// <summary>The day it was raised.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The day every stage is counted from.</summary>
    public required DateOnly Due { get; init; }

    /// <summary>Where it stands.</summary>
    public required InvoiceStatus Status { get; init; }

    /// <summary>What is still owed of it, in the client's currency.</summary>
    public decimal Balance { get; init; }

    /// <summary>The day on which it was paid in full; null when it is not, or the panel does not say.</summary>
    public DateOnly? PaidOn { get; init; }

    /// <summary>What it is for.</summary>
    public InvoiceKind Kind { get; init; } = InvoiceKind.Ordinary;

    /// <summary>Its lines.</summary>
    public IReadOnlyList<InvoiceLine> Lines { get; init; } = [];

    /// <summary>Whether its money is owed: the status says so and the balance is above zero. Whether it is a debt depends on the day and its kind too.</summary>
    public bool Owed => Status is InvoiceStatus.Unpaid or InvoiceStatus.Collections && Balance > 0;

    /// <summary>Whether it follows a timeline while it is unsettled: what renews, and fees for paying late; not what adds funds, pays other invoices, or is the fee of a recovery.</summary>
    public bool HasTimeline => Kind is InvoiceKind.Ordinary or InvoiceKind.LateFee;

    /// <summary>Its place among the client's invoices: by number. One that is only foreseen has a number below zero, and comes after those that there are, in the order of raising.</summary>
    internal long Place => Id > 0 ? Id : (long)int.MaxValue - Id;

    /// <summary>The things it renews, in order, each once.</summary>
    public IEnumerable<Target> Targets => Lines.Where(line => line.Target is not null).Select(line => line.Target!.Value).Distinct().Order();

    /// <summary>The first day of the period that it bills for that thing; null when the thing is not on it.</summary>
    public DateOnly? PeriodOf(Target target)
    {
        foreach (InvoiceLine line in Lines)
            if (line.Target == target) return line.Period ?? Due;
        return null;
    }
}
