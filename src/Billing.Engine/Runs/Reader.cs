using System.Runtime.CompilerServices;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>Puts the panel's part of the facts and our ledger's part together: two streams in the order of the clients' numbers.</summary>
/// <param name="panel">The panel.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="policy">The policy.</param>
/// <param name="today">The local day.</param>
/// <param name="renewalsUntil">The last next due date that matters, for who looks further ahead than today.</param>
internal sealed class Reader(IPanel panel, ILedger ledger, BillingPolicy policy, DateOnly today, DateOnly? renewalsUntil = null)
{
    /// <summary>So many clients are read one by one; for more, one pass over the panel costs less.</summary>
    public const int OneByOne = 100;

    /// <summary>So long after its time a backup is still looked for; one that cannot be removed is a person's by then.</summary>
    private const int LateDays = 60;

    private DateOnly? firstDay;

    /// <summary>What clients have to their credit counts: only for who asks what the panel will do with it.</summary>
    public bool WithCredit { get; init; }

    public DateOnly Today { get; } = today;

    public PanelReading Reading { get; private set; } = new(today, renewalsUntil ?? policy.RenewalsUntil(today));

    /// <summary>How many clients were looked at.</summary>
    public int Clients { get; set; }

    /// <summary>Clients about whom nothing could be decided, each with the reason: a mistake of ours, which stops nobody else.</summary>
    public List<ClientFailure> Failures { get; } = [];

    /// <summary>Decides about one client; what goes wrong with it is noted, and the others go on.</summary>
    public T Guard<T>(ClientFacts facts, Func<T> decide, T otherwise)
    {
        try
        {
            return decide();
        }
        catch (Exception mistake)
        {
            Failures.Add(new ClientFailure(facts.Client.Id, $"{mistake.GetType().Name}: {mistake.Message}"));
            return otherwise;
        }
    }

    /// <summary>Clients with something that was begun and has no outcome, or is to be tried again, or waits for an answer.</summary>
    public List<int> Interrupted { get; } = [];

    public async IAsyncEnumerable<ClientFacts> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        firstDay = await ledger.FirstDayAsync(cancel);
        Reading = new PanelReading(Today, renewalsUntil ?? policy.RenewalsUntil(Today), await AlwaysAsync(cancel));
        await using IAsyncEnumerator<(int Client, Past Past)> pasts = ledger.ReadAllAsync(cancel).GetAsyncEnumerator(cancel);
        bool more = await pasts.MoveNextAsync();
        await foreach (ClientFacts facts in panel.ReadAllAsync(Reading, cancel))
        {
            while (more && pasts.Current.Client < facts.Client.Id) more = await pasts.MoveNextAsync();
            yield return Join(facts, more && pasts.Current.Client == facts.Client.Id ? pasts.Current.Past : Past.None);
        }
    }

    /// <summary>Besides open matters: backups whose end is near, or over and not yet seen to.</summary>
    private async Task<IReadOnlySet<int>> AlwaysAsync(CancellationToken cancel)
    {
        int age = policy.Recovery.WarnDays - policy.Recovery.KeepBackupsDays;
        return (await ledger.OpenClientsAsync(cancel)).Union(await ledger.Backups.ClientsAsync(Today.AddDays(age - LateDays), (renewalsUntil ?? Today).AddDays(age), cancel)).ToHashSet();
    }

    public async IAsyncEnumerable<ClientFacts> ReadOneAsync(int client, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (await ReadAsync(client, cancel) is { } facts) yield return facts;
    }

    public async Task<ClientFacts?> ReadAsync(int client, CancellationToken cancel)
    {
        firstDay ??= await ledger.FirstDayAsync(cancel);
        return await panel.ReadClientAsync(client, Reading, cancel) is { } facts ? Join(facts, await ledger.ReadAsync(client, cancel)) : null;
    }

    /// <summary>The first day is the same for all; the fee invoices that we raised are known by our ledger only.</summary>
    private ClientFacts Join(ClientFacts facts, Past past) =>
        Join(WithCredit || facts.Client.Credit == 0 ? facts : facts with { Client = facts.Client with { Credit = 0 } }, past, firstDay);

    /// <summary>The same, where nobody reads in a stream.</summary>
    public static ClientFacts Join(ClientFacts facts, Past past, DateOnly? firstDay)
    {
        Dictionary<int, InvoiceKind> fees = [];
        foreach (Deed deed in past.Deeds)
            if (deed is { State: DeedState.Done, Invoice: { } raised, Action: BillingAction.InvoiceRecovery or BillingAction.LateFee })
                fees[raised] = deed.Action is BillingAction.LateFee ? InvoiceKind.LateFee : InvoiceKind.Recovery;
        return facts with
        {
            Past = past.FirstDay == firstDay ? past : past.From(firstDay),
            Invoices = fees.Count == 0 ? facts.Invoices : [.. facts.Invoices.Select(invoice => fees.TryGetValue(invoice.Id, out InvoiceKind kind) ? invoice with { Kind = kind } : invoice)],
        };
    }
}
