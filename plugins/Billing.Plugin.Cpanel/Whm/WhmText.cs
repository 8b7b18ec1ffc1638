using System.Text;
using System.Text.RegularExpressions;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel.Whm;

/// <summary>
/// WHM's texts. They carry a number that differs at every call, typographic quotes, and the server's language, so they refine
/// what the state of the account has already decided, and decide nothing themselves.
/// </summary>
internal static partial class WhmText
{
    private const int MostBytes = 2048;

    /// <summary>One line, without the call's number, with plain quotes, at most 2 KB.</summary>
    public static string Clean(string text)
    {
        string plain = CallNumber().Replace(text, "")
            .Replace('\u201C', '"').Replace('\u201D', '"').Replace('\u2018', '\'').Replace('\u2019', '\'');
        plain = Blanks().Replace(plain, " ").Trim();
        return Cut(plain.StartsWith("API failure: ", StringComparison.Ordinal) ? plain["API failure: ".Length..] : plain);
    }

    /// <summary>Why a call that was declined was declined, as far as the text tells.</summary>
    public static AdapterOutcome Why(string function, string text) => text switch
    {
        _ when NoSuchAccount().IsMatch(text) => new AdapterOutcome.Refused(FailureKind.NotFound, text),
        _ when NoAccess().IsMatch(text) => new AdapterOutcome.Refused(FailureKind.NotOwned, text),
        _ when NoSuchFunction().IsMatch(text) => new AdapterOutcome.Refused(FailureKind.PermissionMissing,
            $"WHM does not let this token use {function}: {text}"),
        _ when DiskFull().IsMatch(text) => new AdapterOutcome.Failed(FailureKind.NoSpace, text),
        _ when AtWork().IsMatch(text) => new AdapterOutcome.Failed(FailureKind.Busy, text),
        _ => new AdapterOutcome.Refused(FailureKind.InvalidInput, $"WHM declined {function}: {(text.Length > 0 ? text : "without a reason")}"),
    };

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostBytes) return text;
        var kept = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostBytes - 3) break;
            kept.Append(rune.ToString());
        }
        return kept.Append('…').ToString();
    }

    [GeneratedRegex(@"\(XID [^)]*\)\s*")]
    private static partial Regex CallNumber();

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Blanks();

    [GeneratedRegex("do not have a user named|account does not exist|no such user", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchAccount();

    [GeneratedRegex("do not have access to an account", RegexOptions.IgnoreCase)]
    private static partial Regex NoAccess();

    [GeneratedRegex("^unknown app |permission denied|access denied", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchFunction();

    [GeneratedRegex("no space left|disk quota exceeded", RegexOptions.IgnoreCase)]
    private static partial Regex DiskFull();

    [GeneratedRegex("in progress|already running|try again|temporar|could not (get|obtain) (a |the )?lock", RegexOptions.IgnoreCase)]
    private static partial Regex AtWork();
}
