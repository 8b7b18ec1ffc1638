namespace Billing.Engine.Panel;

/// <summary>What a panel may implement besides <see cref="IPanel"/>: it names what the policy's conditions can be about. For a person who asks, not for a run.</summary>
public interface IPanelNames
{
    /// <summary>Reads the short lists.</summary>
    Task<PanelNames> ReadNamesAsync(CancellationToken cancel);
}

/// <summary>What the policy's conditions can be about.</summary>
/// <param name="ClientGroups">The client groups' names.</param>
/// <param name="ProductGroups">The names of the products' groups; over WHMCS's API of those only of which there are services.</param>
/// <param name="Products">The products' numbers.</param>
/// <param name="Currencies">The currencies' codes.</param>
public sealed record PanelNames(IReadOnlyList<string> ClientGroups, IReadOnlyList<string> ProductGroups, IReadOnlyList<int> Products, IReadOnlyList<string> Currencies);
