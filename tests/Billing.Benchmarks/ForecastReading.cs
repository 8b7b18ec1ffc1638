using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Forecasting;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;
using Billing.Whmcs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Benchmarks;

/// <summary>
/// What it costs to look ahead beside reading the panel for it: the same reading drained, then the forecast of it, and the comparison of two policies over it, in turns in
/// one process.
/// </summary>
internal static class ForecastReading
{
    public static async Task<int> RunAsync(string[] options)
    {
        if (Option(options, "--database") is not { } database)
        {
            Console.Error.WriteLine("forecast: say which database: --database 'Server=127.0.0.1;Port=3306;Database=panel;User ID=reader;Password=…'");
            return 2;
        }
        DateOnly today = DateOnly.ParseExact(Option(options, "--today") ?? "2026-11-23", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        int pairs = int.Parse(Option(options, "--pairs") ?? "3", CultureInfo.InvariantCulture), days = int.Parse(Option(options, "--days") ?? "60", CultureInfo.InvariantCulture);
        string? only = Option(options, "--only");
        ShippedPolicy shipped = ShippedPolicy.In(Option(options, "--config") ?? "config");
        BillingPolicy policy = shipped.Read(shipped.Json);
        List<double> read = [], forecast = [], compare = [];
        BillingPolicy other = shipped.Read(PolicyReader.Merge(shipped.Json, JsonNode.Parse("""{ "safety": { "noticeDays": 5 } }""")));
        for (int pair = 0; pair <= pairs; pair++)   // the first pair warms up
        {
            if (only is null or "read") Note(read, pair, await TimedAsync(() => DrainAsync(database, today, policy, days)));
            if (only is null or "forecast") Note(forecast, pair, await TimedAsync(() => ForecastAsync(database, today, policy, days, print: pair == 0)));
            if (only is null or "compare") Note(compare, pair, await TimedAsync(() => CompareAsync(database, today, policy, other, days, print: pair == 0)));
        }
        Print("read", read);
        Print("forecast", forecast);
        Print("compare", compare);
        if (only is null) Print("forecast : read", [.. forecast.Zip(read, (much, least) => much / least)]);
        if (only is null) Print("compare : read", [.. compare.Zip(read, (much, least) => much / least)]);
        Console.WriteLine($"peak memory: {File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))?["VmHWM:".Length..].Trim()}");
        return 0;
    }

    private static async Task DrainAsync(string database, DateOnly today, BillingPolicy policy, int days)
    {
        await using WhmcsPanel panel = Panel(database);
        await foreach (ClientFacts _ in panel.ReadAllAsync(new PanelReading(today, policy.RenewalsUntil(today.AddDays(days - 1))), CancellationToken.None))
        {
        }
    }

    private static async Task ForecastAsync(string database, DateOnly today, BillingPolicy policy, int days, bool print)
    {
        await using WhmcsPanel panel = Panel(database);
        await using MemoryLedger ledger = new(TimeProvider.System);
        ForecastReport report = await new DaysAhead(panel, ledger, policy, today, days).RunAsync(null, null, acts: false, CancellationToken.None);
        if (!print) return;
        Console.WriteLine($"{report.Clients} clients, {report.Active} services in use, {report.Failures.Count} failures; brake from {report.BrakeFrom?.On:yyyy-MM-dd}");
        foreach (DayAhead day in report.Days.Where((_, n) => n % 6 == 0))
            Console.WriteLine($"{day.On:yyyy-MM-dd}: {day.Counts.Values.Sum()} acts, {day.Count(Groups.Invoice)} invoices, {day.Offline} offline, {day.OfflineInAll} in all, {day.Held} held");
    }

    private static async Task CompareAsync(string database, DateOnly today, BillingPolicy policy, BillingPolicy other, int days, bool print)
    {
        await using WhmcsPanel panel = Panel(database);
        await using MemoryLedger ledger = new(TimeProvider.System);
        Comparison comparison = await new Comparing(panel, ledger, policy, other, today, days).RunAsync(CancellationToken.None);
        if (print) Console.WriteLine($"{comparison.Clients} clients compared, {comparison.Ahead.Shares.Values.Sum(share => share.Count)} differences ahead; {comparison.Back?.Invoices} invoices of the past");
    }

    private static WhmcsPanel Panel(string database) => WhmcsPanel.Create(new WhmcsOptions
    {
        Address = new Uri("https://panel.example/"), Identifier = () => "", Secret = () => "", Database = () => database,
        Adapters = AdapterMap.None with { ServerTypes = new Dictionary<string, string> { ["*"] = "panel-module" } }, Zone = TimeZoneInfo.Utc,
    }, NullLogger.Instance, TimeProvider.System);

    private static async Task<double> TimedAsync(Func<Task> run)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        await run();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s, own CPU {(Environment.CpuUsage.TotalTime - used).TotalSeconds:0.00} s, {GC.CollectionCount(0)} collections so far, {GC.GetTotalPauseDuration().TotalSeconds:0.0} s in them, {GC.GetTotalAllocatedBytes() >> 20} MiB allocated"));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Note(List<double> times, int pair, double time)
    {
        if (pair > 0) times.Add(time);
    }

    private static void Print(string name, List<double> values)
    {
        if (values.Count == 0) return;
        List<double> sorted = [.. values.Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} min {sorted[0]:0.00} median {sorted[sorted.Count / 2]:0.00} max {sorted[^1]:0.00}  ({values.Count} runs)"));
    }

    private static string? Option(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;
}
