using System.Text.Json;

namespace Billing.Engine.Evidence;

/// <summary>What an entry of the evidence says. The words are part of what is hashed: renaming one breaks the chain.</summary>
public enum EvidenceKind
{
    /// <summary>A notice is handed to its channel now; to whom, and its content, are fixed from here on.</summary>
    Queued,
    /// <summary>The channel's first other end (our mail server, WhatsApp, the panel) took responsibility; its words are kept.</summary>
    Accepted,
    /// <summary>Any other action was done.</summary>
    Done,
    /// <summary>An action or notice was refused for good.</summary>
    Refused,
    /// <summary>It may have happened; nobody knows.</summary>
    InDoubt,
    /// <summary>The recipient's mail server accepted it; its words are kept.</summary>
    Relayed,
    /// <summary>It lies in the recipient's mailbox, or on the recipient's device.</summary>
    Delivered,
    /// <summary>It did not arrive yet; the mail server goes on trying.</summary>
    Delayed,
    /// <summary>It came back: it did not arrive, and will not.</summary>
    Bounced,
    /// <summary>A receipt says that it was shown.</summary>
    Displayed,
    /// <summary>Its picture was loaded, by a person or a machine.</summary>
    Opened,
    /// <summary>A link in it was followed, by a person or a machine.</summary>
    Clicked,
    /// <summary>The recipient wrote back.</summary>
    Replied,
    /// <summary>The client objected to the invoice.</summary>
    Objected,
    /// <summary>The provider answered the objection.</summary>
    Resolved,
    /// <summary>A time-stamping authority confirmed the head of the chain.</summary>
    Stamped,
    /// <summary>Personal values were erased; which, and why.</summary>
    Erased,
    /// <summary>An admin released a brake: who, and why.</summary>
    Released,
    /// <summary>The client promised to pay the invoice later; until when.</summary>
    Promised,
    /// <summary>The client asked for a terminated service back.</summary>
    AskedBack,
}

/// <summary>The words of <see cref="EvidenceKind"/>: <c>in-doubt</c>.</summary>
public static class EvidenceKinds
{
    /// <summary>The word.</summary>
    public static string Word(this EvidenceKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>The kind of that word; null for a word that is none.</summary>
    public static EvidenceKind? Of(string word) =>
        Enum.GetValues<EvidenceKind>().Where(kind => kind.Word() == word).Select(kind => (EvidenceKind?)kind).FirstOrDefault();
}
