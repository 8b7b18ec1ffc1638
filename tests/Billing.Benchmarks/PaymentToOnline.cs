using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Ledger;
using Billing.Host.Cli;
using Billing.Sandbox;
using MySqlConnector;

namespace Billing.Benchmarks;

/// <summary>
/// How long it takes from a payment to its service being online, while the service (a process of its own) makes its daily run over a large panel: first as the
/// panel's hook tells of it, then with every hook lost. Counted to the moment that the ledger has the adapter's confirmed answer and the panel was told.
/// </summary>
internal sealed class PaymentToOnline : IAsyncDisposable
{
    private const string Key = "panel-1", HookSecret = "a-secret-of-the-benchmark-that-is-long-enough", PanelSecret = "sandbox-secret";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3), Pause = TimeSpan.FromMilliseconds(200);
    private static readonly BillingCycle Cycle = BillingCycle.Annually;

    private readonly string folder = Directory.CreateTempSubdirectory("billing-payments-").FullName;
    private readonly int port = FreePort();
    private readonly HttpClient http = new();
    private readonly SandboxPanel panel;
    private readonly SqlLedger ledger;
    private readonly DateOnly today;
    private long posted;

    private PaymentToOnline(SandboxPanel panel)
    {
        this.panel = panel;
        today = DateOnly.FromDateTime(DateTime.UtcNow);
        ledger = SqlLedger.Sqlite(Path.Combine(folder, "ledger.db"), TimeProvider.System);
    }

    public static async Task<int> RunAsync(string[] options)
    {
        if (Option(options, "--database") is not { } database)
        {
            Console.Error.WriteLine("payments: say which panel's database, of a user who may write: it is changed. --database 'Server=127.0.0.1;Port=3306;Database=panel;User ID=…;Password=…'");
            return 2;
        }
        int payments = int.Parse(Option(options, "--payments") ?? "1000", CultureInfo.InvariantCulture), perSecond = int.Parse(Option(options, "--per-second") ?? "20", CultureInfo.InvariantCulture);
        await using SandboxPanel panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = SandboxStore.MariaDb(database), Secret = PanelSecret }, CancellationToken.None);
        await using PaymentToOnline measure = new(panel);
        return await measure.MeasureAsync(database, Option(options, "--config") ?? "config", payments, perSecond);
    }

    private async Task<int> MeasureAsync(string database, string config, int payments, int perSecond)
    {
        Configure(database, config);
        Debtor[] debtors = await SuspendAsync(2 * payments);
        using Process service = Process.Start(new ProcessStartInfo("dotnet", [typeof(Commands).Assembly.Location, "run", "--config", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        service.OutputDataReceived += (_, _) => { };
        service.ErrorDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        try
        {
            await UntilAsync(async () => await RunningAsync() && (await ledger.DueClientsAsync(CancellationToken.None)).Count > debtors.Length);
            Console.WriteLine($"{payments} payments, {perSecond} a second, {Environment.ProcessorCount} processors; the daily run has begun to act");
            await RoundAsync("the hook tells", debtors[..payments], perSecond, tell: true);
            await RoundAsync("hooks lost", debtors[payments..], perSecond, tell: false);
        }
        finally
        {
            if (!service.HasExited) service.Kill();
        }
        return 0;
    }

    private async Task RoundAsync(string name, Debtor[] debtors, int perSecond, bool tell)
    {
        bool running = await RunningAsync();
        List<double> answered = [];
        Stopwatch clock = Stopwatch.StartNew();
        List<Task> posts = [];
        for (int n = 0; n < debtors.Length; n++)
        {
            TimeSpan turn = TimeSpan.FromSeconds((double)n / perSecond) - clock.Elapsed;
            if (turn > TimeSpan.Zero) await Task.Delay(turn);
            Debtor debtor = debtors[n];
            panel.Pay(debtor.Invoice);
            debtor.Paid = DateTimeOffset.UtcNow;
            if (tell) posts.Add(Task.Run(() => PostAsync(debtor.Invoice, answered)));
        }
        await Task.WhenAll(posts);
        bool still = await RunningAsync();
        await UntilAsync(async () => !(await ledger.OfflineClientsAsync(CancellationToken.None)).Overlaps(debtors.Select(debtor => debtor.Client)));
        List<double> seconds = [];
        foreach (Debtor debtor in debtors)
        {
            IReadOnlyList<Entry> history = await ledger.HistoryAsync(debtor.Client, CancellationToken.None);
            seconds.Add((history.Single(entry => entry is { Action: BillingAction.Unsuspend, State: "done" }).At - debtor.Paid).TotalMilliseconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} payment to online: {Spread(seconds)}{(tell ? $"; the POST answered: {Spread(answered)}" : "")}; the run went on {(running && still ? "all the time" : running ? "in the beginning" : "no more")}"));
    }

    private async Task PostAsync(int invoice, List<double> answered)
    {
        string id = Interlocked.Increment(ref posted).ToString("x32", CultureInfo.InvariantCulture);
        string t = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":1,"events":[{"id":"{{id}}","event":"InvoicePaid","at":"{{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}}","invoice":{{invoice}}}]}"""));
        string sign = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HookSecret), (byte[])[.. Encoding.UTF8.GetBytes(t + "."), .. body]));
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{port}/hooks/whmcs") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Billing-Signature", $"t={t},k={Key},v1={sign}");
        long began = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await http.SendAsync(request);
        lock (answered) answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        if (answer.StatusCode != HttpStatusCode.NoContent) throw new InvalidOperationException($"the hook's door answered {(int)answer.StatusCode}");
    }

    /// <summary>Clients of one service each, which a run of yesterday suspended.</summary>
    private async Task<Debtor[]> SuspendAsync(int count)
    {
        await ledger.PrepareAsync(CancellationToken.None);
        DateOnly due = today.AddDays(-4);
        int product = panel.AddProduct(new ProductSeed("Measured hosting") { Module = "measured" });
        long run = await ledger.BeginRunAsync("daily", today.AddDays(-1), CancellationToken.None);
        Debtor[] debtors = new Debtor[count];
        for (int n = 0; n < count; n++)
        {
            int client = panel.AddClient(new ClientSeed("Measured", string.Create(CultureInfo.InvariantCulture, $"{n}"), string.Create(CultureInfo.InvariantCulture, $"measured{n}@example.com")));
            int service = panel.AddService(new ServiceSeed(client, product, due, 1000m) { Cycle = Cycle.ToString() });
            int invoice = panel.AddInvoice(new InvoiceSeed(client, due, [new InvoiceLineSeed("Hosting", service, 1000m, "Measured hosting")]) { Date = due.AddDays(-15), Status = "Unpaid" });
            BillingAction.Suspend suspend = new(new Target(TargetKind.Service, service), new Cause(CauseKind.Invoice, invoice, due), 1);
            panel.SetStatusByHand(PanelTarget.Service, service, "Suspended", SuspensionReason.For(suspend));
            await ledger.BeginAsync(new Intent(run, client, suspend, "unpaid", today.AddDays(-1)), CancellationToken.None);
            await ledger.FinishAsync(suspend.Key, new Outcome.Done(true), CancellationToken.None);
            debtors[n] = new Debtor(client, invoice);
        }
        await ledger.FinishRunAsync(run, whole: true, "prepared", CancellationToken.None);
        return debtors;
    }

    private void Configure(string database, string config)
    {
        foreach (string file in Directory.GetFiles(config, "*", SearchOption.AllDirectories).Where(file => !file.Contains("pictures", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(config, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        MySqlConnectionStringBuilder parts = new(database);
        JsonObject billing = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "billing.json")), null, PolicyReader.Syntax)!;
        JsonNode at = billing["panel"]!;
        (at["url"], at["identifier"], at["secret"]) = (panel.Url.ToString(), Secret("identifier", "sandbox-identifier"), Secret("secret", PanelSecret));
        at["database"] = new JsonObject { ["host"] = parts.Server, ["port"] = parts.Port, ["name"] = parts.Database, ["user"] = parts.UserID, ["password"] = Secret("password", parts.Password), ["tls"] = "none" };
        at["hook"] = new JsonObject { ["keys"] = new JsonObject { [Key] = Secret("hook", HookSecret) } };
        billing["ledger"]!["path"] = "ledger.db";
        billing["adapters"]!["limits"] = new JsonObject { ["perServer"] = 16, ["perSecond"] = 1000, ["atOnce"] = 64 };
        ((JsonObject)billing["channels"]!["email"]!).Remove("smtp");
        billing["channels"]!["email"]!["folder"] = "mail";
        billing["web"] = new JsonObject { ["listen"] = $"http://127.0.0.1:{port}", ["proxies"] = new JsonArray() };
        billing["log"]!["file"] = "billing.log";
        File.WriteAllText(Path.Combine(folder, "billing.json"), billing.ToJsonString());
        JsonObject policy = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "policy.json")), null, PolicyReader.Syntax)!;
        (policy["runAt"], policy["timeZone"]) = ("00:00", "Etc/UTC");
        File.WriteAllText(Path.Combine(folder, "policy.json"), policy.ToJsonString());
    }

    private string Secret(string name, string value)
    {
        string file = Path.Combine(folder, $"{name}.secret");
        File.WriteAllText(file, value);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return $"file:{file}";
    }

    private async Task<bool> RunningAsync() => (await ledger.RunsAsync(5000, CancellationToken.None)).FirstOrDefault(run => run.Occasion == "daily") is { Finished: null };

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !await so(); await Task.Delay(Pause))
            if (waited.Elapsed > Patience) throw new TimeoutException("it takes too long: see the service's log");
    }

    private static string Spread(List<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Length / 2]:0} ms, p99 {sorted[sorted.Length * 99 / 100]:0} ms, most {sorted[^1]:0} ms");
    }

    private static string? Option(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;

    private static int FreePort()
    {
        using TcpListener any = new(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Debtor(int client, int invoice)
    {
        public int Client => client;
        public int Invoice => invoice;
        public DateTimeOffset Paid { get; set; }
    }
}
