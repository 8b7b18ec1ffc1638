using System.Text.Json;

namespace Billing.Plugin.ProjectFreeze.Configuration;

/// <summary>One object of the file. Reads its keys and writes down what is wrong with them, each with its path, instead of stopping at the first.</summary>
internal sealed class Section
{
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly string _path;
    private readonly List<string> _problems;

    public Section(JsonElement element, string path, List<string> problems, params string[] keys)
    {
        (_path, _problems) = (path, problems);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Report("", "must be an object { … }");
            return;
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name == "$comment") continue;
            if (!keys.Contains(property.Name)) Report(property.Name, $"unknown key; known are {string.Join(", ", keys)}");
            else if (!_values.TryAdd(property.Name, property.Value)) Report(property.Name, "stands there twice");
        }
    }

    public bool Has(string key) => _values.ContainsKey(key);

    public Section Inner(string key, params string[] keys) =>
        new(_values.TryGetValue(key, out JsonElement value) ? value : JsonDocument.Parse("{}").RootElement, Path(key), _problems, keys);

    public IEnumerable<Section> List(string key, params string[] keys)
    {
        if (!_values.TryGetValue(key, out JsonElement value) || value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            Report(key, "must be a list with at least one entry");
            return [];
        }
        return [.. value.EnumerateArray().Select((entry, index) => new Section(entry, $"{Path(key)}[{index}]", _problems, keys))];
    }

    public string Text(string key, string? whenAbsent = null)
    {
        if (!_values.TryGetValue(key, out JsonElement value))
        {
            if (whenAbsent is null) Report(key, "is missing");
            return whenAbsent ?? "";
        }
        if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())) return value.GetString()!.Trim();
        Report(key, "must be a text");
        return "";
    }

    /// <summary>The object's entries, whatever they are called.</summary>
    public IEnumerable<(string Name, Section Entry)> Named(string key, params string[] keys)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return [];
        if (value.ValueKind == JsonValueKind.Object)
            return [.. value.EnumerateObject().Where(entry => entry.Name != "$comment").Select(entry => (entry.Name, new Section(entry.Value, $"{Path(key)}.{entry.Name}", _problems, keys)))];
        Report(key, "must be an object { … }");
        return [];
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(text => text.GetString()!)];
        Report(key, "must be a list of texts");
        return [];
    }

    public int? Number(string key, int from, int to)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= from && number <= to) return number;
        Report(key, $"must be a whole number from {from} to {to}");
        return null;
    }

    public TimeSpan Seconds(string key, double whenAbsent)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return TimeSpan.FromSeconds(whenAbsent);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is > 0 and <= 3600)
            return TimeSpan.FromSeconds(seconds);
        Report(key, "must be a number of seconds, more than 0 and at most 3600");
        return TimeSpan.FromSeconds(whenAbsent);
    }

    public void Report(string key, string problem) => _problems.Add($"{Path(key)}: {problem}");

    private string Path(string key) => (_path, key) switch
    {
        ("", "") => "the file",
        ("", _) => key,
        (_, "") => _path,
        _ => $"{_path}.{key}",
    };
}
