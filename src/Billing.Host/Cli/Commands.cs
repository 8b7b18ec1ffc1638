using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;

namespace Billing.Host.Cli;

/// <summary>What every command is given: where to print, and where the configuration is.</summary>
internal sealed record Given(Screen Screen, Func<string> Folder, TimeProvider Time);

/// <summary>The command line. It holds no rules: it parses, calls the engine and prints. Errors are one line each; this is the one place that catches them all.</summary>
internal static class Commands
{
    private static readonly TimeSpan ToFinishWhatWasBegun = TimeSpan.FromMinutes(6);

    /// <summary>Runs one command to its end.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider? time = null, CancellationToken cancel = default)
    {
        ParseResult parsed = Root(output, error, time ?? TimeProvider.System).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors is [.., { } wrong] && parsed.Action is ParseErrorAction or null)
        {
            error.WriteLine($"billing: {string.Join(' ', wrong.Message.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}. See `billing{Of(parsed)} --help`.");
            return ExitCode.Usage;
        }
        try
        {
            int code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = RunCommand.Patience(parsed, ToFinishWhatWasBegun),
            }, cancel);
            if (parsed.Action is not (null or AsynchronousCommandLineAction) && args.Any(arg => arg is "--help" or "-h" or "-?") | args.Length == 0) output.WriteLine(ExitCode.Help);
            return code;
        }
        catch (Exception trouble)
        {
            return Say(trouble, error);
        }
    }

    private static RootCommand Root(TextWriter output, TextWriter error, TimeProvider time)
    {
        Option<string?> config = new("--config") { Recursive = true, HelpName = "DIR", Description = $"The configuration folder (default: ${ConfigFolder.Variable}, ./config, /etc/billing)" };
        Option<bool> noColour = new("--no-color") { Recursive = true, Description = "No colours, as with NO_COLOR" };
        Given For(ParseResult parsed) => new(Screen.For(output, error, parsed.GetValue(noColour)), () => ConfigFolder.Find(parsed.GetValue(config)), time);
        return new RootCommand("Invoices renewals, reminds, suspends, reactivates and terminates as the policy says, beside a hosting billing panel.")
        {
            config, noColour,
            CheckCommand.Make(For), DoctorCommand.Make(For), AdaptersCommand.Make(For), HolidaysCommand.Make(For),
            PlanCommand.Make(For), ForecastCommand.Make(For), CompareCommand.Make(For), ExplainCommand.Make(For), NoticeCommand.Make(For), EvidenceCommand.Make(For),
            RunCommand.Make(For), BrakeCommand.Make(For), RecoveryCommand.Make(For),
            VerifyCommand.Make(For), SimulateCommand.Make(For), DemoCommand.Make(For), SandboxCommand.Make(For),
        };
    }

    /// <summary>What looks like an option and is none of ours is a mistake, not the name of a file.</summary>
    public static void NoOptions(ArgumentResult argument)
    {
        foreach (Token token in argument.Tokens)
            if (token.Value.StartsWith('-')) argument.AddError($"there is no option {token.Value} here");
    }

    private static string Of(ParseResult parsed)
    {
        string path = "";
        for (CommandResult? at = parsed.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult) path = $" {at.Command.Name}{path}";
        return path;
    }

    private static int Say(Exception trouble, TextWriter error)
    {
        if (Environment.GetEnvironmentVariable("BILLING_DEBUG") == "1") error.WriteLine(trouble);
        IReadOnlyList<string> lines = trouble switch
        {
            ConfigurationException wrong => wrong.Problems,
            OperationCanceledException => ["stopped. What was begun is finished; the next run does the rest."],
            SecretException or ScenarioException or PanelException or LedgerException => [trouble.Message],
            IOException or UnauthorizedAccessException => [trouble.Message],
            _ => [$"{trouble.GetType().Name}: {trouble.Message} This is a mistake in Billing: run it again with BILLING_DEBUG=1 and report what it prints."],
        };
        foreach (string line in lines) error.WriteLine($"billing: {line.ReplaceLineEndings(" ")}");
        return trouble switch
        {
            ConfigurationException or SecretException or ScenarioException => ExitCode.Configuration,
            PanelException or LedgerException => ExitCode.Unreachable,
            _ => ExitCode.Failed,
        };
    }
}
