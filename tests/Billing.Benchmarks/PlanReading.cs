using System.Diagnostics;
using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Panel;
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
        List<(double Wall, double Cpu)> raw = [], read = [];
        for (int pair = 0; pair <= pairs; pair++)   // the first pair warms up
        {
            if (only != "read") Note(raw, pair, await TimedAsync(() => RawReading.RunAsync(database)));
            if (only != "raw") Note(read, pair, await TimedAsync(() => DrainAsync(database, today, print: pair == 0)));
        }
        Print("raw typed read", raw);
        Print("read into facts", read);
        if (only is null) Print("ratio", [.. read.Zip(raw, (mine, least) => (mine.Wall / least.Wall, mine.Cpu / least.Cpu))]);
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
