using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Billing.Engine.Evidence;

/// <summary>
/// How entries are written and hashed. Each hash covers the one before it, so that an entry changed, missing or moved is found; personal values stand in the
/// body as salted digests only, so that they can be erased and the chain still holds.
/// </summary>
internal static class Chain
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly EvidenceHead Empty = new(0, new string('0', 64));

    private const string Moment = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The entry that follows.</summary>
    public static EvidenceEntry Next(EvidenceHead head, EvidenceRecord record, DateTimeOffset at)
    {
        Dictionary<string, (string Value, string Salt)> personal = record.Proof.Personal.ToDictionary(
            pair => pair.Key, pair => (pair.Value, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))), StringComparer.Ordinal);
        string body = Body(head.Number + 1, record, at, personal);
        return new EvidenceEntry(head.Number + 1, body, Hash(head.Hash, body), personal.Count == 0 ? null : Personal(personal));
    }

    /// <summary>The hash of a body behind that hash.</summary>
    public static string Hash(string previous, string body) => Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{body}")));

    /// <summary>The digest of bytes that were sent.</summary>
    public static string Digest(byte[] content) => Hex(SHA256.HashData(content));

    /// <exception cref="EvidenceException">It cannot be read.</exception>
    public static Statement Read(EvidenceEntry entry)
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(entry.Body);
            JsonElement root = body.RootElement;
            Dictionary<string, string?> personal = root.GetProperty("personal").EnumerateObject().ToDictionary(each => each.Name, string? (_) => null, StringComparer.Ordinal);
            foreach ((string name, (string value, _)) in Kept(entry)) personal[name] = value;
            return new Statement(
                DateTimeOffset.ParseExact(root.GetProperty("at").GetString()!, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                EvidenceKinds.Of(root.GetProperty("kind").GetString()!) ?? throw new JsonException("an unknown kind"),
                root.GetProperty("client").GetInt32(), root.TryGetProperty("invoice", out JsonElement invoice) ? invoice.GetInt32() : null, root.GetProperty("key").GetString()!,
                root.GetProperty("facts").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!, StringComparer.Ordinal), personal);
        }
        catch (Exception bad) when (bad is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new EvidenceException($"entry {entry.Number} of the evidence cannot be read: it was changed by something else than this service ({bad.Message.ReplaceLineEndings(" ")})", bad);
        }
    }

    /// <summary>The names of personal values that do not agree with their digests.</summary>
    public static IReadOnlyList<string> Forged(EvidenceEntry entry)
    {
        using JsonDocument body = JsonDocument.Parse(entry.Body);
        JsonElement digests = body.RootElement.GetProperty("personal");
        return [.. Kept(entry).Where(each => !digests.TryGetProperty(each.Key, out JsonElement digest) || digest.GetString() != Salted(each.Value.Salt, each.Value.Value)).Select(each => each.Key)];
    }

    private static string Body(long number, EvidenceRecord record, DateTimeOffset at, IReadOnlyDictionary<string, (string Value, string Salt)> personal)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Form))
        {
            json.WriteStartObject();
            json.WriteNumber("number", number);
            json.WriteString("at", at.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture));
            json.WriteString("kind", record.Kind.Word());
            json.WriteNumber("client", record.Client);
            if (record.Invoice is { } invoice) json.WriteNumber("invoice", invoice);
            json.WriteString("key", record.Key);
            IEnumerable<KeyValuePair<string, string>> facts = record.Proof.Facts;
            if (record.Proof.Content is { } content) facts = facts.Append(new("content", Digest(content)));
            Write(json, "facts", facts);
            Write(json, "personal", personal.Select(each => KeyValuePair.Create(each.Key, Salted(each.Value.Salt, each.Value.Value))));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartObject(name);
        foreach ((string each, string value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(each, value);
        json.WriteEndObject();
    }

    private static string Personal(IReadOnlyDictionary<string, (string Value, string Salt)> personal) =>
        JsonSerializer.Serialize(personal.OrderBy(each => each.Key, StringComparer.Ordinal).ToDictionary(each => each.Key, each => new[] { each.Value.Salt, each.Value.Value }));

    private static IEnumerable<KeyValuePair<string, (string Value, string Salt)>> Kept(EvidenceEntry entry) => entry.Personal is null ? []
        : (JsonSerializer.Deserialize<Dictionary<string, string[]>>(entry.Personal) ?? []).Select(each => KeyValuePair.Create(each.Key, (each.Value[1], each.Value[0])));

    private static string Salted(string salt, string value) => Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{value}")));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
