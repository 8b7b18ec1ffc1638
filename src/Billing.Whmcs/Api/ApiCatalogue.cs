using System.Collections.Frozen;
using System.Text.Json;
using Billing.Core.Facts;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>What a product is, as far as a service takes it from there.</summary>
/// <param name="Module">The server module; empty for none.</param>
/// <param name="Prices">What a period costs, by currency and cycle.</param>
internal sealed record ApiProduct(string Module, FrozenDictionary<string, IReadOnlyDictionary<BillingCycle, decimal>> Prices);

/// <summary>A client group.</summary>
internal sealed record ApiGroup(string Name, bool Exempt);

/// <summary>The short lists that everything else refers to.</summary>
internal sealed record ApiCatalogue(
    FrozenDictionary<int, ApiProduct> Products, FrozenDictionary<int, ApiGroup> Groups, FrozenDictionary<int, string> Currencies)
{
    /// <summary>For questions that need none of it.</summary>
    public static readonly ApiCatalogue Nothing = new(FrozenDictionary<int, ApiProduct>.Empty, FrozenDictionary<int, ApiGroup>.Empty, FrozenDictionary<int, string>.Empty);

    // The panel's words for the cycles in a price list; -1.00 means that a cycle is not sold, 0.00 that nobody filled it in.
    private static readonly (string Word, BillingCycle Cycle)[] PriceWords =
    [
        ("monthly", BillingCycle.Monthly), ("quarterly", BillingCycle.Quarterly), ("semiannually", BillingCycle.SemiAnnually),
        ("annually", BillingCycle.Annually), ("biennially", BillingCycle.Biennially), ("triennially", BillingCycle.Triennially),
    ];

    public static async Task<ApiCatalogue> ReadAsync(WhmcsApi api, CancellationToken cancel)
    {
        var products = new ApiCall("GetProducts");
        var groups = new ApiCall("GetClientGroups");
        var currencies = new ApiCall("GetCurrencies");
        ApiAnswer sold = await api.ReadAsync(products, cancel);
        ApiAnswer grouped = await api.ReadAsync(groups, cancel);
        ApiAnswer money = await api.ReadAsync(currencies, cancel);
        return new ApiCatalogue(
            api.Understand(products, sold, fields => fields.List("products", "product").ToFrozenDictionary(row => row.Id("pid"), Product)),
            api.Understand(groups, grouped, fields => fields.List("groups", "group").ToFrozenDictionary(row => row.Id("id"), row => new ApiGroup(PanelText.Plain(row.Text("groupname")), row.Flag("susptermexempt")))),
            api.Understand(currencies, money, fields => fields.List("currencies", "currency").ToFrozenDictionary(row => row.Id("id"), row => row.Text("code").Trim().ToUpperInvariant())));
    }

    private static ApiProduct Product(ApiAnswer row)
    {
        JsonElement pricing = row["pricing"].Element;
        IEnumerable<JsonProperty> currencies = pricing.ValueKind == JsonValueKind.Object ? pricing.EnumerateObject() : [];
        return new ApiProduct(row.Text("module").Trim(), currencies.ToFrozenDictionary(
            currency => currency.Name, IReadOnlyDictionary<BillingCycle, decimal> (currency) => Prices(new ApiAnswer(currency.Value)), StringComparer.OrdinalIgnoreCase));
    }

    private static Dictionary<BillingCycle, decimal> Prices(ApiAnswer currency)
    {
        var prices = new Dictionary<BillingCycle, decimal>();
        foreach ((string word, BillingCycle cycle) in PriceWords)
            if (currency.Text(word).Length > 0 && currency.Money(word) is > 0 and decimal price) prices[cycle] = price;
        return prices;
    }
}
