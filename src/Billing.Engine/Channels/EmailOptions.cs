using Billing.Core.Policy;
using Billing.Engine.Channels.Reports;
using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>The e-mail channel: over a mail server, or, without one, into a folder.</summary>
public sealed record EmailOptions
{
    /// <summary>The name in From; empty takes the provider's.</summary>
    public string FromName { get; init; } = "";

    /// <summary>The address in From; its domain also ends the Message-IDs.</summary>
    public required string From { get; init; }

    /// <summary>Where answers go; empty means From.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>The mail server.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>The folder that messages are written to instead, for trials.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Where undeliverable notices and receipts come back; null when they come to From, where nobody reads them by machine.</summary>
    public BounceOptions? Bounces { get; init; }

    /// <summary>In which notices a receipt is asked for. Without <see cref="Bounces"/> in none.</summary>
    public ReceiptRequests Receipts { get; init; } = ReceiptRequests.Suspensions;

    /// <summary>What signs the messages; null when the mail server does, or nobody.</summary>
    public DkimOptions? Dkim { get; init; }

    internal IEnumerable<Problem> Check(string file, string path, bool signed)
    {
        if (!MailAddress.TryRead("", From, out _))
            yield return new(file, $"{path}.from", "this is no e-mail address", "Write one such as facturacion@example.com");
        if (ReplyTo.Length > 0 && !MailAddress.TryRead("", ReplyTo, out _))
            yield return new(file, $"{path}.replyTo", "this is no e-mail address", "Write one, or leave it out");
        if (Smtp is null == (Folder.Length == 0))
            yield return new(file, path, "a mail server or a folder is needed, and not both", "Write \"smtp\" for clients, \"folder\" for a trial");
        foreach (Problem problem in (Smtp?.Check(file, $"{path}.smtp") ?? []).Concat(Bounces?.Check(file, $"{path}.bounces", signed) ?? []).Concat(Dkim?.Check(file, $"{path}.dkim") ?? []))
            yield return problem;
    }
}

/// <summary>In which notices the client's mail program is asked to tell that they were read.</summary>
public enum ReceiptRequests
{
    /// <summary>In none.</summary>
    None,
    /// <summary>In those that tell of a suspension or a removal, or warn of one for the last time.</summary>
    Suspensions,
    /// <summary>In all.</summary>
    All,
}

/// <summary>The mailbox to which notices come back: each has an address of its own there, <c>bounce+TOKEN@…</c>.</summary>
public sealed record BounceOptions
{
    /// <summary>An address has that many characters before its @ at most.</summary>
    private const int LongestLocalPart = 64;

    /// <summary>The mailbox; its server takes what stands behind a plus sign as the same mailbox.</summary>
    public required string Address { get; init; }

    /// <summary>The maildir in which its mail lies; empty when it is read over IMAP, or not by us.</summary>
    public string Maildir { get; init; } = "";

    /// <summary>How its mail is read over IMAP; null when it is not.</summary>
    public ImapOptions? Imap { get; init; }

    /// <summary>The address of one notice.</summary>
    internal MailboxAddress Of(string token) => new("", $"{Local}+{token}{Address[Local.Length..]}");

    internal IEnumerable<Problem> Check(string file, string path, bool signed)
    {
        if (!MailAddress.TryRead("", Address, out _) || Address.Contains('+', StringComparison.Ordinal))
            yield return new(file, $"{path}.address", "this is no e-mail address that a token can be added to", "Write one such as bounce@notices.example.com, without a plus sign");
        else if (Local.Length + 1 + Tracking.Tokens.Length > LongestLocalPart)
            yield return new(file, $"{path}.address", "what stands before the @ is too long to add a token to it", $"Write one of at most {LongestLocalPart - 1 - Tracking.Tokens.Length} characters, such as bounce@notices.example.com");
        if (Maildir.Length > 0 && Imap is not null) yield return new(file, path, "a maildir or IMAP is needed, and not both", "Take \"maildir\" or \"imap\" out");
        foreach (Problem problem in Imap?.Check(file, $"{path}.imap") ?? []) yield return problem;
        if (!signed) yield return new(file, path, "nothing signs these addresses: \"links\" is missing", "Add \"links\" with its \"keys\" to \"channels\", or take \"bounces\" out");
    }

    internal string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    private string Local => Address[..Math.Max(0, Address.LastIndexOf('@'))];
}

/// <summary>Reads addresses. What would be two lines or two addresses is none.</summary>
internal static class MailAddress
{
    /// <summary>The domain of an address; null for what is none.</summary>
    public static string? DomainOf(string address) => TryRead("", address, out MailboxAddress mailbox) ? mailbox.Domain.TrimEnd('.') : null;

    public static bool TryRead(string name, string address, out MailboxAddress mailbox)
    {
        mailbox = new MailboxAddress("", "");
        string bare = address.Trim();
        if (bare.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';')) return false;
        if (!MailboxAddress.TryParse(bare, out MailboxAddress? parsed) || parsed.Address != bare) return false;
        if (parsed.LocalPart.Length == 0 || parsed.Domain.Length == 0 || parsed.Route.Count > 0) return false;
        mailbox = new MailboxAddress(PlainText.Of(name), bare);
        return true;
    }
}
