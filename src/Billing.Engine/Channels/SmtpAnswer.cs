using System.Globalization;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace Billing.Engine.Channels;

/// <summary>
/// What a mail server's refusal means (RFC 5321, RFC 3463). A four passes. A five is about the address, about the message, or about us: a sender, a login
/// or a policy that stands against the provider's own set-up says nothing of the client's address.
/// </summary>
internal static partial class SmtpAnswer
{
    private const string OwnSetUp = "the provider's own mail set-up is refused (relaying, login, SPF, DKIM or reputation), not the client's address: see the mail server";

    public static ChannelOutcome Of(SmtpCommandException answer, string to)
    {
        string words = Words((int)answer.StatusCode, answer.Message);
        int code = (int)answer.StatusCode;
        (int subject, int detail) = Match(answer.Message);
        bool ours = subject == 7 || (subject == 1 && detail is 7 or 8) || code is 530 or 534 or 535 or 538;
        bool tooBig = code == 552 || (subject, detail) == (3, 4);
        return (code >= 500, answer.ErrorCode) switch
        {
            (false, _) => new ChannelOutcome.TryLater(words),
            (_, SmtpErrorCode.RecipientNotAccepted) when ours => new ChannelOutcome.TryLater($"{words}; {OwnSetUp}"),
            (_, SmtpErrorCode.RecipientNotAccepted) => new ChannelOutcome.Refused(words) { DeadAddress = subject == 1 && detail > 0 ? to : null },
            (_, SmtpErrorCode.MessageNotAccepted) => new ChannelOutcome.Refused(ours ? $"{words}; {OwnSetUp}" : words),
            (_, SmtpErrorCode.SenderNotAccepted) when tooBig => new ChannelOutcome.Refused(words),
            (_, SmtpErrorCode.SenderNotAccepted) => new ChannelOutcome.TryLater($"{words}; {OwnSetUp}"),
            _ => new ChannelOutcome.TryLater(words),
        };
    }

    /// <summary>The server wants a login that the configuration does not give it.</summary>
    public static ChannelOutcome.TryLater NotLoggedIn(string text) => new($"{Words(530, text)}; {OwnSetUp}");

    /// <summary>An answer on one line, its code first.</summary>
    public static string Words(int code, string text) => PlainText.Line(string.Create(CultureInfo.InvariantCulture, $"{code} {text}"), 500);

    /// <summary>Subject and detail of the enhanced status code; zeros when there is none.</summary>
    private static (int Subject, int Detail) Match(string text) => Enhanced().Match(text) is { Success: true } found
        ? (int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(found.Groups[2].ValueSpan, CultureInfo.InvariantCulture)) : (0, 0);

    [GeneratedRegex(@"^\s*[245]\.([0-9]{1,3})\.([0-9]{1,3})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
