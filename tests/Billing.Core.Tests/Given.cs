using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Core.Tests.Policy;

namespace Billing.Core.Tests;

/// <summary>Clients, services and invoices with sensible values; a test says only what matters to it.</summary>
internal static class Given
{
    private static readonly Dictionary<string, BillingPolicy> Policies = new(StringComparer.Ordinal);

    /// <summary>A day of 2026.</summary>
    public static DateOnly Jul(int day) => new(2026, 7, day);
    public static DateOnly Aug(int day) => new(2026, 8, day);
    public static DateOnly Sep(int day) => new(2026, 9, day);

    /// <summary>Due on Monday 3 August 2026: suspended on the 5th, the client on the 11th, terminated on the 28th.</summary>
    public static readonly DateOnly TheDueDate = Aug(3);

    /// <summary>The shipped policy with a change; read once for each change.</summary>
    public static BillingPolicy APolicy(string change = "{}")
    {
        lock (Policies)
        {
            if (!Policies.TryGetValue(change, out BillingPolicy? policy)) Policies[change] = policy = Shipped.Policy(change);
            return policy;
        }
    }

    public static Client AClient() => new()
    {
        Id = 1, Name = "Ana Ruiz", Email = "ana@example.com", Phone = "+54.1155550101", Country = "AR", Currency = "ARS",
    };

    public static readonly IReadOnlyDictionary<BillingCycle, decimal> Prices = new Dictionary<BillingCycle, decimal>
    {
        [BillingCycle.Monthly] = 5000, [BillingCycle.Quarterly] = 14000, [BillingCycle.SemiAnnually] = 27000,
    };

    public static Service AService(int id = 10, DateOnly? nextDue = null) => new()
    {
        Target = new Target(TargetKind.Service, id), Product = 1, Adapter = "cpanel", Cycle = BillingCycle.Monthly, Amount = 5000, NextDue = nextDue ?? TheDueDate, Prices = Prices,
    };

    /// <summary>A service that renews next year only.</summary>
    public static Service AYearlyService(int id = 11) => AService(id, new DateOnly(2027, 3, 1)) with { Cycle = BillingCycle.Annually, Amount = 50000 };

    public static Service AProject(int id = 40) => new() { Target = new Target(TargetKind.Project, id), Adapter = "project" };

    public static Service ADomain(int id = 30) => new()
    {
        Target = new Target(TargetKind.Domain, id), Adapter = "dns", Cycle = BillingCycle.Years(1), Amount = 9000, NextDue = new DateOnly(2027, 1, 10),
    };

    public static Invoice AnInvoice(int id = 100, DateOnly? due = null, params Service[] over)
    {
        if (over.Length == 0) over = [AService()];
        return new()
        {
            Id = id, Date = (due ?? TheDueDate).AddDays(-15), Due = due ?? TheDueDate, Status = InvoiceStatus.Unpaid, Balance = over.Sum(service => service.Amount),
            Lines = [.. over.Select(service => new InvoiceLine(service.Target, service.Amount))],
        };
    }

    public static ClientFacts AClientWith(params Service[] services) => new() { Client = AClient(), Services = services };

    public static ClientFacts Owing(this ClientFacts facts, params Invoice[] invoices) => facts with { Invoices = invoices };
}
