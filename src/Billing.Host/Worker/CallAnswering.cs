using System.Collections.Concurrent;
using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Acting;
using Billing.Engine.Calls;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Call = Billing.Engine.Ledger.Call;

namespace Billing.Host.Worker;

/// <summary>Looks at one client and says how the panel shows it; first: a run that is at it makes way. Null: it went well; else why not.</summary>
internal delegate Task<string?> LookAtClient(int client, Seat seat, bool first, DateTimeOffset? called, Action<ClientFacts> shown);

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

    private readonly SemaphoreSlim places = new(atOnce), placesOfOthers = new(Math.Max(1, atOnce / 4));
    private readonly ConcurrentDictionary<string, byte> held = new(StringComparer.Ordinal);   // the ledger's calls that are in hands here
    private readonly Dictionary<int, Caller> clients = [];
    private readonly HashSet<Task> working = [];
    private readonly Lock one = new();
    private CancellationToken stopping;
    private volatile bool away;

    public override void Dispose()
    {
        places.Dispose();
        placesOfOthers.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stopping = stoppingToken;
        Begin(() => SearchAsync(TimeSpan.Zero));
        Begin(() => EveryAsync(Sweep, () => SearchAsync(Others)));
        Begin(() => EveryAsync(Forgetting, ForgetAsync));
        try
        {
            await foreach (Call? call in calls.ReadAllAsync(stoppingToken))
                if (call is null) Begin(() => SearchAsync(TimeSpan.Zero));
                else Take(call);
        }
        finally
        {
            // What was begun is finished; what was not waits in the ledger.
            Task[] last;
            lock (one) last = [.. working];
            await Task.WhenAll(last);
        }
    }

    private void Take(Call call)
    {
        if (call.Id.Length > 0 && !held.TryAdd(call.Id, 0)) return;
        if (call.Client is { } client) Hand(client, call);
        else if (call.Invoice is { } invoice) Begin(() => FindAsync(call, invoice));
        else Begin(() => DismissAsync(call));
    }

    /// <summary>Finds out whose invoice it is. One that the panel does not show may not be saved yet.</summary>
    private async Task FindAsync(Call call, int invoice)
    {
        string about = string.Create(CultureInfo.InvariantCulture, $"invoice {invoice}");
        Waits waits = new();
        while (true)
        {
            (string? why, int? client) = await WhoseAsync(invoice, HookEvents.MayBePayment(call) ? places : placesOfOthers);
            if (client is { } whose)
            {
                Hand(whose, call);
                return;
            }
            TimeSpan? wait = why is null ? waits.Shown() : waits.Failed();
            if (why is not null) Say(about, why, waits, wait!.Value);
            if (wait is not { } later)
            {
                Log.CallOfNobody(log, call.Event, invoice);
                await DismissAsync(call);
                return;
            }
            await Task.Delay(later, time, stopping);
        }
    }

    private async Task<(string? Why, int? Client)> WhoseAsync(int invoice, SemaphoreSlim place)
    {
        await place.WaitAsync(stopping);
        try
        {
            return (null, await panel.FindClientOfInvoiceAsync(invoice, stopping));
        }
        catch (Exception trouble) when (!stopping.IsCancellationRequested)
        {
            return (Words(trouble), null);
        }
        finally
        {
            place.Release();
        }
    }

    /// <summary>A place for a look. Who may have paid does not wait behind the others, also when that is said while it waits among them.</summary>
    private async Task<SemaphoreSlim> SitAsync(Caller caller)
    {
        if (!caller.Paid.IsCompleted)
        {
            using CancellationTokenSource up = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Task waiting = placesOfOthers.WaitAsync(up.Token);
            await Task.WhenAny(waiting, caller.Paid);
            await up.CancelAsync();
            try
            {
                await waiting;
                return placesOfOthers;
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // It is among those who may have paid now.
            }
        }
        await places.WaitAsync(stopping);
        return places;
    }

    private void Hand(int client, Call call)
    {
        lock (one)
        {
            bool served = clients.TryGetValue(client, out Caller? caller);
            (clients[client] = caller ??= new Caller()).Say(call);
            if (!served) Begin(() => ServeAsync(client, caller));
        }
    }

    /// <summary>Looks at a client until nobody calls for it any more. Who calls while it waits shares its look; who calls after the look began gets another.</summary>
    private async Task ServeAsync(int client, Caller caller)
    {
        string about = string.Create(CultureInfo.InvariantCulture, $"client {client}");
        Waits waits = new();
        while (true)
        {
            (string? why, IReadOnlyList<Call> told, bool old) = await LookAsync(client, caller);
            TimeSpan? wait = why is not null ? waits.Failed() : old ? waits.Shown() : null;
            if (wait is null && old && await TryAnswerAsync(told) is { } gone) (why, wait) = (gone, waits.Failed());   // paid in part, or put back: what the panel shows is so
            if (why is not null) Say(about, why, waits, wait!.Value);
            Task again;
            lock (one)
            {
                if (wait is null && caller.Silent)
                {
                    clients.Remove(client);
                    return;
                }
                again = wait is null ? Task.CompletedTask : caller.PutBack(told);
            }
            if (wait is { } later) await Task.WhenAny(Task.Delay(later, time, stopping), again);
            stopping.ThrowIfCancellationRequested();
            if (again.IsCompleted) waits = new();   // something new was said
        }
    }

    private async Task<(string? Why, IReadOnlyList<Call> Told, bool Old)> LookAsync(int client, Caller caller)
    {
        SemaphoreSlim place = await SitAsync(caller);
        try
        {
            IReadOnlyList<Call> told;
            lock (one) told = caller.Listen();
            bool old = false;
            string? why = await look(client, Seat.Among(place), first: !told.All(HookEvents.MayBeOurs), Since(told), facts => old = told.Any(call => StillOwed(call, facts)));
            if (why is null && !old) why = await TryAnswerAsync(told);
            return (why, told, old && why is null);
        }
        finally
        {
            place.Release();
        }
    }

    /// <summary>When the first of them says that it happened.</summary>
    private static DateTimeOffset? Since(IEnumerable<Call> told) => told.Where(call => call.At != default).Min(call => (DateTimeOffset?)call.At);

    private static bool StillOwed(Call call, ClientFacts facts) => call is { Event: HookEvents.InvoicePaid, Invoice: { } paid } && facts.FindInvoice(paid) is { Owed: true };

    private async Task<string?> TryAnswerAsync(IReadOnlyList<Call> told)
    {
        try
        {
            await AnswerAsync(told);
            return null;
        }
        catch (LedgerException gone)
        {
            return Words(gone);
        }
    }

    private async Task AnswerAsync(IReadOnlyList<Call> told)
    {
        string[] ids = [.. told.Select(call => call.Id).Where(id => id.Length > 0)];
        if (ids.Length == 0) return;
        await ledger.Calls.AnswerAsync(ids, CancellationToken.None);
        foreach (string id in ids) held.TryRemove(id, out _);
    }

    /// <summary>It concerns nobody. If the ledger cannot be told so it is found there again.</summary>
    private async Task DismissAsync(Call call)
    {
        if (await TryAnswerAsync([call]) is not null) held.TryRemove(call.Id, out _);
    }

    private void Say(string about, string why, Waits waits, TimeSpan wait)
    {
        if (waits.New) Log.CallWaits(log, about, why, wait);
    }

    private async Task SearchAsync(TimeSpan olderThan)
    {
        try
        {
            foreach (Call call in await ledger.Calls.WaitingAsync(olderThan, Most, stopping)) Take(call);
            away = false;
        }
        catch (LedgerException gone)
        {
            if (!away) Log.CallsNotReached(log, Words(gone));
            away = true;
        }
    }

    private async Task ForgetAsync() => await ledger.Calls.ForgetAsync(time.GetUtcNow() - Known, stopping);

    private async Task EveryAsync(TimeSpan span, Func<Task> work)
    {
        using PeriodicTimer timer = new(span, time);
        while (await timer.WaitForNextTickAsync(stopping)) await GuardedAsync(work);
    }

    private void Begin(Func<Task> work)
    {
        lock (one)
        {
            Task task = Task.Run(() => GuardedAsync(work), CancellationToken.None);
            working.Add(task);
            _ = task.ContinueWith(done => { lock (one) working.Remove(done); }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The service stops: it waits in the ledger.
        }
        catch (LedgerException gone)
        {
            Log.CallsNotReached(log, Words(gone));
        }
        catch (Exception mistake)
        {
            Log.CallsBroke(log, mistake);
        }
    }

    private static string Words(Exception trouble) => trouble is PanelException or LedgerException ? trouble.Message.TrimEnd('.') : $"{trouble.GetType().Name}: {trouble.Message.ReplaceLineEndings(" ")}";
}
