using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Billing.Core.Facts;
using Billing.Engine.Acting;
using Billing.Engine.Calls;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Engine.Tracking;
using Billing.Host.Web;
using Billing.Host.Worker;
using Billing.Sdk;
using Billing.System.Tests.Acting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using Call = Billing.Engine.Ledger.Call;
using Workers = Billing.Host.Worker.Calls;

namespace Billing.System.Tests.Calls;

/// <summary>A town of debtors, our pages on loopback with the address for the panel's hook, and what answers calls. Its clock moves when it is told.</summary>
internal sealed class CallsTown : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-calls-").FullName;
    private readonly HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
    private readonly Kept log = new();
    private readonly ConcurrentQueue<int> looks = new();
    private int looked;
    private readonly List<CallAnswering> answering = [];
    private readonly WebServer web;

    private CallsTown(int debtors, int servers, TimeProvider? real)
    {
        Clock = real ?? Time;
        Ledger = SqlLedger.Sqlite(Path.Combine(folder, "ledger.db"), Clock);
        Town = new DebtorsTown(Farm, debtors, servers, ledger: Ledger);
        Book = new AwayBook(Ledger.Calls);
        HookSignature signature = new(new Dictionary<string, byte[]> { [HookPost.Key] = Encoding.UTF8.GetBytes(HookPost.Secret), [HookPost.OtherKey] = Encoding.UTF8.GetBytes(HookPost.OtherSecret) });
        web = new WebServer(new WebParts(
            new WebSettings(new IPEndPoint(IPAddress.Loopback, 0), [], JudgingOptions.Default), new ProviderOptions { Name = "Example", Website = "https://example.com/", Contact = "https://example.com/" },
            "es", new Uri("https://panel.example.com/"), null, null, MachineNetworks.Of([], (_, _) => { }), Ledger.Evidence, Clock, log)
        {
            PanelHook = new HookDesk(signature, new CallIntake(Book, Calls.Take), Clock),
        });
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    public TimeProvider Clock { get; }
    public FarmOfServers Farm { get; } = new();
    public DebtorsTown Town { get; }
    public SqlLedger Ledger { get; }
    public AwayBook Book { get; }
    public Workers Calls { get; } = new();
    public IReadOnlyCollection<string> Lines => log.Lines;
    public Uri Url => new(web.Url, "hooks/whmcs");

    /// <summary>Who was looked at, in turn.</summary>
    public IReadOnlyList<int> Looks => [.. looks];

    /// <summary>How many looks have ended.</summary>
    public int Looked => looked;

    /// <summary>Why a look at a client fails; null when it does not. Asked when the look begins.</summary>
    public Func<int, Task<string?>> Trouble { get; set; } = _ => Task.FromResult<string?>(null);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="debtors">Client n has service n and invoice n, which is two days overdue.</param>
    /// <param name="servers">They take turns.</param>
    /// <param name="answers">Somebody answers calls from the start.</param>
    /// <param name="suspended">Whether today's run was made: all of them are suspended.</param>
    /// <param name="real">Another clock than one that is moved by hand.</param>
    public static async Task<CallsTown> OpenAsync(int debtors = 3, int servers = 1, bool answers = true, bool suspended = true, TimeProvider? real = null)
    {
        CallsTown town = new(debtors, servers, real);
        await town.Ledger.PrepareAsync(Cancel);
        if (suspended) await town.Town.Road().RunAsync(Cancel);
        await town.web.StartAsync(Cancel);
        if (answers) await town.AnswerAsync(town.Calls, town.Ledger);
        return town;
    }

    /// <summary>What answers calls, over that ledger.</summary>
    public async Task<CallAnswering> AnswerAsync(Workers calls, ILedger ledger, int atOnce = 8)
    {
        CallAnswering one = new(calls, ledger, Town.Panel, LookAsync, atOnce, Clock, log);
        answering.Add(one);
        await one.StartAsync(Cancel);
        return one;
    }

    /// <summary>Another process's ledger, in the same file.</summary>
    public SqlLedger LedgerAgain() => SqlLedger.Sqlite(Path.Combine(folder, "ledger.db"), Clock);

    public Task<HookReply> TellAsync(params string[] events) => PostAsync(HookPost.Of(HookPost.Events(events), Clock.GetUtcNow()));

    public async Task<HookReply> PostAsync(HookPost post)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Url) { Content = new ByteArrayContent(post.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (post.Signature is { } signature) request.Headers.TryAddWithoutValidation("X-Billing-Signature", signature);
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        return new HookReply((int)answer.StatusCode, answer.Headers.TryGetValues("X-Billing-Taken", out IEnumerable<string>? taken) ? taken.Single() : null);
    }

    public async Task<int> WaitingAsync() => (await Ledger.Calls.QueueAsync(Cancel)).Count;

    public bool Online(int client) => Farm[$"service {client}"].Presence == Presence.Online && Town.StatusOf(client) == ServiceStatus.Active;

    /// <summary>Waits for what comes by itself.</summary>
    public static async Task UntilAsync(Func<Task<bool>> so)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await so()) await Task.Delay(5, patience.Token);
    }

    public static Task UntilAsync(Func<bool> so) => UntilAsync(() => Task.FromResult(so()));

    /// <summary>Nobody waits any more.</summary>
    public Task QuietAsync() => UntilAsync(async () => await WaitingAsync() == 0);

    /// <summary>Lets that much time pass until that is so, in small steps: a wait may begin between two of them.</summary>
    public async Task PassAsync(TimeSpan step, Func<bool> until) => await UntilAsync(async () =>
    {
        if (until()) return true;
        Time.Advance(step);
        await Task.Delay(5, Cancel);
        return until();
    });

    public async ValueTask DisposeAsync()
    {
        foreach (CallAnswering one in answering)
        {
            await one.StopAsync(CancellationToken.None);
            one.Dispose();
        }
        client.Dispose();
        await web.DisposeAsync();
        await Ledger.DisposeAsync();
        Directory.Delete(folder, true);
    }

    private async Task<string?> LookAsync(int whom, Seat seat, bool first, DateTimeOffset? called, Action<ClientFacts> shown)
    {
        looks.Enqueue(whom);
        if (await Trouble(whom) is { } why) return why;
        try
        {
            RunReport report = await Town.Road().LookAtAsync(whom, seat, first, called, shown, CancellationToken.None);
            return report.Failures is [{ } failure] ? failure.Why : null;
        }
        catch (Exception trouble) when (trouble is PanelException or LedgerException)
        {
            return trouble.Message;
        }
        finally
        {
            Interlocked.Increment(ref looked);
        }
    }

    private sealed class Kept : ILogger<CallAnswering>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{eventId.Id} {formatter(state, exception)} {exception}"));
    }
}

/// <summary>What the hook is answered.</summary>
internal sealed record HookReply(int Status, string? Taken);

/// <summary>Calls in a ledger that is gone for a while, or slow.</summary>
internal sealed class AwayBook(ICallBook inner) : ICallBook
{
    private int commits;

    public bool Away { get; set; }

    public Func<Task> Slow { get; set; } = () => Task.CompletedTask;

    /// <summary>How often something was written.</summary>
    public int Commits => commits;

    public async Task<IReadOnlyList<Call>> TakeAsync(IReadOnlyList<Call> calls, CancellationToken cancel)
    {
        Interlocked.Increment(ref commits);
        await Slow();
        return Away ? throw new LedgerException("The disk is full, the ledger cannot be written: make room; nothing is done until then.") : await inner.TakeAsync(calls, cancel);
    }

    public Task<IReadOnlyList<Call>> WaitingAsync(TimeSpan olderThan, int most, CancellationToken cancel) => inner.WaitingAsync(olderThan, most, cancel);

    public Task<(int Count, DateTimeOffset? Oldest)> QueueAsync(CancellationToken cancel) => inner.QueueAsync(cancel);

    public Task AnswerAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) => inner.AnswerAsync(ids, cancel);

    public Task<int> ForgetAsync(DateTimeOffset answeredBefore, CancellationToken cancel) => inner.ForgetAsync(answeredBefore, cancel);

    public Task KeepMarkAsync(string source, string mark, CancellationToken cancel) => inner.KeepMarkAsync(source, mark, cancel);

    public Task<string?> MarkAsync(string source, CancellationToken cancel) => inner.MarkAsync(source, cancel);
}
