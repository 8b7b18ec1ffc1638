using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Watching;

/// <summary>
/// The open invoices of everybody of whom something is offline because of us. Whoever's changed since the last look is called, however they changed: credit
/// applied, a status edited in the database, an invoice gone. It catches what leaves neither a transaction nor a line.
/// </summary>
internal sealed class WatchList(IPanel panel, ILedger ledger, TimeProvider time, WatchOptions options)
{
    private readonly SortedDictionary<int, WatchedInvoice[]> open = [];
    private readonly HashSet<int> stale = [];
    private int round;

    public async Task LookAsync(List<Call> fresh, CancellationToken cancel)
    {
        IReadOnlySet<int> offline = await ledger.OfflineClientsAsync(cancel);
        foreach (int back in open.Keys.Where(client => !offline.Contains(client)).ToArray()) open.Remove(back);
        stale.IntersectWith(offline);
        if (offline.Count == 0) return;
        HashSet<int> afresh = [.. offline.Where(client => !open.ContainsKey(client) || stale.Contains(client) || client % options.Rounds == round)];
        int[] numbers = [.. open.Where(known => !afresh.Contains(known.Key)).SelectMany(known => known.Value).Select(invoice => invoice.Id)];
        ILookup<int, WatchedInvoice> now = (await panel.ReadOpenInvoicesAsync(afresh, numbers, cancel).WaitAsync(options.Patience, time, cancel)).ToLookup(invoice => invoice.Client);
        await CompareAsync(offline, afresh, now, fresh, cancel);
        round = (round + 1) % options.Rounds;
    }

    private async Task CompareAsync(IReadOnlySet<int> offline, HashSet<int> afresh, ILookup<int, WatchedInvoice> now, List<Call> fresh, CancellationToken cancel)
    {
        Dictionary<int, WatchedInvoice[]> changed = [];
        List<Call> calls = [];
        foreach (int client in offline)
        {
            WatchedInvoice[] theirs = [.. now[client].OrderBy(invoice => invoice.Id)];
            bool known = open.TryGetValue(client, out WatchedInvoice[]? before);
            if (known && before!.SequenceEqual(theirs)) continue;
            changed[client] = theirs;
            calls.Add(CallFor(client, theirs, known));
        }
        fresh.AddRange(await ledger.Calls.TakeAsync(calls, cancel));
        stale.ExceptWith(afresh);
        foreach ((int client, WatchedInvoice[] theirs) in changed)
        {
            // By their numbers only those were seen that were known: the next look asks for all of this client's.
            if (!afresh.Contains(client)) stale.Add(client);
            open[client] = theirs;
        }
    }

    /// <summary>
    /// Who is new on the list is called once, for what may have happened before we looked; told again by the next process, that is the same call. A change is a
    /// call of its minute: invoices can come back to where they were.
    /// </summary>
    private Call CallFor(int client, WatchedInvoice[] theirs, bool known)
    {
        DateTimeOffset now = time.GetUtcNow();
        string text = string.Join('\n', theirs.Select(invoice => string.Create(CultureInfo.InvariantCulture, $"{invoice.Id} {invoice.State}")));
        if (known) text = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-ddTHH:mm}\n{text}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        return new Call(string.Create(CultureInfo.InvariantCulture, $"list {client}/{hash}"), "OpenInvoices", client, null, now);
    }
}
