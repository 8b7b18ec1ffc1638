using System.Text;

namespace Billing.Plugin.Dns.Zones;

/// <summary>The record that says why a zone is offline: TXT at <c>_billing</c>. Everybody can read it, so ours holds the marker alone.</summary>
internal static class Hold
{
    private const string Mark = "[billing:";

    public static (string, string) Key(string zone) => ($"_billing.{zone}", "TXT");

    /// <summary>The marker within a reason; null when there is none.</summary>
    public static string? Marker(string reason)
    {
        int start = reason.IndexOf(Mark, StringComparison.Ordinal);
        int end = start < 0 ? -1 : reason.IndexOf(']', start);
        if (end < 0 || end - start > 250) return null;
        return string.Concat(reason[start..(end + 1)].Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
    }

    /// <summary>The text of the record, ours if there are several; null when it is not there.</summary>
    public static string? Read(Zone zone) => zone.Find(Key(zone.Name)) is { } set
        ? set.Records.Select(entry => Plain(entry.Content)).OrderBy(text => Marker(text) is null).First()
        : null;

    /// <summary>Takes our text away and leaves other people's there.</summary>
    public static Change Gone(Zone zone)
    {
        RecordSet? set = zone.Find(Key(zone.Name));
        Entry[] theirs = [.. set?.Records.Where(entry => Marker(Plain(entry.Content)) is null) ?? []];
        return new Change(set, theirs.Length > 0 ? set! with { Records = theirs } : null);
    }

    public static RecordSet Record(string zone, string marker, int ttl, bool disabled)
    {
        string quoted = marker.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return new RecordSet($"_billing.{zone}", "TXT", ttl, [new Entry($"\"{quoted}\"", disabled)]);
    }

    // "one" "two" → onetwo; \; → ;   \065 → A
    private static string Plain(string content)
    {
        var text = new StringBuilder();
        bool inside = false;
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] == '"') inside = !inside;
            else if (content[i] == '\\' && i + 3 < content.Length && int.TryParse(content.AsSpan(i + 1, 3), out int code)) (_, i) = (text.Append((char)code), i + 3);
            else if (content[i] == '\\' && i + 1 < content.Length) text.Append(content[++i]);
            else if (inside || content[i] != ' ') text.Append(content[i]);
        }
        return text.ToString();
    }
}
