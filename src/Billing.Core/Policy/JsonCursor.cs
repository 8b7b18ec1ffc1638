using System.Globalization;
using System.Text.Json;

namespace Billing.Core.Policy;

/// <summary>
/// A place in a JSON file that knows its path. What is asked for and is not so becomes a problem there, and the answer is a harmless default, so that
/// reading goes on to the next problem. A place that is absent answers with defaults and says nothing: its absence was reported by its object.
/// </summary>
internal sealed class JsonCursor(JsonElement element, string path, string example, ProblemList problems)
{
    public string Path => path;

    public ProblemList Problems => problems;

    public bool Present => element.ValueKind != JsonValueKind.Undefined;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsList => element.ValueKind == JsonValueKind.Array;

    /// <summary>Absent, or a list or object with nothing in it.</summary>
    public bool IsEmpty => element.ValueKind switch
    {
        JsonValueKind.Undefined => true,
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };

    public bool IsNull => element.ValueKind == JsonValueKind.Null;

    public bool IsText => element.ValueKind == JsonValueKind.String;

    public void Wrong(string wrong, string? instead = null) => problems.Add(path, wrong, instead ?? $"Write for example {example}.");

    /// <summary>The members of an object that has exactly these keys; one that is not there is an absent place.</summary>
    public IReadOnlyDictionary<string, JsonCursor> Fields(params Key[] keys)
    {
        Dictionary<string, JsonCursor> fields = keys.ToDictionary(key => key.Name, key => At(default, key.Name, key.Written));
        HashSet<string> seen = [];
        foreach ((string name, JsonElement value) in Properties())
        {
            seen.Add(name);
            if (keys.FirstOrDefault(key => key.Name == name) is { Name: not null } known) fields[name] = At(value, name, known.Written);
            else At(value, name, "").Wrong($"there is no key \"{name}\" here", Nearest.Say(name, keys.Select(key => key.Name), "The keys here are"));
        }
        if (element.ValueKind == JsonValueKind.Object)
            foreach (Key key in keys)
                if (!key.Optional && !seen.Contains(key.Name)) Wrong($"\"{key.Name}\" is missing", $"Add {key.Written}.");
        return fields;
    }

    /// <summary>The members of an object whose keys are the admin's own names.</summary>
    public IEnumerable<(string Name, JsonCursor Value)> Members(string exampleOfValue)
    {
        foreach ((string name, JsonElement value) in Properties())
            yield return (name, At(value, name, $"\"{name}\": {exampleOfValue}"));
    }

    /// <summary>The entries of a list.</summary>
    public IEnumerable<JsonCursor> Items(string exampleOfItem)
    {
        if (!Is(JsonValueKind.Array, "a list in [ ]")) yield break;
        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
            yield return new JsonCursor(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), exampleOfItem, problems);
    }

    public string? Text() => Is(JsonValueKind.String, "a text in quotation marks") ? element.GetString() : null;

    public bool Switch()
    {
        if (element.ValueKind == JsonValueKind.True) return true;
        Is(JsonValueKind.False, "true or false");
        return false;
    }

    /// <summary>A whole number within bounds, both included.</summary>
    public int Whole(int least, int most = 36500)
    {
        if (!Is(JsonValueKind.Number, "a number")) return least;
        if (element.TryGetInt32(out int number) && number >= least && number <= most) return number;
        Wrong(string.Create(CultureInfo.InvariantCulture, $"{Shown} is not a whole number from {least} to {most}"));
        return least;
    }

    /// <summary>A decimal number within bounds, both included.</summary>
    public decimal Number(decimal least, decimal most)
    {
        if (!Is(JsonValueKind.Number, "a number")) return least;
        if (element.TryGetDecimal(out decimal number) && number >= least && number <= most) return number;
        Wrong(string.Create(CultureInfo.InvariantCulture, $"{Shown} is not a number from {least} to {most}"));
        return least;
    }

    /// <summary>One of a few words; null when it is none of them.</summary>
    public string? OneOf(params string[] words)
    {
        if (Text() is not { } text) return null;
        if (words.Contains(text)) return text;
        Wrong($"\"{text}\" is not known here", Nearest.Say(text, words, "It may be"));
        return null;
    }

    /// <summary>The value as it is written, shortened.</summary>
    public string Shown => !Present ? "" : element.GetRawText() is { Length: > 40 } longText ? longText[..37] + "…" : element.GetRawText();

    private IEnumerable<(string Name, JsonElement Value)> Properties()
    {
        if (!Is(JsonValueKind.Object, "an object in { }")) yield break;
        HashSet<string> seen = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (seen.Add(property.Name)) yield return (property.Name, property.Value);
            else At(property.Value, property.Name, "").Wrong($"the key \"{property.Name}\" stands here twice", "Keep one of the two.");
        }
    }

    private bool Is(JsonValueKind kind, string inWords)
    {
        if (element.ValueKind == kind) return true;
        if (Present) Wrong($"{Shown} is not {inWords}");
        return false;
    }

    private JsonCursor At(JsonElement value, string name, string exampleThere) => new(value, path + Step(name), exampleThere, problems);

    private static string Step(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '$' or '_') ? $".{name}" : $"['{name}']";
}
