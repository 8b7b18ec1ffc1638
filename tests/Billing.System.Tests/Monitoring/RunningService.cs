using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Billing.System.Tests.Host;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary><c>billing run</c> as a process of its own, with the port where it can be watched.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client = new();
    private readonly TaskCompletionSource<Uri> at = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningService(Trial trial)
    {
        process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "billing.dll"), "run", "--config", trial.Config]) { RedirectStandardError = true, RedirectStandardOutput = true },
            EnableRaisingEvents = true,
        };
        process.ErrorDataReceived += (_, line) => Heard(line.Data ?? "");
        process.Exited += (_, _) => at.TrySetException(new InvalidOperationException($"It ended: {string.Join('\n', Said)}"));
    }

    public List<string> Said { get; } = [];

    public bool Ended => process.HasExited;

    /// <summary>Starts it with health and metrics on a port of its own; back when it says where.</summary>
    public static async Task<RunningService> StartAsync(Trial trial)
    {
        trial.Change("billing.json", billing => billing["monitoring"] = new JsonObject { ["listen"] = "http://127.0.0.1:0" });
        RunningService service = new(trial);
        service.process.Start();
        service.process.BeginErrorReadLine();
        service.process.BeginOutputReadLine();
        service.client.BaseAddress = await service.at.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return service;
    }

    public async Task<(HttpStatusCode Status, string Text)> AskAsync(string path)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What is there to scrape once a line of it begins so.</summary>
    public async Task<Scrape> ScrapeAsync(params string[] until)
    {
        Scrape scrape = new("");
        await UntilAsync(async () => until.All((scrape = new Scrape((await AskAsync("metrics")).Text)).Has), () => $"{string.Join("\n", until)}\n--\n{scrape.Text}");
        return scrape;
    }

    public async Task TellAsync(string signal)
    {
        using Process kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>Asks again and again until it is so, a minute at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> so, Func<string> not)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await so())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1), not());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        client.Dispose();
    }

    private void Heard(string line)
    {
        lock (Said) Said.Add(line);
        if (Regex.Match(line, @"Health and metrics are at (\S+)") is { Success: true } where) at.TrySetResult(new Uri(where.Groups[1].Value));
    }
}

/// <summary>What was scraped, in Prometheus' text.</summary>
internal sealed record Scrape(string Text)
{
    /// <summary>Each line of ours: its name, its labels, its value.</summary>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> Series =>
        from line in Text.Split('\n')
        let parts = Regex.Match(line, @"^(?<name>[a-z_]+)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$")
        where parts.Success && parts.Groups["name"].Value.StartsWith("billing_", StringComparison.Ordinal)
        select (parts.Groups["name"].Value,
            (IReadOnlyDictionary<string, string>)Regex.Matches(parts.Groups["labels"].Value, "(\\w+)=\"([^\"]*)\"").ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
            double.Parse(parts.Groups["value"].Value, CultureInfo.InvariantCulture));

    /// <summary>Whether something above zero has that name and these labels: <c>billing_runs_total occasion=daily</c>.</summary>
    public bool Has(string what) => Values(what).Any(value => value > 0);

    /// <summary>The values of that name with these labels.</summary>
    public IEnumerable<double> Values(string what)
    {
        string[] words = what.Split(' ');
        return Series.Where(each => each.Name == words[0] && words[1..].All(label => each.Labels.GetValueOrDefault(label.Split('=')[0]) == label.Split('=')[1])).Select(each => each.Value);
    }
}
