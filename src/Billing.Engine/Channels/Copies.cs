using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>Who gets a copy of a message, and who does not although the panel says so.</summary>
/// <param name="To">Each once, the recipient not among them.</param>
/// <param name="LeftOut">As the panel has them, each with the reason.</param>
internal sealed record Copies(IReadOnlyList<MailboxAddress> To, IReadOnlyList<string> LeftOut)
{
    /// <summary>So many copies; who has more contacts for billing wants a mailing list.</summary>
    public const int Most = 10;

    public static Copies Of(MailboxAddress recipient, IEnumerable<string> addresses)
    {
        HashSet<string> known = new(StringComparer.OrdinalIgnoreCase) { recipient.Address };
        List<MailboxAddress> to = [];
        List<string> leftOut = [];
        foreach (string address in addresses)
            if (!MailAddress.TryRead("", address, out MailboxAddress copy)) leftOut.Add($"{PlainText.Line(address, 100)}: no usable address");
            else if (!known.Add(copy.Address)) continue;
            else if (to.Count == Most) leftOut.Add($"{copy.Address}: beyond {Most} copies");
            else to.Add(copy);
        return new Copies(to, leftOut);
    }
}
