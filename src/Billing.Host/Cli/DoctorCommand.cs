using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Billing.Engine.Doctor;
using Billing.Engine.Panel;
using Billing.Host.Doctor;

namespace Billing.Host.Cli;

/// <summary><c>billing doctor</c>: looks at the panel as it is set up, and at us, for what would fight, fail or surprise. It changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> json = new("--json") { Description = "Print it as JSON, every list whole" };
        Option<string[]> only = new("--only") { HelpName = "WORD", AllowMultipleArgumentsPerToken = true, Description = "Only these findings, or what is looked at under these words", DefaultValueFactory = _ => [] };
        Option<bool> noDns = new("--no-dns") { Description = "Do not ask the DNS about our mail and clients' mailboxes" };
        Option<IPEndPoint?> dns = new("--dns") { HelpName = "ADDRESS", Description = "The name server to ask (default: this machine's)", CustomParser = Address };
        Option<int> patience = new("--dns-seconds") { HelpName = "N", Description = "How long clients' mailboxes may take together", DefaultValueFactory = _ => 60 };
        Command command = new("doctor", "Look at the panel as it is set up, and at us, for what would fight, fail or surprise; changes nothing") { json, only, noDns, dns, patience };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(only)!, parsed.GetValue(json),
            new DnsTerms(!parsed.GetValue(noDns), parsed.GetValue(dns), TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(patience)))), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string[] only, bool json, DnsTerms dns, CancellationToken cancel)
    {
        using var logs = Logging.ForCommands();
        Parts parts = Parts.Of(given.Folder(), given.Time, Composition.AdapterLines(logs));
        IPanel panel = Composition.PanelOf(parts, given.Time, logs.CreateLogger("Billing.Panel"));
        await using (panel as IAsyncDisposable)
        {
            IReadOnlyList<Examination> all = DoctorTable.All(parts, panel, dns, given.Time);
            if (only.FirstOrDefault(word => !all.Any(one => one.Word == word) && !DoctorTable.Kinds.Any(kind => kind.Word == word)) is { } unknown)
            {
                given.Screen.Error($"billing: the doctor knows no \"{unknown}\". It looks at {string.Join(", ", all.Select(one => one.Word))}; or name a finding (README.md in the folder config lists them).");
                return ExitCode.Usage;
            }
            DoctorReport report = await given.Screen.WhileSayingAsync("looking", says => Rounds.MakeAsync(all, only, says, cancel));
            if (json) given.Screen.Print(DoctorText.Json(report));
            else DoctorText.Print(given.Screen, report);
            return report.Worst switch { Severity.Critical => ExitCode.Held, Severity.Warning => ExitCode.Failed, _ => ExitCode.Done };
        }
    }

    private static IPEndPoint? Address(ArgumentResult argument)
    {
        if (argument.Tokens is [{ } token] && IPEndPoint.TryParse(token.Value, out IPEndPoint? server)) return server.Port == 0 ? new IPEndPoint(server.Address, 53) : server;
        argument.AddError("--dns needs the address of a name server: 192.0.2.53, or with a port 127.0.0.1:5353");
        return null;
    }
}
