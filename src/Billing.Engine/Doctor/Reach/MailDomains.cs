using Billing.Engine.Doctor.Dns;
using Billing.Engine.Doctor.Mail;

namespace Billing.Engine.Doctor.Reach;

/// <summary>Which of many domains take mail. Each is asked for once, those with the most mailboxes first, until the time is over.</summary>
/// <param name="Dead">Those that take none, and why, the ones with the most mailboxes first.</param>
/// <param name="Left">How many were not asked for, or had no answer.</param>
/// <param name="Why">Why not.</param>
internal sealed record MailDomains(IReadOnlyList<(string Domain, string Why)> Dead, int Left, string Why)
{
    private const int AtOnce = 16;

    /// <summary>Nobody was asked.</summary>
    public static readonly MailDomains NotAsked = new([], 0, "");

    public static async Task<MailDomains> AskAsync(IReadOnlyDictionary<string, List<int>> domains, NameServer names, TimeSpan patience, CancellationToken cancel)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(patience);
        string[] order = [.. domains.OrderByDescending(domain => domain.Value.Count).Select(domain => domain.Key)];
        string?[] why = new string?[order.Length];
        int answered = 0;
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, order.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = over.Token }, async (at, stop) =>
            {
                MailDomain state = await MailDomain.OfAsync(order[at], names, stop);
                if (state.Failed is not null || stop.IsCancellationRequested) return;
                Interlocked.Increment(ref answered);
                if (!state.TakesMail) why[at] = state.Why;
            });
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) { }   // the time is over: what is known is said
        return new MailDomains([.. order.Zip(why).Where(each => each.Second is not null).Select(each => (each.First, each.Second!))], order.Length - answered,
            over.IsCancellationRequested ? FormattableString.Invariant($"the time for it was over after {patience.TotalSeconds:0} s") : "the name server gave no answer");
    }
}
