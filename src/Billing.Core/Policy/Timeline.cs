using System.Globalization;
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

    /// <summary>In words: <c>client group Resellers, at least 50000 owed</c>; for none given <c>whatever no other fits</c>.</summary>
    public override string ToString()
    {
        string[] all = [.. new[]
        {
            ClientGroup is null ? null : $"client group {ClientGroup}", ProductGroup is null ? null : $"product group {ProductGroup}",
            Product is { } product ? string.Create(CultureInfo.InvariantCulture, $"product {product}") : null, Country is null ? null : $"country {Country}", Currency is null ? null : $"currency {Currency}",
            MinimumDebt is { } debt ? string.Create(CultureInfo.InvariantCulture, $"at least {debt:0.##} owed past due") : null,
        }.OfType<string>()];
        return all.Length == 0 ? "whatever no other fits" : string.Join(", ", all);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The stages that one sort of service goes through, in the policy's order.</summary>
/// <param name="When">For which services.</param>
/// <param name="Stages">At least one.</param>
public sealed record Timeline(When When, IReadOnlyList<Stage> Stages)
{
    /// <summary>Where it stands in the policy's file: <c>timelines[1]</c>, or <c>timeline</c> for the common one.</summary>
    public string Place { get; init; } = "";

    /// <summary>The first stage with that act; null when the timeline has none.</summary>
    public Stage? With(StageAct act)
    {
        foreach (Stage stage in Stages)
            if (stage.Does(act)) return stage;
        return null;
    }
}
