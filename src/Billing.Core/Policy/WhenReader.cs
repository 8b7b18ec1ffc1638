namespace Billing.Core.Policy;

/// <summary>Reads the conditions of a timeline or a stage.</summary>
internal static class WhenReader
{
    public static When Read(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(
            Key.May("clientGroup", "\"Resellers\""), Key.May("productGroup", "\"VPS\""), Key.May("product", "12"),
            Key.May("country", "\"AR\""), Key.May("currency", "\"ARS\""), Key.May("minimumDebt", "50000"));
        if (place.IsObject && !fields.Values.Any(field => field.Present))
            place.Wrong("no condition is named, so it would fit everything", "Name at least one, for example \"country\": \"AR\", or take it out.");
        return new When
        {
            ClientGroup = Name(fields["clientGroup"]),
            ProductGroup = Name(fields["productGroup"]),
            Product = fields["product"].Present ? fields["product"].Whole(1, int.MaxValue) : null,
            Country = Code(fields["country"], 2, "a country's two letters"),
            Currency = Code(fields["currency"], 3, "a currency's three letters"),
            MinimumDebt = fields["minimumDebt"].Present ? fields["minimumDebt"].Number(0, decimal.MaxValue) : null,
        };
    }

    /// <summary>A code of so many letters; null when it is none.</summary>
    public static string? Code(JsonCursor place, int letters, string what)
    {
        if (place.Text() is not { } text) return null;
        if (text.Length == letters && text.All(char.IsAsciiLetter)) return text;
        place.Wrong($"\"{text}\" is not {what}");
        return null;
    }

    private static string? Name(JsonCursor place)
    {
        if (place.Text() is not { } text) return null;
        if (!string.IsNullOrWhiteSpace(text)) return text;
        place.Wrong("the name is empty");
        return null;
    }
}
