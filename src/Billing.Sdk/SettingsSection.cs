using System.Text.Json;

namespace Billing.Sdk;

/// <summary>
/// One object of a plugin's configuration file, read key by key. What is wrong is written down with its path (<c>servers[0].port: must be …</c>) instead of
/// stopping at the first, so that an administrator sees all of it at once; <see cref="Approve"/> ends the reading. The sections of one file share their problems.
/// <para>A key that is not among the known ones is a problem, as is one that stands there twice; <c>$comment</c> is free everywhere. A value that is wrong is
/// reported and read as if it were absent, so that reading goes on. A secret is a reference (<see cref="Secret"/>), and its value is never part of a problem.</para>
/// <example><code>
/// var file = new SettingsSection(context, "server", "token");
/// return file.Approve(new AcmeSettings(file.Text("server"), file.Secret("token")));
/// </code></example>
/// </summary>
public sealed class SettingsSection
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly Func<string, string> _secret;
    private readonly List<string> _problems;

    /// <summary>The whole file.</summary>
    /// <param name="context">What the host gave: the file, and where secrets come from.</param>
    /// <param name="keys">The keys it may have.</param>
    public SettingsSection(AdapterContext context, params string[] keys)
        : this((context ?? throw new ArgumentNullException(nameof(context))).Configuration, context.Secret, keys) { }

    /// <summary>The whole file, for who has no context at hand.</summary>
    /// <param name="file">The file.</param>
    /// <param name="secret">Resolves a reference as <see cref="AdapterContext.Secret"/> does.</param>
    /// <param name="keys">The keys it may have.</param>
    public SettingsSection(JsonElement file, Func<string, string> secret, params string[] keys) : this(file, "", secret, [], keys) { }

    private SettingsSection(JsonElement element, string path, Func<string, string> secret, List<string> problems, string[] keys)
    {
        (_path, _secret, _problems) = (path, secret, problems);
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

    /// <summary>Everything found wrong so far, in the whole file; each one line: where, what, what to write.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether the key is there, right or wrong.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>Writes down what is wrong with a key; with an empty key, what is wrong with the object itself.</summary>
    /// <param name="key">One of this object's keys, or empty.</param>
    /// <param name="problem">What is wrong and what to write instead, in one line and without a secret: <c>must be a host name</c>.</param>
    public void Report(string key, string problem) => _problems.Add($"{Path(key)}: {problem}");

    /// <summary>Ends the reading: the settings made of it when nothing is wrong.</summary>
    /// <exception cref="AdapterConfigurationException">Something is; it carries every problem of the file.</exception>
    public T Approve<T>(T settings) where T : notnull => _problems.Count == 0 ? settings : throw new AdapterConfigurationException([.. _problems]);

    /// <summary>The object under that key; when it is absent an empty one, in which everything is absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keys">The keys that the inner object may have.</param>
    public SettingsSection Inner(string key, params string[] keys) => Under(Path(key), _values.GetValueOrDefault(key, Nothing), keys);

    /// <summary>The objects of the list under that key. It must be there and have at least one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keys">The keys that each object may have.</param>
    public IReadOnlyList<SettingsSection> List(string key, params string[] keys)
    {
        if (_values.TryGetValue(key, out JsonElement value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
            return [.. value.EnumerateArray().Select((entry, index) => Under($"{Path(key)}[{index}]", entry, keys))];
        Report(key, "must be a list with at least one entry");
        return [];
    }

    /// <summary>The objects of the object under that key, whatever they are called: <c>{ "40": { … }, "41": { … } }</c>. None when it is absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keys">The keys that each inner object may have.</param>
    public IReadOnlyList<(string Name, SettingsSection Section)> Named(string key, params string[] keys) =>
        [.. Entries(key).Select(entry => (entry.Name, Under($"{Path(key)}.{entry.Name}", entry.Value, keys)))];

    /// <summary>The texts of the object under that key, whatever they are called: <c>{ "12": "basic" }</c>. None when it is absent. A name that stands there twice is a problem.</summary>
    public IReadOnlyDictionary<string, string> NamedTexts(string key)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in Entries(key))
        {
            string name = $"{key}.{entry.Name}";
            if (Plain(entry.Value) is not { } text) Report(name, "must be a text");
            else if (!texts.TryAdd(entry.Name, text)) Report(name, "stands there twice");
        }
        return texts;
    }

    /// <summary>The text under that key, without blanks around it; never an empty one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="whenAbsent">What it is when the key is absent; null when it must be there.</param>
    /// <returns>The text; empty when it was reported.</returns>
    public string Text(string key, string? whenAbsent = null)
    {
        if (!_values.TryGetValue(key, out JsonElement value))
        {
            if (whenAbsent is null) Report(key, "is missing");
            return whenAbsent ?? "";
        }
        if (Plain(value) is { } text) return text;
        Report(key, "must be a text");
        return "";
    }

    /// <summary>The list of texts under that key, each without blanks around it; it may be empty.</summary>
    /// <param name="key">The key.</param>
    /// <param name="whenAbsent">What it is when the key is absent or wrong.</param>
    public IReadOnlyList<string> Texts(string key, params string[] whenAbsent)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return whenAbsent;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(entry => Plain(entry) is not null)) return [.. value.EnumerateArray().Select(entry => Plain(entry)!)];
        Report(key, "must be a list of texts");
        return whenAbsent;
    }

    /// <summary>Yes or no under that key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="whenAbsent">What it is when the key is absent or wrong.</param>
    public bool Yes(string key, bool whenAbsent)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return whenAbsent;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Report(key, "must be true or false");
        return whenAbsent;
    }

    /// <summary>The whole number under that key, both ends included; null when it is absent or wrong.</summary>
    public int? Number(string key, int from, int to)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= from && number <= to) return number;
        Report(key, $"must be a whole number from {from} to {to}");
        return null;
    }

    /// <summary>The time under that key, written in seconds: more than 0, at most an hour, parts of a second allowed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="whenAbsent">How many seconds it is when the key is absent or wrong.</param>
    public TimeSpan Seconds(string key, double whenAbsent)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return TimeSpan.FromSeconds(whenAbsent);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is > 0 and <= 3600) return TimeSpan.FromSeconds(seconds);
        Report(key, "must be a number of seconds, more than 0 and at most 3600");
        return TimeSpan.FromSeconds(whenAbsent);
    }

    /// <summary>The value of the secret that the reference under that key (<c>env:NAME</c>, <c>file:PATH</c>) means. It must be there.</summary>
    /// <returns>The value, which belongs into no message and no log; empty when it was reported.</returns>
    public string Secret(string key)
    {
        string reference = Text(key);
        if (reference.Length == 0) return "";
        try
        {
            string value = _secret(reference);
            if (value.Length == 0) Report(key, "what it refers to is empty");
            return value;
        }
        catch (AdapterConfigurationException missing)
        {
            Report(key, missing.Message);
            return "";
        }
    }

    private SettingsSection Under(string path, JsonElement element, string[] keys) => new(element, path, _secret, _problems, keys);

    private IEnumerable<JsonProperty> Entries(string key)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) return [];
        if (value.ValueKind == JsonValueKind.Object) return value.EnumerateObject().Where(entry => entry.Name != "$comment");
        Report(key, "must be an object { … }");
        return [];
    }

    private static string? Plain(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    private string Path(string key) => (_path, key) switch
    {
        ("", "") => "the file",
        ("", _) => key,
        (_, "") => _path,
        _ => $"{_path}.{key}",
    };
}
