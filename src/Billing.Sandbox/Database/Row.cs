using System.Globalization;

namespace Billing.Sandbox.Database;

/// <summary>One row as the panel reads it. A missing column reads as empty: old panels lack some.</summary>
internal sealed class Row(Dictionary<string, object?> values)
{
    public bool IsNull(string column) => values.GetValueOrDefault(column) is null;

    public string Text(string column) => Convert.ToString(values.GetValueOrDefault(column), CultureInfo.InvariantCulture) ?? "";

    public int Int(string column) => values.GetValueOrDefault(column) switch
    {
        long number => checked((int)number),
        decimal number => (int)number,
        string text when int.TryParse(text, CultureInfo.InvariantCulture, out int number) => number,
        _ => 0,
    };

    public decimal Money(string column) => values.GetValueOrDefault(column) switch
    {
        decimal number => number,
        long number => number,
        string text when decimal.TryParse(text, CultureInfo.InvariantCulture, out decimal number) => number,
        _ => 0m,
    };

    /// <summary>The day of a date or datetime; null for none and for a zero date.</summary>
    public DateOnly? Date(string column) =>
        Text(column) is { Length: >= 10 } text && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day : null;

    /// <summary>Panels write yes as 1 or as 'on'.</summary>
    public bool Flag(string column) => Text(column) is not ("" or "0");
}
