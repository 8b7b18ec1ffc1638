using System.CommandLine;
using System.Globalization;
using Billing.Engine.Configuration;
using Billing.Engine.Simulation;

namespace Billing.Host.Cli;

/// <summary><c>billing verify PATH…</c>: replays scenarios on a virtual clock and says which hold.</summary>
internal static class VerifyCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Argument<string[]> paths = new("PATH") { Arity = ArgumentArity.OneOrMore, Description = "Scenario files, and folders of them" };
        paths.Validators.Add(Commands.NoOptions);
        Command command = new("verify", "Replay scenarios in memory and compare what happens with what they expect") { paths };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(paths) ?? [], cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string[] paths, CancellationToken cancel)
    {
        string folder = given.Folder();
        Policies.Check(folder);
        ShippedPolicy policy = ShippedPolicy.In(folder);
        int passed = 0, failed = 0;
        foreach (string path in paths)
        {
            string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [path];
            if (files.Length == 0) Say(given.Screen, new Verdict(path, "", ["there is no .json file in this folder"]), ref passed, ref failed);
            foreach (string file in files)
            {
                cancel.ThrowIfCancellationRequested();
                Say(given.Screen, await JudgeAsync(file, policy, cancel), ref passed, ref failed);
            }
        }
        given.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>A scenario that cannot be read or replayed has failed; the others go on.</summary>
    private static async Task<Verdict> JudgeAsync(string file, ShippedPolicy policy, CancellationToken cancel)
    {
        try
        {
            return await Verification.OfAsync(file, policy, cancel);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return new Verdict(file, "", [File.Exists(file) ? "this file cannot be read" : "there is no such file or folder"]);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException or KeyNotFoundException)
        {
            return new Verdict(file, "", [$"{broken.GetType().Name}: {broken.Message}"]);
        }
    }

    private static void Say(Screen screen, Verdict verdict, ref int passed, ref int failed)
    {
        if (verdict.Passed) passed++;
        else failed++;
        screen.Line($"{(verdict.Passed ? "ok    " : "FAILED")} {Path.GetFileName(verdict.File)}: {verdict.Name}");
        foreach (string problem in verdict.Problems) screen.Line($"         {problem}");
    }
}

/// <summary>Policies as commands need them.</summary>
internal static class Policies
{
    /// <exception cref="ConfigurationException">The policy in this folder cannot be right.</exception>
    public static void Check(string folder)
    {
        if (PolicyFile.In(folder) is { Policy: null } broken) throw new ConfigurationException(broken.Problems);
    }
}
