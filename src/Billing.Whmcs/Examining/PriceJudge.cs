using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Products without a price for the cycle of their services, or for the one that a suspension would lengthen it to.</summary>
internal sealed class PriceJudge(ThingTerms terms) : IThingJudge
{
    private static readonly FindingKind NoPrice = new("price-missing", Severity.Note,
        "Its renewals cost what is written on the service; but whoever lets the panel reckon its price anew gets none.", "Give the product a price for that cycle and currency, or move the service to a cycle that is sold.");

    private static readonly FindingKind NoStep = new("cycle-step-missing", Severity.Note,
        "The policy lengthens the cycle after suspensions (`cycleChange.steps`); without a price for the longer one it stays as it is.", "Give the product a price for the longer cycle, if it shall be lengthened.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [NoPrice, NoStep];

    private readonly Things unpriced = new("service");
    private readonly SortedSet<int> unpricedProducts = [], stepless = [];

    public void See(in Thing thing)
    {
        if (thing.Target.Kind != TargetKind.Service || !thing.Renews || thing.Status is not (ServiceStatus.Active or ServiceStatus.Suspended)) return;
        if (!terms.Sold(thing.Product, thing.Currency, thing.Cycle!))
        {
            unpriced.Add(thing.Target.Id);
            unpricedProducts.Add(thing.Product);
        }
        else if (terms.Policy.CycleChange is { Enabled: true } change && change.Steps.TryGetValue(thing.Cycle!, out BillingCycle? longer) && !terms.Sold(thing.Product, thing.Currency, longer)) stepless.Add(thing.Product);
    }

    public IEnumerable<Finding> Say()
    {
        if (unpriced.Count > 0)
            yield return new Finding(NoPrice, string.Create(CultureInfo.InvariantCulture, $"{unpriced.Count} services are on a cycle that their product is not sold for"), $"products {Few(unpricedProducts)}", unpriced);
        if (stepless.Count > 0)
            yield return new Finding(NoStep, string.Create(CultureInfo.InvariantCulture, $"{stepless.Count} products have no price for the longer cycle"), "product prices", Things.Of("product", stepless));
    }

    private static string Few(SortedSet<int> products) => string.Join(", ", products.Take(5)) + (products.Count > 5 ? ", …" : "");
}
