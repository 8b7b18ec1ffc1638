using System.Globalization;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Products whose services the panel terminates so many days after they were ordered, paid or not.</summary>
internal static class FixedTerms
{
    private static readonly FindingKind Ends = new("panel-fixed-terms", Severity.Warning,
        "The panel removes their services after that term without our backup, also of clients who paid.",
        "Where it is not meant (a trial account), set *Auto Terminate/Fixed Term* of the product to 0 days.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Ends, Rounds.LeftOut];

    public static async Task<IEnumerable<Finding>> AskAsync(DatabaseLook look, CancellationToken cancel)
    {
        if (look.Hidden("fixed terms of products", "tblproducts", "autoterminatedays") is { } hidden) return [hidden];
        if ((await TasksOff.ReadAsync(look, cancel)).Contains("FixedTermTerminations")) return [];
        Things products = new("product");
        int least = int.MaxValue;
        await look.Session.EachAsync("SELECT id, autoterminatedays FROM tblproducts WHERE autoterminatedays > 0 ORDER BY id", row =>
        {
            products.Add(row.Int(0));
            least = Math.Min(least, row.Int(1));
        }, cancel);
        return products.Count == 0 ? [] : [new Finding(Ends, string.Create(CultureInfo.InvariantCulture, $"the panel ends services of {products.Count} products by itself, the soonest after {least} days"), "tblproducts.autoterminatedays", products)];
    }
}
