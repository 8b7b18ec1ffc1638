using System.Globalization;
using Billing.Core.Decisions;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Panel;

namespace Billing.Host;

/// <summary>The policy's timelines in words, and held against what the panel has.</summary>
internal static class TimelineCheck
{
    /// <summary>One line for each: for whom it is, and what it does. The first that fits is used.</summary>
    public static IEnumerable<string> Say(BillingPolicy policy) => policy.Timelines.Select(timeline =>
        $"{timeline.Place}, for {timeline.When}: {string.Join("; ", timeline.Stages.Where(stage => stage.Do.Count > 0).Select(stage => $"{stage.At} {string.Join(", ", stage.Do.Select(Outlook.Word))}"))}");

    /// <summary>Conditions that nothing in the panel fits: most of the time a slip in a name.</summary>
    public static IEnumerable<string> Unknown(BillingPolicy policy, PanelNames names) => policy.Timelines.SelectMany(timeline => Conditions(timeline.When, names).Select(what => $"{PolicyFile.FileName} $.{timeline.Place}: {what}")).Distinct();

    private static IEnumerable<string> Conditions(When when, PanelNames names)
    {
        if (when.ClientGroup is { } group && !Has(names.ClientGroups, group)) yield return Missing("client group", $"\"{group}\"", names.ClientGroups);
        if (when.ProductGroup is { } products && !Has(names.ProductGroups, products)) yield return Missing("product group", $"\"{products}\"", names.ProductGroups);
        if (when.Product is { } product && !names.Products.Contains(product)) yield return Missing("product", product.ToString(CultureInfo.InvariantCulture), []);
        if (when.Currency is { } currency && !Has(names.Currencies, currency)) yield return Missing("currency", $"\"{currency}\"", names.Currencies);
    }

    private static string Missing(string what, string name, IReadOnlyList<string> known) =>
        $"the panel has no {what} {name}, so this timeline or stage is for nobody{(known.Count > 0 ? $". There are {string.Join(", ", known.Order(StringComparer.Ordinal))}" : "")}";

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
