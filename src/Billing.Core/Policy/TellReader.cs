namespace Billing.Core.Policy;

/// <summary>Reads notices: <c>{ "reminder-1": ["email"] }</c>.</summary>
internal static class TellReader
{
    /// <summary>The notices of one place, in their order.</summary>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Read(JsonCursor place, IReadOnlySet<string> channels)
    {
        List<KeyValuePair<string, IReadOnlyList<string>>> notices = [];
        foreach ((string name, JsonCursor value) in place.Members("[\"email\"]"))
        {
            if (!IsName(name))
                value.Wrong($"\"{name}\" cannot be a notice's name", "Write lower-case letters, digits and dashes, a letter first, for example \"reminder-1\".");
            notices.Add(new(name, Channels(value, channels, mayBeEmpty: false)));
        }
        return notices;
    }

    /// <summary>A list of channels, each known and each once.</summary>
    public static IReadOnlyList<string> Channels(JsonCursor place, IReadOnlySet<string> known, bool mayBeEmpty)
    {
        List<string> channels = [];
        foreach (JsonCursor item in place.Items("\"email\""))
        {
            if (item.Text() is not { } channel) continue;
            if (channels.Contains(channel)) item.Wrong($"the channel \"{channel}\" stands here twice", "Keep one of the two.");
            else if (known.Contains(channel)) channels.Add(channel);
            else item.Wrong($"there is no channel \"{channel}\"", Nearest.Say(channel, known.Order(StringComparer.Ordinal), "The channels are"));
        }
        if (!mayBeEmpty && place.Present && place.IsEmpty) place.Wrong("no channel is named", "Name at least one channel, for example [\"email\"], or take the whole line out.");
        return channels;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 60 && char.IsAsciiLetterLower(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
