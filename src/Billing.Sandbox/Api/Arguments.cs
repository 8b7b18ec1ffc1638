using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Billing.Sandbox.Api;

/// <summary>The parameters of one call, read as PHP reads a form: bracketed keys are arrays, empty text mostly means "not given".</summary>
internal sealed class Arguments(IFormCollection form)
{
    public string Text(string name) => form.TryGetValue(name, out var values) ? values[^1] ?? "" : "";
    public string Text(string name, string otherwise) => Has(name) ? Text(name) : otherwise;
    public bool Has(string name) => Text(name) is not "";
    public int Int(string name) => int.TryParse(Text(name), CultureInfo.InvariantCulture, out int number) ? number : 0;
    public int? Given(string name) => Has(name) ? Int(name) : null;
    public decimal? Money(string name) => decimal.TryParse(Text(name), CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <summary>As in PHP, any text but "0" is true: "false" too.</summary>
    public bool Flag(string name) => Text(name) is not ("" or "0");

    public DateOnly? Date(string name) =>
        DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    /// <summary>name[], name[0], name[1] …; a bare name is not an array.</summary>
    public IReadOnlyList<string> Many(string name) =>
        [.. form.Where(pair => IsElement(pair.Key, name)).SelectMany(pair => pair.Value).OfType<string>().Where(value => value is not "")];

    public IReadOnlyList<int> Ids(string name) => [.. Many(name).Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out int id) ? id : 0)];

    /// <summary>name[key] = value, by key.</summary>
    public IReadOnlyDictionary<string, string> Map(string name) =>
        form.Where(pair => IsElement(pair.Key, name)).ToDictionary(pair => pair.Key[(name.Length + 1)..^1], pair => pair.Value[^1] ?? "");

    /// <summary>Values of all parameters that name something: what a fault's id is compared with.</summary>
    public IEnumerable<string> EveryId() => form.Where(pair => pair.Key.Contains("id", StringComparison.OrdinalIgnoreCase) && pair.Key is not "identifier")
        .SelectMany(pair => pair.Value).OfType<string>();

    static bool IsElement(string key, string name) =>
        key.Length > name.Length + 1 && key.StartsWith(name, StringComparison.Ordinal) && key[name.Length] == '[' && key[^1] == ']';
}
