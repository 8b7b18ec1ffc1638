using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;

namespace Billing.Engine.Channels.Reports;

/// <summary>
/// Reads what came back and writes it into the ledger. Telling it twice changes nothing: a crash between the ledger and the mailbox's mark is harmless. What it
/// means for the client is decided by the next run.
/// </summary>
/// <param name="source">The mailbox.</param>
/// <param name="tokens">What signed the addresses.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="today">The local day.</param>
/// <param name="tell">Takes what a person should know.</param>
public sealed class ReportDesk(IReportSource source, Tokens tokens, ILedger ledger, Func<DateOnly> today, Action<ReportNews> tell)
{
    private const int MostContent = 256 * 1024;
    private readonly Matching matching = new(tokens, ledger.Evidence);

    /// <summary>Reads all that is unread.</summary>
    /// <exception cref="ReportSourceException">The mailbox cannot be read.</exception>
    public async Task<ReportTally> ReadAsync(CancellationToken cancel)
    {
        Count count = new();
        HashSet<string> told = new(StringComparer.Ordinal);
        await source.ReadAsync(mail => TakeAsync(mail, count, told, cancel), cancel);
        return new ReportTally(count.Believed, count.Foreign, count.Automatic, count.Aside);
    }

    /// <summary>False puts it aside.</summary>
    private async Task<bool> TakeAsync(IncomingMail mail, Count count, HashSet<string> told, CancellationToken cancel)
    {
        if (mail.Content is null) return Aside("it is too large for a report, or cannot be read");
        MailReport report = ReportReader.Read(mail.Content);
        if (report.Says is Told.Automatic) count.Automatic++;
        else if (report.Says is Told.Unclear { Unreadable: true } unreadable) return Aside(unreadable.Why);
        else if (await matching.FindAsync(report, cancel) is not { } matched) count.Foreign++;
        else if (report.Says is Told.Unclear unclear) return Aside(unclear.Why);
        else
        {
            await BelieveAsync(new Report(report, matched, mail.Content.Length <= MostContent ? mail.Content : null), told, cancel);
            count.Believed++;
        }
        return true;

        bool Aside(string why)
        {
            count.Aside++;
            tell(new ReportNews(ReportNewsKind.Aside, mail.Name, why));
            return false;
        }
    }

    private async Task BelieveAsync(Report report, HashSet<string> told, CancellationToken cancel)
    {
        await ledger.Evidence.AppendAsync([.. report.Records()], cancel);
        foreach ((RecipientReport failed, Proof proof) in report.Failures())
        {
            BounceCause cause = BounceCause.Of(failed.Status, failed.Diagnostic);
            string key = report.Matched.Links.Key;
            await ledger.BounceAsync(key, cause.Words, proof, cancel);
            if (cause.Fault == Fault.Address && report.Standard && report.Matched.To is { Length: > 0 } to)
                await ledger.NoteDeadAddressAsync(report.Matched.Links.Client, "email", to, today(), cause.Words, cancel);
            if (cause.Fault != Fault.Provider) tell(new ReportNews(ReportNewsKind.Bounced, key, cause.Words));
            else if (told.Add($"{failed.Remote} {failed.Status}")) tell(new ReportNews(ReportNewsKind.NotTaken, key, $"{failed.Remote}: {Report.WithoutAddresses(failed.Diagnostic)}"));
        }
    }

    private sealed class Count
    {
        public int Believed, Foreign, Automatic, Aside;
    }
}
