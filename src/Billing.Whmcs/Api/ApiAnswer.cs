using System.Globalization;
using System.Text.Json;

namespace Billing.Whmcs.Api;

/// <summary>
/// An answer of the panel's API, or a part of one, read whatever shape PHP gave it: numbers as text, "" for nothing, one element without its list,
/// lists whose keys are digits. What cannot be understood is a <see cref="FormatException"/> that names the field.
/// </summary>
internal readonly record struct ApiAnswer(JsonElement Element)
{
    /// <summary>The part of that name; an empty answer when there is none.</summary>
    public ApiAnswer this[string name] => Has(name, out JsonElement value) ? new(value) : default;

    /// <summary>Whether a field of that name came at all, also an empty one.</summary>
    public bool Names(string name) => Has(name, out _);

    /// <summary>The field as text, as it came; empty when it is missing or null.</summary>
    public string Text(string name) => !Has(name, out JsonElement value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    };

    /// <summary>A whole number; 0 when the field is missing or empty.</summary>
    public int Number(string name)
    {
        string text = Text(name).Trim();
        if (text.Length == 0) return 0;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) return number;
        throw new FormatException($"{name} is \"{Shown(text)}\", not a whole number");
    }

    /// <summary>The number of a row: 1 or more.</summary>
    public int Id(string name) =>
        Number(name) is > 0 and int id ? id : throw new FormatException($"{name} is \"{Shown(Text(name))}\", not the number of a row");

    /// <summary>An amount. A missing one is never taken for nothing owed.</summary>
    public decimal Money(string name)
    {
        string text = Text(name).Trim();
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)) return amount;
        throw new FormatException($"{name} is \"{Shown(text)}\", not an amount");
    }

    /// <summary>Yes in any of the panel's dialects: <c>1</c>, <c>"1"</c>, <c>true</c>, <c>"true"</c>, <c>"on"</c>.</summary>
    public bool Flag(string name) => Text(name).Trim().ToUpperInvariant() is "1" or "TRUE" or "ON" or "YES";

    /// <summary><c>{"invoices":{"invoice":[…]}}</c> and its variants.</summary>
    public IReadOnlyList<ApiAnswer> List(string outer, string inner)
    {
        if (!Has(outer, out JsonElement value)) return Missing(outer);
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(inner, out JsonElement inside)) value = inside;
        return Elements(outer, value);
    }

    /// <summary>A list without an inner name: <c>{"projects":[…]}</c>.</summary>
    public IReadOnlyList<ApiAnswer> List(string name) => Has(name, out JsonElement value) ? Elements(name, value) : Missing(name);

    private IReadOnlyList<ApiAnswer> Missing(string name) =>
        Names("totalresults") && Number("totalresults") == 0 ? [] : throw new FormatException($"the list {name} is missing");

    private static IReadOnlyList<ApiAnswer> Elements(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => [],
        JsonValueKind.String when string.IsNullOrWhiteSpace(value.GetString()) => [],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(element => new ApiAnswer(element))],
        JsonValueKind.Object when !value.EnumerateObject().Any() => [],
        JsonValueKind.Object when value.EnumerateObject().All(property => int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _)) =>
            [.. value.EnumerateObject().Select(property => new ApiAnswer(property.Value))],
        JsonValueKind.Object => [new ApiAnswer(value)],
        _ => throw new FormatException($"{name} is no list"),
    };

    private bool Has(string name, out JsonElement value)
    {
        value = default;
        return Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out value);
    }

    private static string Shown(string text) => text.Length <= 30 ? text : text[..30] + "…";
}
