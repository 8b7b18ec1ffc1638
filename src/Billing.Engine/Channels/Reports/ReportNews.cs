namespace Billing.Engine.Channels.Reports;

/// <summary>What a person should know of one reading of the mailbox. Nothing of a client is in the words.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="About">The notice's key, or the mail's name in the mailbox.</param>
/// <param name="Words">In words.</param>
public sealed record ReportNews(ReportNewsKind Kind, string About, string Words);

/// <summary>The sorts of <see cref="ReportNews"/>.</summary>
public enum ReportNewsKind
{
    /// <summary>A notice came back.</summary>
    Bounced,
    /// <summary>The provider's mail is not taken: SPF, DKIM, a list of senders. Once for each server and cause in a reading.</summary>
    NotTaken,
    /// <summary>A mail was put aside: a person should look.</summary>
    Aside,
}

/// <summary>One reading of the mailbox, in numbers.</summary>
/// <param name="Believed">Reports, receipts and replies that are evidence now, or were already.</param>
/// <param name="Foreign">Not signed by us, or about nothing of ours: ignored.</param>
/// <param name="Automatic">Answers of machines: ignored.</param>
/// <param name="Aside">Put aside.</param>
public sealed record ReportTally(int Believed, int Foreign, int Automatic, int Aside)
{
    /// <summary>All of them.</summary>
    public int All => Believed + Foreign + Automatic + Aside;
}
