using System.Diagnostics;
using System.Globalization;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;
using Billing.Whmcs.Reading;

namespace Billing.Benchmarks;

/// <summary>
/// What reading a whole panel costs beside the least that it can cost: the same statements, every field of every row fetched with a typed getter and thrown
/// away. Both run in turns in one process, so that whatever else the machine does falls on both.
/// </summary>
internal static class PlanReading
{
    public static async Task<int> RunAsync(string[] options)
    {
        if (Option(options, "--database") is not { } database)
        {
            Console.Error.WriteLine("plan-reading: say which database: --database 'Server=127.0.0.1;Port=3306;Database=panel;User ID=reader;Password=…'");
            return 2;
        }
        DateOnly today = DateOnly.ParseExact(Option(options, "--today") ?? "2026-11-23", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        int pairs = int.Parse(Option(options, "--pairs") ?? "5", CultureInfo.InvariantCulture);
        string? only = Option(options, "--only");
        BillingPolicy policy = Policy(Option(options, "--config") ?? "config");
        List<(double Wall, double Cpu)> raw = [], read = [], plan = [];
        for (int pair = 0; pair <= pairs; pair++)   // the first pair warms up
        {
            if (only is null or "raw") Note(raw, pair, await TimedAsync(() => RawReading.RunAsync(database)));
            if (only is null or "read") Note(read, pair, await TimedAsync(() => DrainAsync(database, today, print: pair == 0)));
            if (only is null or "plan") Note(plan, pair, await TimedAsync(() => PlanAsync(database, today, policy, print: pair == 0)));
        }
        Print("raw typed read", raw);
        Print("read into facts", read);
        Print("whole plan", plan);
        if (only is null) Print("read : raw", Ratio(read, raw));
        if (only is null) Print("plan : raw", Ratio(plan, raw));
        Console.WriteLine($"peak memory: {PeakMemory()}");
        return 0;
    }

    private static async Task DrainAsync(string database, DateOnly today, bool print)
    {
        await using WhmcsDatabase panel = new(database, new WhmcsDatabaseOptions { Address = new Uri("https://panel.example/") });
        PanelReading reading = new(today, today.AddDays(15));
        int clients = 0, services = 0, invoices = 0;
        await foreach (ClientFacts facts in panel.ReadAllAsync(reading, CancellationToken.None))
            (clients, services, invoices) = (clients + 1, services + facts.Services.Count, invoices + facts.Invoices.Count);
        if (print) Console.WriteLine($"{clients} clients with {services} services and {invoices} invoices; {reading.ActiveServices} services in use; {reading.Unreadable.Count} rows unreadable");
    }

    /// <summary>As <c>billing plan</c> does it on the first day: read, decide for every client, what follows on the same day, order, brake.</summary>
    private static async Task PlanAsync(string database, DateOnly today, BillingPolicy policy, bool print)
    {
        await using WhmcsDatabase panel = new(database, new WhmcsDatabaseOptions { Address = new Uri("https://panel.example/"), Adapters = EverythingByModule });
        PanelReading reading = new(today, policy.RenewalsUntil(today));
        List<Planned> acts = [];
        await foreach (ClientFacts facts in panel.ReadAllAsync(reading, CancellationToken.None)) acts.AddRange(Foresight.Of(facts, policy, today));
        Plan plan = Plan.Of(acts, policy.Safety.Brake, reading.ActiveServices, today);
        if (print) Console.WriteLine($"{plan.Acts.Count} acts planned, {plan.Held.Count} held by the brake");
    }

    private static readonly AdapterMap EverythingByModule = AdapterMap.None with { ServerTypes = new Dictionary<string, string> { ["*"] = "panel-module" } };

    private static BillingPolicy Policy(string folder)
    {
        ShippedPolicy shipped = ShippedPolicy.In(folder);
        return shipped.Read(shipped.Json);
    }

    private static List<(double, double)> Ratio(List<(double Wall, double Cpu)> mine, List<(double Wall, double Cpu)> least) =>
        [.. mine.Zip(least, (one, other) => (one.Wall / other.Wall, one.Cpu / other.Cpu))];

    private static async Task<(double, double)> TimedAsync(Func<Task> run)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        await run();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static void Note(List<(double, double)> times, int pair, (double, double) time)
    {
        if (pair > 0) times.Add(time);
    }

    private static void Print(string name, List<(double Wall, double Cpu)> values)
    {
        if (values.Count == 0) return;
        Console.WriteLine($"{name,-16} wall {Spread(values.Select(value => value.Wall))}  own CPU {Spread(values.Select(value => value.Cpu))}  ({values.Count} runs)");
    }

    private static string Spread(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"min {sorted[0]:0.000} median {sorted[sorted.Count / 2]:0.000} max {sorted[^1]:0.000}");
    }

    private static string PeakMemory() =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? line["VmHWM:".Length..].Trim() : "unknown here";

    private static string? Option(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;
}
