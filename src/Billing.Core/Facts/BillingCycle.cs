using System.Globalization;

namespace Billing.Core.Facts;

/// <summary>
/// How long one period of a service is. The names are the panel's own (<c>Monthly</c>, <c>Semi-Annually</c> …); a domain's is <c>N years</c>.
/// </summary>
/// <param name="Name">As the panel writes it.</param>
/// <param name="Months">Months in a period; 0 when it does not renew (<c>Free Account</c>, <c>One Time</c>).</param>
public sealed record BillingCycle(string Name, int Months)
{
    /// <summary>Never renews, costs nothing.</summary>
    public static readonly BillingCycle FreeAccount = new("Free Account", 0);
    /// <summary>Paid once, never renews.</summary>
    public static readonly BillingCycle OneTime = new("One Time", 0);
    /// <summary>1 month.</summary>
    public static readonly BillingCycle Monthly = new("Monthly", 1);
    /// <summary>3 months.</summary>
    public static readonly BillingCycle Quarterly = new("Quarterly", 3);
    /// <summary>6 months.</summary>
    public static readonly BillingCycle SemiAnnually = new("Semi-Annually", 6);
    /// <summary>12 months.</summary>
    public static readonly BillingCycle Annually = new("Annually", 12);
    /// <summary>24 months.</summary>
    public static readonly BillingCycle Biennially = new("Biennially", 24);
    /// <summary>36 months.</summary>
    public static readonly BillingCycle Triennially = new("Triennially", 36);

    /// <summary>The cycles a product can have a price for, shortest first.</summary>
    public static IReadOnlyList<BillingCycle> Priced { get; } = [Monthly, Quarterly, SemiAnnually, Annually, Biennially, Triennially];

    private static readonly BillingCycle[] Domains = [.. Enumerable.Range(1, 10).Select(years => new BillingCycle($"{years.ToString(CultureInfo.InvariantCulture)} years", 12 * years))];

    /// <summary>A domain's registration period, 1 to 10 years.</summary>
    public static BillingCycle Years(int years) => Domains[years - 1];

    /// <summary>The cycle of that name, in the panel's spelling or an older one (<c>Free</c>, <c>One-Time</c>); null when there is none.</summary>
    public static BillingCycle? Named(string name) => name switch
    {
        "Free Account" or "Free" => FreeAccount,
        "One Time" or "One-Time" or "Onetime" => OneTime,
        _ => Priced.FirstOrDefault(cycle => cycle.Name == name),
    };

    /// <summary>Whether there is a next period.</summary>
    public bool Renews => Months > 0;

    /// <summary>The panel's name.</summary>
    public override string ToString() => Name;
}
