namespace Billing.Engine.Channels.Reports;

/// <summary>What a mail says that came back, read and not yet believed: any of it can be forged.</summary>
/// <param name="Identity">Its Message-ID; a digest of its bytes for one without.</param>
/// <param name="Addresses">To which addresses it came, as the headers have them, our own mail server's first.</param>
/// <param name="Hops">How many mail servers brought it; 0 for a report that our own one wrote.</param>
/// <param name="Says">What it is.</param>
internal sealed record MailReport(string Identity, IReadOnlyList<string> Addresses, int Hops, Told Says);

/// <summary>The sorts of mail that come back.</summary>
internal abstract record Told
{
    private Told() { }

    /// <summary>A mail server tells what became of a notice.</summary>
    /// <param name="Reporter">Which server.</param>
    /// <param name="Envelope">The envelope's identity that it repeats; empty for none.</param>
    /// <param name="Notice">The header <c>X-Notice-Id</c> of the notice that it returns; empty for none.</param>
    /// <param name="Recipients">What became of it, for each recipient.</param>
    /// <param name="Standard">False for a text that only a person was meant to read.</param>
    public sealed record Delivery(string Reporter, string Envelope, string Notice, IReadOnlyList<RecipientReport> Recipients, bool Standard) : Told;

    /// <summary>A mail program tells what was done with a notice.</summary>
    /// <param name="ByHand">A person did it and sent this, not a machine.</param>
    /// <param name="Type"><c>displayed</c>, <c>deleted</c>, …</param>
    /// <param name="Disposition">All of that in its own words.</param>
    /// <param name="Message">The Message-ID that it is about; empty for none.</param>
    /// <param name="Recipient">Whose program.</param>
    public sealed record Receipt(bool ByHand, string Type, string Disposition, string Message, string Recipient) : Told;

    /// <summary>A machine answered: on holiday, ticket opened. It proves nothing.</summary>
    public sealed record Automatic : Told;

    /// <summary>A person wrote back.</summary>
    /// <param name="From">Who says to be the writer.</param>
    public sealed record Reply(string From) : Told;

    /// <summary>Nobody can say what it is; a person should look.</summary>
    public sealed record Unclear(string Why) : Told
    {
        /// <summary>It is broken: not even to whom it came is known.</summary>
        public bool Unreadable { get; init; }
    }
}

/// <summary>What became of a notice for one recipient.</summary>
/// <param name="Final">The address to which it went at last; empty when it is not told.</param>
/// <param name="Original">The address that we wrote; empty when it is not told.</param>
/// <param name="Action"><c>delivered</c>, <c>relayed</c>, <c>expanded</c>, <c>delayed</c> or <c>failed</c>: this alone says whether it is final.</param>
/// <param name="Status">The cause, <c>5.1.1</c>.</param>
/// <param name="Remote">The recipient's mail server.</param>
/// <param name="Diagnostic">Its words.</param>
internal sealed record RecipientReport(string Final, string Original, string Action, string Status, string Remote, string Diagnostic);
