using Billing.Core.Policy;

namespace Billing.Engine.Configuration;

/// <summary>The admin's <c>policy.json</c> with the files that it names.</summary>
public static class PolicyFile
{
    /// <summary>The file's name in the configuration folder.</summary>
    public const string FileName = "policy.json";

    /// <summary>Reads it.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="channels">The channels that are set up; null for the usual ones.</param>
    /// <param name="texts">Takes every text that was read, for comparing; null when nobody compares.</param>
    public static PolicyReading In(string folder, IReadOnlySet<string>? channels = null, ICollection<string?>? texts = null)
    {
        string file = Path.Combine(folder, FileName);
        return Text(file) is { } json ? Read(json, FileName, folder, channels, texts)
            : new(null, [new Problem(file, "$", File.Exists(file) ? "this file cannot be read" : "there is no such file", "Name the configuration folder with --config.")]);
    }

    /// <summary>Reads another policy beside the one in force: a file anywhere, with the files of that configuration folder.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="channels">The channels that are set up; null for the usual ones.</param>
    public static PolicyReading At(string file, string folder, IReadOnlySet<string>? channels = null) => Text(file) is { } json ? Read(json, Path.GetFileName(file), folder, channels, null)
        : new(null, [new Problem(file, "$", File.Exists(file) ? "this file cannot be read" : "there is no such file", "Name the file of the other policy.")]);

    private static PolicyReading Read(string json, string name, string folder, IReadOnlySet<string>? channels, ICollection<string?>? texts)
    {
        texts?.Add(json);
        PolicyReading reading = PolicyReader.Read(json, name, path =>
        {
            string? text = Text(Path.Combine(folder, path));
            texts?.Add(text);
            return text;
        }, PolicyReader.UsualChannels);
        return channels is null || reading.Policy is null ? reading : reading with { Policy = reading.Policy with { Channels = [.. channels] } };
    }

    /// <summary>Every notice that a policy tells, by name, each with the channels it goes out by.</summary>
    public static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Notices(BillingPolicy policy) =>
        policy.Timelines.SelectMany(timeline => timeline.Stages).SelectMany(stage => stage.Tell)
            .Concat(policy.Reactivated.Notices).Concat(policy.CycleChange.Tell.Notices).Concat(policy.Safety.LastWarning.Notices)
            .Concat(policy.Recovery.Warn.Notices).Concat(policy.Recovery.Tell.Notices);

    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
