using Billing.Core.Facts;

namespace Billing.Engine.Simulation;

/// <summary>A service in the simulated panel. Its day of the month is that of its first next due date: 31 Jan → 28 Feb → 31 Mar.</summary>
internal sealed class SimulatedService(int client, Service facts)
{
    private int day = facts.NextDue?.Day ?? 1;

    public int Client { get; } = client;

    public Service Facts { get; set; } = facts;

    /// <summary>Moves the next due date by so many cycles, backwards for a negative number.</summary>
    public void Move(int cycles)
    {
        if (Facts.NextDue is not { } next || !Facts.Cycle.Renews) return;
        DateOnly month = new DateOnly(next.Year, next.Month, 1).AddMonths(cycles * Facts.Cycle.Months);
        Facts = Facts with { NextDue = new DateOnly(month.Year, month.Month, Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month))) };
    }

    public void Restart(DateOnly nextDue)
    {
        day = nextDue.Day;
        Facts = Facts with { NextDue = nextDue };
    }
}

/// <summary>An invoice in the simulated panel.</summary>
internal sealed class SimulatedInvoice(int id, int client, DateOnly date, DateOnly due, InvoiceStatus status, IReadOnlyList<InvoiceLine> lines, InvoiceKind kind)
{
    public int Id { get; } = id;
    public int Client { get; } = client;
    public DateOnly Date { get; } = date;
    public DateOnly Due { get; } = due;
    public IReadOnlyList<InvoiceLine> Lines { get; } = lines;
    public InvoiceStatus Status { get; set; } = status;
    public decimal Total { get; } = lines.Sum(line => line.Amount);
    public decimal Credited { get; set; } = status == InvoiceStatus.Paid ? lines.Sum(line => line.Amount) : 0;
    public string Mark { get; init; } = "";

    /// <summary>The day it was paid, if that happened here.</summary>
    public DateOnly? PaidOn { get; set; }

    /// <summary>Its payment has moved the next due dates; that happens once.</summary>
    public bool Moved { get; set; } = status == InvoiceStatus.Paid;

    public decimal Balance => Total - Credited;

    public Invoice Facts => new() { Id = Id, Date = Date, Due = Due, Status = Status, Balance = Balance, Kind = kind, Lines = Lines };
}
