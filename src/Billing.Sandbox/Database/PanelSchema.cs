using System.Text;
using System.Text.RegularExpressions;

namespace Billing.Sandbox.Database;

/// <summary>One CREATE TABLE of panel.sql: its name, and its lines between the parentheses.</summary>
internal sealed record PanelTable(string Name, IReadOnlyList<string> Lines);

/// <summary>The tables of a panel, of the old (7.x) or the present shape.</summary>
internal static partial class PanelSchema
{
    static readonly HashSet<string> notYetIn7 = new(StringComparer.Ordinal)
    {
        "tblinvoices.last_capture_attempt", "tblinvoices.date_refunded", "tblinvoices.date_cancelled", "tblinvoices.paymethodid",
        "tblinvoices.created_at", "tblinvoices.updated_at", "tblhosting.qty", "tblhostingaddons.qty",
        "tblhosting.recommendation_source_product_id", "tblhosting.upsell_from_products", "tblhostingaddons.upsell_from_products",
        "tblhosting.completed_date", "tblclients.tax_id", "tblclients.email_preferences", "tblclients.marketing_emails_opt_in",
        "tblclients.allow_sso", "tblproducts.slug", "tblproducts.short_description", "tblproducts.tagline", "tblproducts.color",
        "tblactivitylog.user_id", "tblactivitylog.admin_id",
    };

    static readonly HashSet<string> textFlagsIn7 = new(StringComparer.Ordinal)
    {
        "tblclients.taxexempt", "tblclients.latefeeoveride", "tblclients.overideduenotices", "tblclients.separateinvoices",
        "tblclients.disableautocc", "tblhosting.overideautosuspend", "tbldomains.donotrenew", "tblproducts.hidden",
        "tblproducts.retired", "tblproducts.tax",
    };

    public static IReadOnlyList<PanelTable> Tables(PanelGeneration generation)
    {
        using Stream stream = typeof(PanelSchema).Assembly.GetManifestResourceStream("panel.sql")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        PanelTable[] tables = [.. CreateTable().Matches(reader.ReadToEnd()).Select(m => new PanelTable(
            m.Groups["name"].Value, [.. m.Groups["body"].Value.Split(",\n").Select(line => line.Trim())]))];
        return generation is PanelGeneration.Seven ? [.. tables.Select(AsIn7)] : tables;
    }

    static PanelTable AsIn7(PanelTable table) => table with
    {
        Lines = [.. from line in table.Lines
                    let key = $"{table.Name}.{ColumnName(line)}"
                    where !notYetIn7.Contains(key)
                    select textFlagsIn7.Contains(key) ? $"`{ColumnName(line)}` text NOT NULL"
                        : line.Replace("decimal(16,2)", "decimal(10,2)", StringComparison.Ordinal)],
    };

    /// <summary>The column a line declares; null for a key.</summary>
    public static string? ColumnName(string line) => line.StartsWith('`') ? line[1..line.IndexOf('`', 1)] : null;

    [GeneratedRegex(@"CREATE TABLE `(?<name>\w+)` \(\n(?<body>.*?)\n\) ENGINE", RegexOptions.Singleline)]
    private static partial Regex CreateTable();
}
