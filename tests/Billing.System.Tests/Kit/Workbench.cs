using System.Diagnostics;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Kit;

/// <summary>A folder of somebody who writes an adapter and has only <c>dotnet</c>, with templates of its own.</summary>
internal sealed class Workbench : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("billing-kit-").FullName;

    /// <summary>Runs <c>dotnet</c> there, and says what it printed.</summary>
    public async Task<Ended> DotnetAsync(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", args) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"], start.Environment["DOTNET_NOLOGO"], start.Environment["MSBUILDDISABLENODEREUSE"]) = ("1", "1", "1");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // Our packages are unpacked here and leave nothing behind; all others come from where they were restored already.
        start.Environment["NUGET_FALLBACK_PACKAGES"] = start.Environment.TryGetValue("NUGET_PACKAGES", out string? shared) && shared is { Length: > 0 }
            ? shared : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Folder, ".packages");
        start.Environment["UseSharedCompilation"] = "false";   // a compiler that stays behind would keep our pipes open
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(process.ExitCode, await output + await error);
    }

    /// <summary>The same, and it must succeed.</summary>
    public async Task SucceedAsync(params string[] args)
    {
        Ended ended = await DotnetAsync(args);
        Assert.True(ended.Code == 0, $"dotnet {string.Join(' ', args)}{Environment.NewLine}{ended.Output}");
    }

    /// <summary>Runs <c>dotnet new</c> with this folder's own templates: ours alone, from the checkout's folder.</summary>
    public Task NewAsync(params string[] args) => NewFromAsync(Path.Combine(Tree.Root, "plugins", "template"), args);

    /// <summary>The same, with the template from that place.</summary>
    public async Task NewFromAsync(string template, params string[] args)
    {
        string hive = Path.Combine(Folder, ".templates");
        await SucceedAsync(["new", "install", template, "--debug:custom-hive", hive, "--force"]);
        await SucceedAsync(["new", "billing-adapter", .. args, "--debug:custom-hive", hive]);
    }

    /// <summary>Packs, as they were built for these tests, what authors get as packages; into the folder <c>packages</c>.</summary>
    public async Task PackAsync(string version)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        foreach (string project in new[] { "src/Billing.Sdk", "tests/Billing.Sdk.Testing" })
            await SucceedAsync("pack", Path.Combine(Tree.Root, project), "--no-build", "-c", configuration, $"-p:PackageVersion={version}", "-o", Path.Combine(Folder, "packages"));
        await SucceedAsync("pack", Path.Combine(Tree.Root, "plugins", "template"), $"-p:PackageVersion={version}", "-o", Path.Combine(Folder, "packages"));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>How a program ended, and what it printed.</summary>
internal sealed record Ended(int Code, string Output);
