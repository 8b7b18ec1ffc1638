using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>The panel's small lists, read first: currencies, client groups, products with their groups and prices, addons.</summary>
internal sealed class Catalogue
{
    private static readonly string[] PriceColumns = ["monthly", "quarterly", "semiannually", "annually", "biennially", "triennially"];
    private static readonly IReadOnlyDictionary<BillingCycle, decimal> NotSold = new Dictionary<BillingCycle, decimal>();

    private readonly Dictionary<int, string> currencies = [];
    private readonly Dictionary<int, (string Name, bool Exempt)> clientGroups = [];
    private readonly Dictionary<int, (string Group, string ServerType)> products = [];
    private readonly Dictionary<int, string> addonModules = [];
    private readonly Dictionary<(int Product, int Currency), IReadOnlyDictionary<BillingCycle, decimal>> prices = [];

    /// <summary>ISO 4217; null for a number that the panel does not have.</summary>
    public string? Currency(int id) => currencies.GetValueOrDefault(id);

    /// <summary>A client group's name and whether the panel marks it as exempt; a group that is gone has neither.</summary>
    public (string Name, bool Exempt) ClientGroup(int id) => clientGroups.TryGetValue(id, out (string, bool) group) ? group : ("", false);

    /// <summary>The name of a product's group, and its server module; both empty for a product that is gone.</summary>
    public (string Group, string ServerType) Product(int id) => products.TryGetValue(id, out (string, string) product) ? product : ("", "");

    /// <summary>An addon's own server module; empty for none.</summary>
    public string AddonModule(int id) => addonModules.GetValueOrDefault(id) ?? "";

    /// <summary>What a product costs, by cycle, in that currency.</summary>
    public IReadOnlyDictionary<BillingCycle, decimal> Prices(int product, int currency) => prices.GetValueOrDefault((product, currency)) ?? NotSold;

    /// <summary>What the policy's conditions can be about.</summary>
    public PanelNames Names => new([.. clientGroups.Values.Select(group => group.Name)], [.. products.Values.Select(product => product.Group).Where(name => name.Length > 0).Distinct()], [.. products.Keys], [.. currencies.Values]);

    public static async Task<Catalogue> ReadAsync(PanelSession session, PanelTables tables, CancellationToken cancel)
    {
        Catalogue read = new();
        await session.EachAsync("SELECT id, code FROM tblcurrencies", row => read.currencies[row.Int(0)] = row.Text(1).Trim().ToUpperInvariant(), cancel);
        await session.EachAsync("SELECT id, groupname, susptermexempt FROM tblclientgroups",
            row => read.clientGroups[row.Int(0)] = (PanelText.Plain(row.Text(1)), row.Yes(2)), cancel);
        await session.EachAsync("SELECT p.id, g.name, p.servertype FROM tblproducts p LEFT JOIN tblproductgroups g ON g.id = p.gid",
            row => read.products[row.Int(0)] = (string.Intern(PanelText.Plain(row.Text(1))), string.Intern(row.Text(2).Trim())), cancel);
        if (tables.Has("tbladdons", "module"))
            await session.EachAsync("SELECT id, module FROM tbladdons WHERE module <> ''", row => read.addonModules[row.Int(0)] = row.Text(1).Trim(), cancel);
        await session.EachAsync($"SELECT relid, currency, {string.Join(", ", PriceColumns)} FROM tblpricing WHERE type = 'product'", read.AddPrices, cancel);
        return read;
    }

    // -1 is the panel's word for "not sold"; 0 in a cycle is what it leaves in cycles that nobody filled in.
    private void AddPrices(PanelRow row)
    {
        Dictionary<BillingCycle, decimal> sold = [];
        for (int at = 0; at < PriceColumns.Length; at++)
            if (row.Money(2 + at) is { } price and > 0) sold[BillingCycle.Priced[at]] = price;
        prices[(row.Int(0), row.Int(1))] = sold;
    }
}
