using System.CommandLine;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Engine.Tracking;

namespace Billing.Host.Cli;

/// <summary><c>billing explain KIND N</c>: why things are as they are with one client, or one thing or invoice of it, and what comes next.</summary>
internal static class ExplainCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Argument<string> kind = new("KIND") { HelpName = "KIND", Description = "client, invoice, service, addon, domain or project" };
        Argument<int> number = new("N") { Description = "Its number in the panel" };
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        kind.AcceptOnlyFromAmong("client", "invoice", "service", "addon", "domain", "project");
        Command command = new("explain", "Say why a client, a service or an invoice stands as it does: every day that was counted, what was sent and seen, and what comes next") { kind, number, json };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(kind)!, parsed.GetValue(number), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string kind, int number, bool json, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        if (await ClientAsync(composition.Panel, kind, number, cancel) is not { } client) return Missing(given.Screen, $"{kind} {number}");
        DateOnly today = composition.Policy.DayOf(given.Time.GetUtcNow());
        Explained asked = kind == "invoice" ? new Explained(Invoice: number) : Target.TryParse($"{kind} {number}", out Target target) ? new Explained(target) : Explained.Client;
        JudgingOptions judging = composition.Parts.Configuration.Web?.Judging ?? JudgingOptions.Default;
        if (await Explanation.OfAsync(composition.Panel, composition.Ledger, composition.Policy, judging, client, asked, today, cancel) is not { } explanation) return Missing(given.Screen, $"client {client}");
        if (json) given.Screen.Print(ExplanationJson.Of(explanation));
        else ExplanationText.Say(given.Screen, explanation, composition.Policy.TimeZone);
        return ExitCode.Done;
    }

    private static async Task<int?> ClientAsync(IPanel panel, string kind, int number, CancellationToken cancel) => kind switch
    {
        "client" => number,
        "invoice" => await panel.FindClientOfInvoiceAsync(number, cancel),
        _ when Target.TryParse($"{kind} {number}", out Target target) => (await panel.ReadHandleAsync(target, cancel))?.Client,
        _ => null,
    };

    private static int Missing(Screen screen, string what)
    {
        screen.Error($"billing: the panel has no {what} that can be understood. See `billing check`, and `billing plan` for rows that cannot be read.");
        return ExitCode.Failed;
    }
}
