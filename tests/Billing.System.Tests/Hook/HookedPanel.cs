using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.System.Tests.House;

namespace Billing.System.Tests.Hook;

/// <summary>How a panel came through its hooks: each call, what the activity log got, what escaped, whether its own state is as it was.</summary>
internal sealed record Came(IReadOnlyList<Call> Calls, IReadOnlyList<string> Lines, IReadOnlyList<string> Escaped, JsonNode? LastError, string Loaded, bool AsFound, IReadOnlyList<string> Points)
{
    public double Milliseconds => Calls.Sum(call => Math.Max(0, call.Ms));

    /// <summary>Nothing was printed, returned, thrown or changed. What a broken activity log says of itself is not ours.</summary>
    public bool Unharmed => AsFound && Loaded == "" && LastError is null && Escaped.Count == 0 && Calls.All(call => call is { Output: "", Returned: null });
}

internal sealed record Call(string Point, double Ms, JsonNode? Returned, string Output);

/// <summary>
/// A panel's folder with the hook in it, its spool and its secret, and a real PHP to run it: <c>BILLING_TEST_PHP</c> is what tests/servers/php prints.
/// </summary>
internal sealed class HookedPanel : IDisposable
{
    public const string Secret = "a-secret-of-the-tests-that-is-long-enough";
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    private readonly string folder = Directory.CreateTempSubdirectory("billing-hook-").FullName;

    public HookedPanel(string? url)
    {
        Directory.CreateDirectory(Hooks);
        Directory.CreateDirectory(Spool);
        Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        File.Copy(Path.Combine(Tree.Root, "src/Billing.Whmcs/hook/billing.php"), Hook);
        File.WriteAllText(SecretFile, Secret + "\n");
        if (url is not null) Configure(("url", url));
    }

    public HookedPanel(Ear ear) : this(At(ear)) { }

    public string Spool => Path.Combine(folder, "spool");

    public string SecretFile => Path.Combine(folder, "secret");

    public string Hook => Path.Combine(Hooks, "billing.php");

    public string Config => Path.Combine(Hooks, "_billing.config.php");

    private string Hooks => Path.Combine(folder, "panel", "includes", "hooks");

    /// <summary>The events in the spool, oldest first.</summary>
    public IReadOnlyList<string> Waiting => [.. Directory.GetFiles(Spool, "*.json").Order(StringComparer.Ordinal)];

    public IReadOnlyList<int> WaitingInvoices => [.. Waiting.Select(file => (int)JsonNode.Parse(File.ReadAllText(file))!["invoice"]!)];

    public static string At(Ear ear) => $"http://127.0.0.1:{ear.Port}/hooks/whmcs";

    /// <summary>A port where nobody listens.</summary>
    public static string Nowhere => "http://127.0.0.1:1/hooks/whmcs";

    public static (string, object) Paid(int invoice) => ("InvoicePaid", new { invoiceid = invoice });

    public static (string, object)[] Paid(int first, int count) => [.. Enumerable.Range(first, count).Select(invoice => Paid(invoice))];

    public static (string, object) Cron => ("AfterCronJob", new { });

    public void Configure(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> all = new() { ["key"] = "panel-1", ["secret"] = SecretFile, ["spool"] = Spool };
        foreach ((string name, string value) in settings) all[name] = value;
        File.WriteAllText(Config, $"<?php\nreturn [{string.Concat(all.Select(one => $"'{one.Key}' => '{one.Value}', "))}];\n");
    }

    /// <summary>As if so much time had passed since the last attempt.</summary>
    public void LastAttemptWas(TimeSpan ago) => File.SetLastWriteTimeUtc(Path.Combine(Spool, "pause"), DateTime.UtcNow - ago);

    public Task<Came> RunAsync(params (string Point, object Vars)[] happenings) => RunAsync([Php], happenings);

    /// <summary>With another way to start PHP: without its extensions, on a full disk, with a broken activity log.</summary>
    public async Task<Came> RunAsync(string[] php, params (string Point, object Vars)[] happenings)
    {
        string script = Path.Combine(Tree.Root, "tests/Billing.System.Tests/Hook/panel.php");
        (int code, string output, string errors) = await StartAsync([.. php, script, Hook], JsonSerializer.Serialize(happenings.Select(one => new[] { one.Point, one.Vars })));
        return code == 0 && errors == "" ? JsonSerializer.Deserialize<Came>(output, Wire)! : throw new InvalidOperationException($"PHP ended with {code}: {output}{errors}");
    }

    public async Task<(int Code, string Output, string Errors)> StartAsync(string[] words, string input = "")
    {
        ProcessStartInfo start = new(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = Path.Combine(folder, "tmp");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    public static string Php => Environment.GetEnvironmentVariable("BILLING_TEST_PHP") is { Length: > 0 } given ? given
        : throw new InvalidOperationException("BILLING_TEST_PHP is not set: give the path that `tests/servers/php up` prints.");

    /// <summary>The PHP on a disk of its own where the spool is, mounted for that process only.</summary>
    public string[] OnADisk(string options, string before = "true") =>
        ["unshare", "-rm", "sh", "-c", string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o {options} none '{Spool}' && {{ {before}; }} && exec \"$@\""), "sh", Php];

    public void Dispose() => Directory.Delete(folder, true);
}
