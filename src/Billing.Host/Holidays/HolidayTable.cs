using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Billing.Engine.Configuration;

namespace Billing.Host.Holidays;

/// <summary>One of our files of holidays, to be added to: what stands in it stays as it is, word for word, and so do the comments at its head.</summary>
internal sealed class HolidayTable
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions WithoutComments = new() { AllowTrailingCommas = true };

    private readonly string path;
    private readonly IReadOnlyList<string> head;
    private readonly JsonObject fields;
    private readonly SortedDictionary<DateOnly, JsonObject> days = [];

    private HolidayTable(string path, IReadOnlyList<string> head, JsonObject fields, bool losesComments)
    {
        (this.path, this.head, this.fields, LosesComments) = (path, head, fields, losesComments);
        foreach (JsonObject day in (fields["days"]?.AsArray() ?? []).OfType<JsonObject>())
            days[DateOnly.ParseExact(day["date"]!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture)] = day.DeepClone().AsObject();
    }

    /// <summary>It has comments elsewhere than at its head: they cannot be kept.</summary>
    public bool LosesComments { get; }

    public string? Country => fields["country"]?.GetValue<string>() is { Length: > 0 } country ? country : null;

    /// <summary>What stands in it, by date.</summary>
    public IEnumerable<KeyValuePair<DateOnly, string>> Days => days.Select(day => KeyValuePair.Create(day.Key, day.Value["name"]?.GetValue<string>() ?? ""));

    /// <summary>Opens it; empty when there is none yet.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or something in it cannot be right.</exception>
    public static HolidayTable Open(string path, string shown)
    {
        if (!File.Exists(path)) return new HolidayTable(path, [], new JsonObject(), false);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{shown} cannot be read: {unread.Message}");
        }
        if (HolidayReader.Read(text, shown).Problems is [{ } first, ..] problems)
            throw new ConfigurationException($"{first}{(problems.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({problems.Count - 1} more in it)") : "")}");
        string[] lines = text.TrimStart('\uFEFF').Split('\n');
        string[] head = [.. lines.Skip(1).Select(line => line.Trim()).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))];
        if (lines[0].Trim() != "{") head = [];
        string rest = head.Length == 0 ? text.TrimStart('\uFEFF') : "{\n" + string.Join('\n', lines.Skip(1 + head.Length));
        return new HolidayTable(path, head, JsonNode.Parse(text.TrimStart('\uFEFF'), null, PolicyReader.Syntax)!.AsObject(), HasComments(rest));
    }

    public bool Has(DateOnly day) => days.ContainsKey(day);

    public void Add(DateOnly day, string name, string source) =>
        days[day] = new JsonObject { ["date"] = Iso(day), ["name"] = name, ["source"] = source };

    public void Remove(DateOnly day) => days.Remove(day);

    public void SetCountry(string country) => fields["country"] = country;

    /// <summary>Writes it whole beside the old one, and puts it in its place: whoever reads meanwhile has the old or the new.</summary>
    /// <exception cref="ConfigurationException">It cannot be written.</exception>
    public void Write()
    {
        string beside = $"{path}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(beside, Text());
            if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new ConfigurationException($"{path} cannot be written: {unwritten.Message}");
        }
    }

    private string Text()
    {
        StringBuilder text = new("{\n");
        foreach (string comment in head) text.Append("  ").Append(comment).Append('\n');
        foreach (string field in new[] { "country", "source" })
            if (fields[field] is { } value) text.Append(CultureInfo.InvariantCulture, $"  \"{field}\": {value.ToJsonString(Plain)},\n");
        text.Append("  \"days\": [\n");
        text.AppendJoin(",\n\n", days.GroupBy(day => day.Key.Year).Select(year => string.Join(",\n", year.Select(day => $"    {Line(day.Value)}"))));
        return text.Append("\n  ]\n}\n").ToString();
    }

    private static string Line(JsonObject day) => $"{{ {string.Join(", ", day.Select(field => $"\"{field.Key}\": {field.Value!.ToJsonString(Plain)}"))} }}";

    private static bool HasComments(string text)
    {
        try
        {
            using JsonDocument _ = JsonDocument.Parse(text, WithoutComments);
            return false;
        }
        catch (JsonException)
        {
            return true;   // it parsed with comments before
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
