using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Billing.Core.Policy;

namespace Billing.Engine.Channels;

/// <summary>
/// How a language writes dates, money and the policy's words: its <c>wording.json</c>, beside its templates. The process runs without the
/// culture data of the machine, so a notice reads the same wherever it is made.
/// </summary>
internal sealed partial record Wording
{
    private static readonly HashSet<string> WithoutCents = ["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"];
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The panel's names of this language: <c>spanish</c>.</summary>
    public required IReadOnlyList<string> PanelNames { get; init; }
    /// <summary>Countries where it is taken for granted, two letters.</summary>
    public required IReadOnlyList<string> Countries { get; init; }
    /// <summary>The twelve months.</summary>
    public required IReadOnlyList<string> Months { get; init; }
    /// <summary>A date with <c>{day}</c>, <c>{month}</c>, <c>{year}</c>.</summary>
    public required string Date { get; init; }
    /// <summary>A sum with <c>{currency}</c>, <c>{amount}</c>.</summary>
    public required string Money { get; init; }
    /// <summary>Before the cents.</summary>
    public required string Decimal { get; init; }
    /// <summary>Between the thousands.</summary>
    public required string Thousands { get; init; }
    /// <summary>Between the last two of several.</summary>
    public required string And { get; init; }
    /// <summary>What happens, by the policy's word: for one service, for several.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Acts { get; init; }
    /// <summary>A day counted in business days from the due date: for one, for several, with <c>{days}</c>.</summary>
    public required IReadOnlyList<string> BusinessDays { get; init; }
    /// <summary>The same for a day that comes once they have passed.</summary>
    public required IReadOnlyList<string> AfterBusinessDays { get; init; }
    /// <summary>The billing cycles, by the panel's word.</summary>
    public required IReadOnlyDictionary<string, string> Cycles { get; init; }

    /// <summary>Reads a wording; throws <see cref="JsonException"/> when something is missing or unknown.</summary>
    public static Wording Parse(string json)
    {
        Wording wording = JsonSerializer.Deserialize<Wording>(json, Strict) ?? throw new JsonException("there is nothing in it");
        if (wording.Months.Count != 12) throw new JsonException($"it has {wording.Months.Count} months");
        if (wording.Acts.FirstOrDefault(act => act.Value.Count != 2) is { Key: { } word }) throw new JsonException($"\"{word}\" needs two texts: for one service, for several");
        if (wording.BusinessDays.Count != 2 || wording.AfterBusinessDays.Count != 2) throw new JsonException("\"businessDays\" and \"afterBusinessDays\" need two texts each: for one day, for several");
        return wording;
    }

    public string Say(DateOnly day) => Date
        .Replace("{day}", day.Day.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{month}", Months[day.Month - 1], StringComparison.Ordinal)
        .Replace("{year}", day.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public string Say(decimal amount, string currency)
    {
        NumberFormatInfo form = new() { NumberDecimalSeparator = Decimal, NumberGroupSeparator = Thousands, NumberGroupSizes = [3] };
        bool whole = WithoutCents.Contains(currency) && decimal.Truncate(amount) == amount;
        return Money
            .Replace("{currency}", currency, StringComparison.Ordinal)
            .Replace("{amount}", amount.ToString(whole ? "N0" : "N2", form), StringComparison.Ordinal).Trim();
    }

    /// <summary>A further value of a notice: a day (<c>2026-08-03</c>), a sum (<c>1500.00</c>, in the client's currency unless it names one) or a cycle in this language's form; anything else as it is.</summary>
    public string Say(string value, string currency)
    {
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)) return Say(day);
        if (Sum().Match(value) is { Success: true } sum)
            return Say(decimal.Parse(sum.Groups[2].ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), sum.Groups[1] is { Success: true } named ? named.Value : currency);
        foreach ((string cycle, string words) in Cycles)
            if (string.Equals(Letters(cycle), Letters(value), StringComparison.OrdinalIgnoreCase)) return words;
        return value;
    }

    /// <summary>How the policy counts to a day, in business days.</summary>
    public string Say(Moment counted)
    {
        int days = counted.After ? counted.Days - 1 : counted.Days;
        return (counted.After ? AfterBusinessDays : BusinessDays)[days == 1 ? 0 : 1].Replace("{days}", days.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>What an act does; its own word when the language has none for it.</summary>
    public string SayAct(string act, int services) => Acts.TryGetValue(act, out IReadOnlyList<string>? words) ? words[services > 1 ? 1 : 0] : act;

    /// <summary>Several in a row: <c>a, b y c</c>.</summary>
    public string Join(IReadOnlyList<string> several) => several.Count switch
    {
        0 => "",
        1 => several[0],
        _ => $"{string.Join(", ", several.Take(several.Count - 1))} {And} {several[^1]}",
    };

    /// <summary>Whether the panel means this language: <c>spanish</c>, and a variety of it such as <c>portuguese-br</c> of <c>portuguese</c>.</summary>
    public bool IsCalled(string panelName) => PanelNames.Any(name =>
        string.Equals(name, panelName, StringComparison.OrdinalIgnoreCase) || panelName.StartsWith(name + "-", StringComparison.OrdinalIgnoreCase));

    private static string Letters(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:([A-Z]{3}) )?(-?[0-9]{1,15}\.[0-9]{2})$")]
    private static partial Regex Sum();
}
