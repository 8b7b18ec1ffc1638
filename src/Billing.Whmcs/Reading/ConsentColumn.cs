using System.Globalization;
using Billing.Engine.Panel;

namespace Billing.Whmcs.Reading;

/// <summary>The client's custom field that says whether it agreed to WhatsApp. A field is named as the panel shows it, before or behind its <c>name|Display</c>, or by its number.</summary>
internal sealed class ConsentColumn
{
    /// <summary>Where no field is read.</summary>
    public static readonly ConsentColumn Nobody = new(ConsentRule.Nobody, []);

    private readonly ConsentRule rule;

    private ConsentColumn(ConsentRule rule, IReadOnlyCollection<int> fields)
    {
        this.rule = rule;
        // A value may stand there more than once; it is read as a list, and all of it must say yes.
        Sql = fields.Count == 0 ? "''" : $"(SELECT GROUP_CONCAT(v.value SEPARATOR '\\n') FROM tblcustomfieldsvalues v WHERE v.fieldid IN ({Scope.List(fields)}) AND v.relid = k.id)";
    }

    /// <summary>The column, for clients <c>k</c>.</summary>
    public string Sql { get; }

    /// <summary>Whether the panel has such a field, or needs none.</summary>
    public bool Found { get; private init; }

    public static async Task<ConsentColumn> ReadAsync(PanelSession session, PanelTables tables, ConsentRule rule, CancellationToken cancel)
    {
        if (rule.Field.Length == 0) return new(rule, []) { Found = true };
        if (!tables.CustomFields) return new(rule, []);
        SortedSet<int> fields = [];
        await session.EachAsync("SELECT id, fieldname FROM tblcustomfields WHERE type = 'client'", row =>
        {
            if (row.Int(0).ToString(CultureInfo.InvariantCulture) == rule.Field || Names(row.Text(1)).Contains(rule.Field.Trim(), StringComparer.OrdinalIgnoreCase)) fields.Add(row.Int(0));
        }, cancel);
        return new(rule, fields) { Found = fields.Count > 0 };
    }

    public bool Of(string values) => rule.Says(values.Split('\n'));

    private static IEnumerable<string> Names(string stored) => stored.Split('|').Append(stored).Select(Mapping.PanelText.Plain);
}
