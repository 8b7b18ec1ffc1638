using System.Text.RegularExpressions;

namespace Billing.Engine.Channels.Reports;

/// <summary>Whose fault it is that a notice came back.</summary>
internal enum Fault
{
    /// <summary>Nobody's in particular: full, too large, not reached in time.</summary>
    Passing,
    /// <summary>There is no such mailbox: nothing will arrive there.</summary>
    Address,
    /// <summary>The provider's: the recipient's server does not take mail from it.</summary>
    Provider,
}

/// <summary>Why a notice came back, from the status (RFC 3463) and the words.</summary>
/// <param name="Fault">Whose fault.</param>
/// <param name="Words">In our words: nothing in them is of a person.</param>
internal sealed partial record BounceCause(Fault Fault, string Words)
{
    private static readonly Dictionary<string, string> Dead = new(StringComparer.Ordinal)
    {
        ["5.1.1"] = "there is no such mailbox", ["5.1.2"] = "there is no such domain", ["5.1.3"] = "the address cannot be one", ["5.1.6"] = "the mailbox has moved",
        ["5.1.10"] = "the domain takes no mail", ["5.2.1"] = "the mailbox is disabled",
    };

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["5.2.2"] = "the mailbox is full", ["5.2.3"] = "the message is too large", ["5.3.4"] = "the message is too large", ["5.4.4"] = "its mail server cannot be found", ["4.4.1"] = "its mail server did not answer", ["4.4.7"] = "it did not arrive in time",
    };

    public static BounceCause Of(string status, string diagnostic)
    {
        if (status.StartsWith("5.7.", StringComparison.Ordinal) || status is "5.1.7" or "5.1.8") return new(Fault.Provider, $"{status}: the recipient's mail server does not take our mail");
        if (Dead.TryGetValue(status, out string? dead)) return TooFast().IsMatch(diagnostic) ? new(Fault.Passing, $"{status}: too many messages") : new(Fault.Address, $"{status}: {dead}");
        if (status.StartsWith('5') && Refused().IsMatch(diagnostic)) return new(Fault.Provider, $"{status}: the recipient's mail server does not take our mail");
        return new(Fault.Passing, Others.TryGetValue(status, out string? other) ? $"{status}: {other}"
            : status.StartsWith("4.", StringComparison.Ordinal) ? $"{status}: it could not be delivered in time" : $"{(status.Length > 0 ? status : "no status")}: it was not delivered");
    }

    [GeneratedRegex(@"\b(spf|dkim|dmarc|spam|blacklist|blocklist|blacklisted|blocklisted|spamhaus|reputation)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex(@"\b(rate|too many|too quickly)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TooFast();
}
