using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;

namespace Billing.Engine.Tracking;

/// <summary>
/// Gives a notice its links. Where they lead is kept in the ledger before the notice leaves; in the notice stands a signed identity only. A notice made again
/// has the links that it had.
/// </summary>
/// <param name="options">What is set up.</param>
/// <param name="tokens">The ring of keys.</param>
/// <param name="evidence">Where the destinations are kept.</param>
/// <param name="time">The clock.</param>
public sealed class NoticeLinking(LinkOptions options, Tokens tokens, IEvidence evidence, TimeProvider time)
{
    /// <summary>The path of our links behind <see cref="LinkOptions.Url"/>.</summary>
    public const string Path = "t/";

    /// <summary>The notice with its links.</summary>
    public async Task<Notice> GiveAsync(Notice notice, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        Dictionary<string, string> destinations = [];
        if (notice.Invoice is { } invoice && Link.Web(invoice.PayLink) is { Length: > 0 } pay) destinations[NoticeLinkNames.Pay] = pay;
        NoticeLinks links = await evidence.KeepLinksAsync(
            new NoticeLinks(Tokens.NewId(), notice.Key, notice.Client.Id, notice.Invoice?.Id, destinations, now, now.AddDays(options.Days)), cancel);
        Dictionary<string, string> values = new(notice.Values, StringComparer.Ordinal);
        if (options.Url is not null)
        {
            if (links.Destinations.ContainsKey(NoticeLinkNames.Pay)) values[NoticeValues.PayLink] = Address(TokenPurpose.Pay, links);
            if (notice.Invoice is not null) values[NoticeValues.ObjectLink] = Address(TokenPurpose.Object, links);
            if (notice.Invoice is not null && notice.Values.ContainsKey(NoticeValues.PromiseUntil)) values[NoticeValues.PromiseLink] = Address(TokenPurpose.Promise, links);
            if (notice.Values.ContainsKey(NoticeValues.RecoveryFee)) values[NoticeValues.RecoverLink] = Address(TokenPurpose.Recover, links);
            if (ShowsPicture(notice.Client)) values[NoticeValues.OpenLink] = Address(TokenPurpose.Open, links);
        }
        return notice with { Values = values, Links = links };
    }

    private bool ShowsPicture(Client client) => options.Pictures && !options.NoPicturesIn.Contains(client.Country, StringComparer.OrdinalIgnoreCase);

    private string Address(TokenPurpose purpose, NoticeLinks links) => new Uri(options.Url!, Path + tokens.Make(purpose, links.Id)).AbsoluteUri;
}

/// <summary>The names under which the destinations of a notice are kept.</summary>
public static class NoticeLinkNames
{
    /// <summary>Where the invoice is paid.</summary>
    public const string Pay = "pay";
}
