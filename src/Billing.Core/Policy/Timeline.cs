using Billing.Core.Facts;

namespace Billing.Core.Policy;

/// <summary>
/// For which services a timeline is meant. Conditions that are given must all hold; none given fits everything.
/// </summary>
public sealed record When
{
    /// <summary>Fits everything.</summary>
    public static readonly When Always = new();

    /// <summary>The client's group.</summary>
    public string? ClientGroup { get; init; }
    /// <summary>The product's group.</summary>
    public string? ProductGroup { get; init; }
    /// <summary>The product's number in the panel.</summary>
    public int? Product { get; init; }
    /// <summary>The client's country, two letters.</summary>
    public string? Country { get; init; }
    /// <summary>The client's currency, ISO 4217.</summary>
    public string? Currency { get; init; }
    /// <summary>The client owes at least this much past due, in its currency.</summary>
    public decimal? MinimumDebt { get; init; }

    /// <summary>Whether they all hold. Conditions on the product never hold where there is no service.</summary>
    /// <param name="client">The debtor.</param>
    /// <param name="service">The service; null for an invoice without one.</param>
    /// <param name="debt">What the client owes past due, in its currency.</param>
    public bool Holds(Client client, Service? service, decimal debt) =>
        (ClientGroup is null || Same(ClientGroup, client.Group))
        && (Country is null || Same(Country, client.Country))
        && (Currency is null || Same(Currency, client.Currency))
        && (MinimumDebt is not { } minimum || debt >= minimum)
        && (ProductGroup is null || service is not null && Same(ProductGroup, service.ProductGroup))
        && (Product is not { } product || service is { Target.Kind: TargetKind.Service } && service.Product == product);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The stages that one sort of service goes through, in the policy's order.</summary>
/// <param name="When">For which services.</param>
/// <param name="Stages">At least one.</param>
public sealed record Timeline(When When, IReadOnlyList<Stage> Stages)
{
    /// <summary>The first stage with that act; null when the timeline has none.</summary>
    public Stage? With(StageAct act)
    {
        foreach (Stage stage in Stages)
            if (stage.Does(act)) return stage;
        return null;
    }
}
