using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;
using Billing.Host.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Benchmarks;

/// <summary>
/// What recording costs a visitor: our pages over loopback with a SQLite ledger on the disk, beside the same page that records nothing. Visitors and server share
/// the machine and the process.
/// </summary>
internal static class TrackingLoad
{
    private const int HitsANotice = 50;

    public static async Task<int> RunAsync(string[] options)
    {
        int hits = Number(options, "--hits", 50_000), connections = Number(options, "--connections", 64);
        string folder = Directory.CreateTempSubdirectory("billing-tracking-").FullName;
        try
        {
            await using SqlLedger ledger = SqlLedger.Sqlite(Path.Combine(folder, "ledger.db"), TimeProvider.System);
            await ledger.PrepareAsync(CancellationToken.None);
            WebParts parts = Parts(ledger.Evidence);
            string[] paths = await NoticesAsync(parts, Math.Max(1, hits / HitsANotice));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hits} hits on {paths.Length / 2} notices over {connections} connections, {Environment.ProcessorCount} processors"));
            Console.WriteLine(await RoundAsync("answered only", new WebServer(parts, _ => new NothingRecorded()), paths, hits, connections));
            long before = (await ledger.Evidence.HeadAsync(CancellationToken.None)).Number;
            Console.WriteLine(await RoundAsync("recorded", new WebServer(parts), paths, hits, connections));
            long kept = (await ledger.Evidence.HeadAsync(CancellationToken.None)).Number - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in the evidence: {kept} of {hits}; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MB; ledger {Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length) / 1048576} MB"));
            return kept == hits ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RoundAsync(string name, WebServer server, string[] paths, int hits, int connections)
    {
        await using (server)
        {
            await server.StartAsync(CancellationToken.None);
            using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = connections });
            ConcurrentBag<double> taken = [];
            long start = Stopwatch.GetTimestamp();
            await Parallel.ForAsync(0, hits, new ParallelOptions { MaxDegreeOfParallelism = connections }, async (hit, cancel) =>
            {
                using HttpRequestMessage request = new(HttpMethod.Get, new Uri(server.Url, paths[hit % paths.Length]));
                request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36");
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", $"10.{hit >> 16 & 255}.{hit >> 8 & 255}.{hit & 255}");
                long sent = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await client.SendAsync(request, cancel);
                taken.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                if ((int)response.StatusCode is not (200 or 302)) throw new InvalidOperationException($"answered {response.StatusCode}");
            });
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await server.StopAsync(CancellationToken.None);
            double[] sorted = [.. taken.Order()];
            return string.Create(CultureInfo.InvariantCulture, $"{name,-14} p50 {At(0.5):0.0} ms  p99 {At(0.99):0.0} ms  most {sorted[^1]:0.0} ms  {hits / seconds:0} a second");

            double At(double part) => sorted[(int)(part * (sorted.Length - 1))];
        }
    }

    private static WebParts Parts(IEvidence evidence) => new(
        new WebSettings(new IPEndPoint(IPAddress.Loopback, 0), [IPNetwork.Parse("127.0.0.1/32")], JudgingOptions.Default), new ProviderOptions { Name = "Example Hosting" }, "es",
        new Uri("https://panel.example.com/"), new LinkOptions { Url = new Uri("https://notices.example.com/"), Keys = [], Days = 180, Pictures = true, NoPicturesIn = [] },
        new Tokens([new('a', Encoding.UTF8.GetBytes(new string('k', 32)))]), MachineNetworks.None, evidence, TimeProvider.System, NullLogger.Instance);

    /// <summary>Notices that were accepted, and the paths of their links.</summary>
    private static async Task<string[]> NoticesAsync(WebParts parts, int count)
    {
        List<string> paths = [];
        List<EvidenceRecord> accepted = [];
        DateTimeOffset made = DateTimeOffset.UtcNow;
        for (int notice = 1; notice <= count; notice++)
        {
            NoticeLinks links = await parts.Evidence.KeepLinksAsync(new NoticeLinks(Tokens.NewId(), $"notify/{notice}/reminder-1/email", notice, notice,
                new Dictionary<string, string> { [NoticeLinkNames.Pay] = $"https://panel.example.com/viewinvoice.php?id={notice}" }, made, made.AddDays(180)), CancellationToken.None);
            accepted.Add(new EvidenceRecord(EvidenceKind.Accepted, notice, notice, links.Key, Proof.Of(("words", "250 2.0.0 Ok: queued as B8F8BB66011"))));
            paths.Add(NoticeLinking.Path + parts.Tokens!.Make(TokenPurpose.Pay, links.Id));
            paths.Add(NoticeLinking.Path + parts.Tokens.Make(TokenPurpose.Open, links.Id));
        }
        await parts.Evidence.AppendAsync(accepted, CancellationToken.None);
        return [.. paths];
    }

    private static int Number(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and int at && at + 1 < options.Length ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;

    private sealed class NothingRecorded : IHitRecorder
    {
        public Task RecordAsync(string id, KnownLinks? known, Hit hit) => Task.CompletedTask;
    }
}
