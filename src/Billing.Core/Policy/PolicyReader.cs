using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Billing.Core.Policy;

/// <summary>Reads a policy from JSON. Nothing is guessed at: what cannot be right is a <see cref="Problem"/>, and all problems are found at once.</summary>
public static class PolicyReader
{
    /// <summary>The channels that there are when nobody says otherwise.</summary>
    public static IReadOnlySet<string> UsualChannels { get; } = new HashSet<string>(StringComparer.Ordinal) { "email", "whatsapp", "panel" };

    /// <summary>How the file may be written: with comments, and a comma after the last entry. For whoever parses it to a <see cref="JsonNode"/>.</summary>
    public static JsonDocumentOptions Syntax => PolicyText.Syntax;

    /// <summary>Reads a policy.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">The file's name, for the problems.</param>
    /// <param name="holidays">The text of a file of holidays, by its path below the configuration folder; null when there is none.</param>
    /// <param name="channels">The channels that a notice can go out by; the usual ones when not given.</param>
    public static PolicyReading Read(string json, string file, Func<string, string?> holidays, IReadOnlySet<string>? channels = null)
    {
        ProblemList problems = new(file);
        using JsonDocument? document = PolicyText.Parse(json, problems);
        if (document is null) return new PolicyReading(null, problems.All);
        BillingPolicy policy = Read(new JsonCursor(document.RootElement, "$", "{ \"timeZone\": … }", problems), holidays, channels ?? UsualChannels);
        return new PolicyReading(problems.All.Count == 0 ? policy : null, problems.All);
    }

    /// <summary>Reads a policy that is JSON already, for instance after <see cref="Merge"/>.</summary>
    /// <inheritdoc cref="Read(string, string, Func{string, string?}, IReadOnlySet{string}?)"/>
    public static PolicyReading Read(JsonNode json, string file, Func<string, string?> holidays, IReadOnlySet<string>? channels = null) =>
        Read(json.ToJsonString(), file, holidays, channels);

    /// <summary>
    /// A policy with a change laid over it: JSON merge patch, RFC 7396. Objects are merged key by key, a null takes its key away, anything else (a list
    /// too) replaces what was there. Neither argument is altered. No change at all gives the policy again.
    /// </summary>
    public static JsonNode Merge(JsonNode target, JsonNode? patch) => patch is null ? target.DeepClone() : MergePatch.Apply(target, patch)!;

    private static BillingPolicy Read(JsonCursor root, Func<string, string?> holidays, IReadOnlySet<string> channels)
    {
        IReadOnlyDictionary<string, JsonCursor> at = root.Fields(PolicyKeys.All);
        at["$schema"].Text();
        BusinessCalendar calendar = CalendarReader.Read(at["businessDays"], holidays);
        Tell reactivated = new(TellReader.Read(at["reactivation"].Fields(new Key("tell", "{ \"reactivated\": [\"email\"] }"))["tell"], channels));
        CycleChangeRules cycleChange = RuleReader.CycleChange(at["cycleChange"], channels);
        SafetyRules safety = SafetyReader.Safety(at["safety"], channels);
        RecoveryRules recovery = RuleReader.Recovery(at["recovery"], channels);
        HashSet<string> otherNotices = [.. new[] { reactivated, cycleChange.Tell, safety.LastWarning, recovery.Warn, recovery.Tell }.SelectMany(tell => tell.Notices).Select(notice => notice.Key)];
        return new BillingPolicy
        {
            TimeZone = Zone(at["timeZone"]),
            RunAt = Time(at["runAt"]),
            Calendar = calendar,
            Timelines = TimelineReader.Read(at["timeline"], at["timelines"], channels, calendar, otherNotices, lateFee: at["lateFee"].Present),
            Renewal = RuleReader.Renewal(at["renewal"]),
            Reactivated = reactivated,
            CycleChange = cycleChange,
            BackupRequired = at["termination"].Fields(new Key("backup", "\"required\""))["backup"].OneOf("required", "none") != "none",
            LateFee = at["lateFee"].Present ? RuleReader.LateFee(at["lateFee"]) : null,
            Recovery = recovery,
            PanelWelcomes = !at["activation"].Present || RuleReader.PanelWelcomes(at["activation"]),
            ObjectionPauses = at["objection"].Fields(new Key("pausesTimeline", "false"))["pausesTimeline"].Switch(),
            Promise = RuleReader.Promise(at["promise"]),
            Exemptions = SafetyReader.Exemptions(at["exemptions"]),
            Safety = safety,
        };
    }

    private static TimeZoneInfo Zone(JsonCursor place)
    {
        if (place.Text() is not { } id) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)) return zone;
        place.Wrong($"there is no time zone \"{id}\"", Nearest.To(id, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id)) is { } near
            ? $"Did you mean \"{near}\"?" : "Write a name of the IANA list, for example \"America/Argentina/Buenos_Aires\".");
        return TimeZoneInfo.Utc;
    }

    private static TimeOnly Time(JsonCursor place)
    {
        if (place.Text() is not { } text) return default;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)) return time;
        place.Wrong($"\"{text}\" is not a time of day", "Write hours and minutes from \"00:00\" to \"23:59\", for example \"09:00\".");
        return default;
    }
}
