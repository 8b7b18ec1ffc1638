using System.Collections.Concurrent;
using Billing.Core.Facts;
using Billing.Engine.Acting;
using Billing.Engine.Calls;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Host.Worker;

/// <summary>Looks at one client, telling how the panel shows it. Null: it went well; else why not.</summary>
internal delegate Task<string?> LookAtClient(int client, Seat seat, Action<ClientFacts> shown);

/// <summary>
/// Answers calls at once, several clients at a time, beside whatever run is under way. A call is answered when its client was looked at; until then it is tried again, each time after
/// a longer wait, for as long as it takes, also by the next process.
/// </summary>
internal sealed class CallAnswering(Calls calls, ILedger ledger, IPanel panel, LookAtClient look, int atOnce, TimeProvider time, ILogger<CallAnswering> log) : BackgroundService
{
    /// <summary>What another node took and has not answered for so long is taken over.</summary>
    private static readonly TimeSpan Others = TimeSpan.FromSeconds(15), Sweep = TimeSpan.FromSeconds(5);

    /// <summary>For so long an answered call is known again when it is told once more.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromDays(14), Forgetting = TimeSpan.FromHours(1);

    /// <summary>So many are taken out of the ledger at once.</summary>
    private const int Most = 10_000;

    /// <summary>The ledger's calls that are in somebody's hands here.</summary>
    private readonly ConcurrentDictionary<string, byte> held = new(StringComparer.Ordinal);

    private readonly Dictionary<int, Caller> clients = [];
    private readonly Dictionary<Task, byte> working = [];
    private readonly Lock one = new();
    private SemaphoreSlim places = null!;
    private CancellationToken stopping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (stopping, places) = (stoppingToken, new SemaphoreSlim(atOnce));
        Task[] rounds = [SearchAsync(TimeSpan.Zero), EveryAsync(Sweep, () => SearchAsync(Others)), EveryAsync(Forgetting, ForgetAsync)];
        try
        {
            await foreach (Call? call in calls.ReadAllAsync(stoppingToken))
                if (call is null) await SearchAsync(TimeSpan.Zero);
                else Take(call);
        }
        catch (OperationCanceledException)
        {
            // Stopped: what was begun is finished, and what was not waits in the ledger.
        }
        await Task.WhenAll(rounds);
        Task[] last;
        lock (one) last = [.. working.Keys];
        await Task.WhenAll(last);
    }

    public override void Dispose()
    {
        places?.Dispose();
        base.Dispose();
    }

    private void Take(Call call)
    {
        if (call.Id.Length > 0 && !held.TryAdd(call.Id, 0)) return;
        if (call.Client is { } client) Hand(client, call);
        else Begin(() => FindAsync(call));
    }

    /// <summary>Whose invoice it is. One that the panel does not show may not be saved yet.</summary>
    private async Task FindAsync(Call call)
    {
        Waits waits = new();
        while (true)
        {
            try
            {
                int? client;
                await places.WaitAsync(stopping);
                try { client = await panel.FindClientOfInvoiceAsync(call.Invoice!.Value, stopping); }
                finally { places.Release(); }
                if (client is { } whose)
                {
                    Hand(whose, call);
                    return;
                }
                if (waits.Shown is not { } later)
                {
                    Log.CallOfNobody(log, call.Event, call.Invoice.Value);
                    await AnswerAsync([call]);
                    return;
                }
                await Task.Delay(later, time, stopping);
            }
            catch (Exception trouble) when (trouble is PanelException or LedgerException)
            {
                TimeSpan wait = waits.Failed;
                Log.CallWaits(log, $"invoice {call.Invoice}", trouble.Message.TrimEnd('.'), wait);
                await Task.Delay(wait, time, stopping);
            }
        }
    }

    private void Hand(int client, Call call)
    {
        lock (one)
        {
            if (!clients.TryGetValue(client, out Caller? caller))
            {
                clients[client] = caller = new Caller();
                Begin(() => ServeAsync(client, caller));
            }
            caller.Say(call);
        }
    }

    /// <summary>Looks at a client until nobody calls for it any more. Who calls while it waits shares its look; who calls after the look began gets another.</summary>
    private async Task ServeAsync(int client, Caller caller)
    {
        Waits waits = new();
        while (true)
        {
            (string? why, IReadOnlyList<Call> told, bool old) = await LookAsync(client, caller);
            TimeSpan? wait = why is not null ? waits.Failed : old ? waits.Shown : null;
            if (why is not null) Log.CallWaits(log, $"client {client}", why, wait!.Value);
            if (wait is { } later)
            {
                Task again;
                lock (one) again = caller.PutBack(told);
                await Task.WhenAny(Task.Delay(later, time, stopping), again);
                stopping.ThrowIfCancellationRequested();
                continue;
            }
            waits = new();
            lock (one)
            {
                if (caller.Silent)
                {
                    clients.Remove(client);
                    return;
                }
            }
        }
    }

    private async Task<(string? Why, IReadOnlyList<Call> Told, bool Old)> LookAsync(int client, Caller caller)
    {
        IReadOnlyList<Call> told = [];
        bool old = false;
        await places.WaitAsync(stopping);
        try
        {
            string? why = await look(client, Seat.Among(places), facts =>
            {
                lock (one) told = [.. told, .. caller.Listen()];
                old = told.Any(call => call is { Event: HookEvents.InvoicePaid, Invoice: { } paid } && facts.Invoices.Any(invoice => invoice.Id == paid && invoice.Owed));
            });
            if (why is null && !old) await AnswerAsync(told);
            return (why, told, old);
        }
        catch (LedgerException gone)
        {
            return (gone.Message.TrimEnd('.'), told, false);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task AnswerAsync(IReadOnlyList<Call> told)
    {
        string[] ids = [.. told.Select(call => call.Id).Where(id => id.Length > 0)];
        if (ids.Length == 0) return;
        await ledger.Calls.AnswerAsync(ids, CancellationToken.None);
        foreach (string id in ids) held.TryRemove(id, out _);
    }

    private async Task SearchAsync(TimeSpan olderThan)
    {
        try
        {
            foreach (Call call in await ledger.Calls.WaitingAsync(olderThan, Most, stopping)) Take(call);
        }
        catch (LedgerException gone)
        {
            Log.CallsNotRead(log, gone.Message.TrimEnd('.'));
        }
    }
}
