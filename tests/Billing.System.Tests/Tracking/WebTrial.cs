using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;
using Billing.Host.Web;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Tracking;

/// <summary>Our pages on loopback, a ledger, and a browser that follows no redirect.</summary>
internal sealed class WebTrial : IAsyncDisposable
{
    public const string Browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36", Somebody = "203.0.113.9";
    public static readonly DateTimeOffset Start = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly WebServer server;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 64 });
    private readonly Tokens tokens = new([new('a', Encoding.UTF8.GetBytes(new string('k', 32)))]);

    private WebTrial(IEvidence evidence, FakeTimeProvider time, IReadOnlyCollection<string> lines, string proxy, string url, ILogger log)
    {
        (Evidence, Time, Lines) = (evidence, time, lines);
        server = new WebServer(new WebParts(
            new WebSettings(new IPEndPoint(IPAddress.Loopback, 0), [IPNetwork.Parse(proxy)], JudgingOptions.Default),
            new ProviderOptions { Name = "Example & Hosting", Website = "https://example.com/", Contact = "https://panel.example.com/submitticket.php" }, "es", new Uri("https://panel.example.com/"),
            new LinkOptions { Url = new Uri(url), Keys = [], Days = 180, Pictures = true, NoPicturesIn = [], Allow = ["pay.example.net"] }, tokens,
            MachineNetworks.Of(["198.51.100.0/24 # a scanner's"], (_, text) => Assert.Fail(text)), evidence, time, log));
    }

    public IEvidence Evidence { get; }
    public FakeTimeProvider Time { get; }
    public IReadOnlyCollection<string> Lines { get; }
    public Uri Url => server.Url;

    /// <summary>Opens the pages; whoever calls from this machine is believed to be the proxy unless another one is named.</summary>
    public static async Task<WebTrial> OpenAsync(Func<IEvidence, IEvidence>? with = null, string proxy = "127.0.0.1/32", ILedger? ledger = null, string url = "https://notices.example.com/")
    {
        FakeTimeProvider time = new(Start);
        IEvidence evidence = (ledger ?? new MemoryLedger(time)).Evidence;
        Kept log = new();
        WebTrial trial = new(with?.Invoke(evidence) ?? evidence, time, log.Lines, proxy, url, log);
        await trial.server.StartAsync(TestContext.Current.CancellationToken);
        return trial;
    }

    /// <summary>A notice that was accepted a minute ago, of that client, which leads there.</summary>
    public async Task<NoticeLinks> NoticeAsync(int client = 7, string? to = "https://panel.example.com/viewinvoice.php?id=100", bool accepted = true)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        NoticeLinks links = await Evidence.KeepLinksAsync(new NoticeLinks(Tokens.NewId(), $"notify/{client * 100}/reminder-1/email", client, client * 100,
            to is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [NoticeLinkNames.Pay] = to }, Time.GetUtcNow(), Time.GetUtcNow().AddDays(180)), cancel);
        if (accepted) await AcceptAsync(links);
        Time.Advance(TimeSpan.FromMinutes(1));
        return links;
    }

    public Task<int> AcceptAsync(NoticeLinks links) =>
        Evidence.AppendAsync([new EvidenceRecord(EvidenceKind.Accepted, links.Client, links.Invoice, links.Key, Proof.Of(("words", "250 ok")))], TestContext.Current.CancellationToken);

    public string Token(TokenPurpose purpose, NoticeLinks links) => tokens.Make(purpose, links.Id);

    public Task<Reply> FollowAsync(TokenPurpose purpose, NoticeLinks links, string agent = Browser, string from = Somebody, params string[] headers) =>
        AskAsync(HttpMethod.Get, $"t/{Token(purpose, links)}", agent, from, headers);

    public async Task<Reply> AskAsync(HttpMethod method, string path, string agent = Browser, string from = Somebody, params string[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Url, path));
        if (agent.Length > 0) request.Headers.TryAddWithoutValidation("User-Agent", agent);
        if (from.Length > 0) request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        foreach (string header in headers) request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Every hit in the evidence, and what was added to one afterwards.</summary>
    public async Task<Statement[]> HitsAsync()
    {
        List<Statement> hits = [];
        await foreach (EvidenceEntry entry in Evidence.ReadAllAsync(1, TestContext.Current.CancellationToken))
            if (entry.Says is { Kind: EvidenceKind.Opened or EvidenceKind.Clicked } hit) hits.Add(hit);
        return [.. hits];
    }

    public async Task<HitTally> TallyAsync(NoticeLinks links) =>
        HitTally.Of([.. (await Evidence.OfKeyAsync(links.Key, TestContext.Current.CancellationToken)).Select(entry => entry.Says)], JudgingOptions.Default);

    public Task StopAsync() => server.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    private sealed class Kept : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{logLevel} {formatter(state, exception)} {exception}"));
    }
}

/// <summary>What a page answered.</summary>
internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string this[string header] => Headers.GetValueOrDefault(header) ?? "";
}
