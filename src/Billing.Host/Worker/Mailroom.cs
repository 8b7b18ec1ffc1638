using Billing.Core.Policy;
using Billing.Engine.Channels.Reports;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;

namespace Billing.Host.Worker;

/// <summary>Reads the mailbox to which notices come back, when a job wakes it. What follows from it is decided by the next run.</summary>
internal sealed class Mailroom(Composition composition, Func<BillingPolicy> policy, TimeProvider time, ILogger<Mailroom> log)
{
    private readonly ReportDesk? desk = Desk(composition, policy, time, log);

    /// <summary>Whether there is a mailbox to read.</summary>
    public bool Open => desk is not null;

    public async Task WorkAsync(CancellationToken cancel)
    {
        if (desk is null) return;
        try
        {
            ReportTally tally = await desk.ReadAsync(cancel);
            if (tally.All > 0) Log.ReportsRead(log, tally.All, tally.Believed, tally.Automatic, tally.Foreign, tally.Aside);
        }
        catch (Exception trouble) when (trouble is ReportSourceException or LedgerException or SecretException)
        {
            Log.ReportsNotRead(log, trouble.Message.TrimEnd('.'));
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            Log.ReportsBroke(log, mistake);
        }
    }

    private static ReportDesk? Desk(Composition composition, Func<BillingPolicy> policy, TimeProvider time, ILogger log) =>
        Composition.MailboxOf(composition.Parts) is { } mailbox && composition.Tokens is { } tokens
            ? new ReportDesk(mailbox, tokens, composition.Ledger, () => policy().DayOf(time.GetUtcNow()), news => Tell(log, news)) : null;

    private static void Tell(ILogger log, ReportNews news)
    {
        switch (news.Kind)
        {
            case ReportNewsKind.Bounced: Log.CameBack(log, news.About, news.Words); break;
            case ReportNewsKind.NotTaken: Log.MailNotTaken(log, news.About, news.Words); break;
            default: Log.PutAside(log, news.About, news.Words); break;
        }
    }
}
