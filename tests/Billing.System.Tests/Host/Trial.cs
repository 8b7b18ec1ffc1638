using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Billing.Host.Cli;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>A configuration folder of its own, and commands run against it in this process.</summary>
internal sealed class Trial : IDisposable
{
    public const string TheSecret = "hunter2-must-never-be-printed";

    public Trial()
    {
        Folder = Directory.CreateTempSubdirectory("billing-trial-").FullName;
        Copy(Tree.Config, Config);
        string secret = Write("secret", TheSecret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Change("billing.json", billing =>
        {
            JsonNode panel = billing["panel"]!, email = billing["channels"]!["email"]!;
            (panel["identifier"], panel["secret"], panel["read"]) = ($"file:{secret}", $"file:{secret}", "api");
            ((JsonObject)panel).Remove("database");
            ((JsonObject)email).Remove("smtp");
            email["folder"] = "../mail";
            billing["ledger"]!["path"] = "../ledger.db";
            billing["log"]!["file"] = "../billing.log";
            billing["plugins"] = "../no-plugins";
            billing["brakes"]!["clockSeconds"] = null;   // the sandbox's web server has the real time
        });
    }

    public string Folder { get; }

    public string Config => Path.Combine(Folder, "config");

    public IReadOnlyList<string> Mail => Directory.Exists(Path.Combine(Folder, "mail")) ? Directory.GetFiles(Path.Combine(Folder, "mail"), "*.eml") : [];

    public string Write(string name, string text)
    {
        string file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Change(string file, Action<JsonObject> change)
    {
        string path = Path.Combine(Config, file);
        JsonObject json = (JsonObject)JsonNode.Parse(File.ReadAllText(path), null, PolicyReader.Syntax)!;
        change(json);
        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>Runs <c>billing</c> with this configuration.</summary>
    public Task<Said> RunAsync(params string[] args) => RunAsync(TimeProvider.System, args);

    /// <summary>The same at another time.</summary>
    public Task<Said> RunAsync(TimeProvider time, params string[] args) => SayAsync(time, [.. args, "--config", Config]);

    /// <summary>Runs <c>billing</c> as it is.</summary>
    public static async Task<Said> SayAsync(TimeProvider time, params string[] args)
    {
        StringWriter output = new(), error = new();
        int code = await Commands.RunAsync(args, output, error, time, TestContext.Current.CancellationToken);
        return new Said(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.GetDirectories(from).Where(folder => Path.GetFileName(folder) != "pictures")) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}

/// <summary>What a command ended with and printed.</summary>
internal sealed record Said(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] Errors => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
