using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Recovering;

namespace Billing.Host.Cli;

/// <summary>
/// <c>billing recovery</c>: what was removed and can still be recovered; and a client's wish for it, put down by the provider's people. A wish only brings the invoice
/// over the fee: no command restores anything, paying does.
/// </summary>
internal static class RecoveryCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new("recovery", "What was removed and can still be recovered from its backup, until when, and how far each recovery has come") { json, Offer(given) };
        command.SetAction((parsed, cancel) => ListAsync(given(parsed), parsed.GetValue(json), cancel));
        return command;
    }

    private static Command Offer(Func<ParseResult, Given> given)
    {
        Argument<string> kind = new("KIND") { Description = "service, addon or domain" };
        kind.AcceptOnlyFromAmong("service", "addon", "domain");
        Argument<int> number = new("N") { Description = "Its number in the panel" };
        Command command = new("offer", "The client wants it back: the invoice over the fee is raised. It is restored when that and what it owed are paid, and by nothing else") { kind, number };
        command.SetAction(async (parsed, cancel) =>
        {
            Given of = given(parsed);
            if (!Target.TryParse(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(kind)} {parsed.GetValue(number)}"), out Target target))
            {
                of.Screen.Error("billing: the panel's numbers begin at 1.");
                return ExitCode.Usage;
            }
            await using Composition composition = await Composition.OpenAsync(of.Folder(), of.Time, writes: false, cancel);
            (Recoverable? offered, string? refused) = await composition.Recoveries().OfferAsync(target, cancel);
            if (offered is null)
            {
                of.Screen.Error($"billing: {refused}");
                return ExitCode.Failed;
            }
            Say(of.Screen, offered, composition.Policy.Recovery.DueDays);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Say(Screen screen, Recoverable offered, int dueDays)
    {
        RecoveryOffer offer = offered.Offer;
        string currency = offered.Client.Currency;
        screen.Line($"recorded: client {Number(offered.Client.Id)}, {offered.Client.Name}, wants {offer.Target}{(offered.Name.Length > 0 ? $" ({offered.Name})" : "")} back");
        screen.Line($"  the service raises the invoice over the fee, {Money(offer.Fee ?? 0, currency)}, at its next look, due {(dueDays == 1 ? "a day" : $"{Number(dueDays)} days")} later; without the service: billing run --once");
        screen.Line(offer.Owed.Count == 0 ? "  besides the fee nothing is owed for it" : $"  besides the fee it owes {Money(Owed(offer), currency)} (invoice {string.Join(", ", offer.Owed.Select(invoice => Number(invoice.Id)))})");
        screen.Line($"  amount owed: {Money((offer.Fee ?? 0) + Owed(offer), currency)}. Once it is paid, {offer.Target} is restored from {offered.Backup.Place}; the backup is kept until {Day(offered.KeptUntil)}");
    }

    private static async Task<int> ListAsync(Given given, bool json, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        IReadOnlyList<Recoverable> all = await composition.Recoveries().ListAsync(cancel);
        if (json)
        {
            given.Screen.Print(new JsonArray([.. all.Select(Shape)]));
            return ExitCode.Done;
        }
        given.Screen.Heading(all.Count == 0 ? "Nothing can be recovered: we keep no backup of anything that was removed." : "Kept, and recoverable for a fee:");
        given.Screen.Table(["service", "client", "backup", "size", "made", "checked", "kept until", "state"], [.. all.Select(one => new[]
        {
            one.Name.Length > 0 ? $"{one.Offer.Target} ({one.Name})" : one.Offer.Target.ToString(), $"{Number(one.Client.Id)}, {one.Client.Name}", one.Backup.Place, Size(one.Backup.Size),
            Day(one.Backup.Made), Checked(one.Backup.Check), Day(one.KeptUntil), State(one),
        })]);
        return ExitCode.Done;
    }

    private static JsonObject Shape(Recoverable one) => new()
    {
        ["target"] = one.Offer.Target.ToString(), ["name"] = one.Name, ["client"] = one.Client.Id, ["backup"] = one.Backup.Place, ["bytes"] = one.Backup.Size,
        ["made"] = Day(one.Backup.Made), ["checked"] = one.Backup.Check is { } check ? Day(check.On) : null, ["found"] = one.Backup.Check?.Found.ToString().ToLowerInvariant(),
        ["keptUntil"] = Day(one.KeptUntil), ["state"] = Word(one.Offer), ["asked"] = one.Offer.Asked is { } asked ? Day(asked) : null, ["feeInvoice"] = one.Offer.FeeInvoice,
        ["fee"] = one.Offer.Fee, ["owed"] = Owed(one.Offer), ["owing"] = new JsonArray([.. one.Offer.Owed.Select(invoice => (JsonNode)invoice.Id)]), ["currency"] = one.Client.Currency,
    };

    private static string State(Recoverable one) => one.Offer switch
    {
        { Stage: RecoveryStage.Offered, Fee: { } fee } => $"can be asked for: {Money(fee, one.Client.Currency)}",
        { Stage: RecoveryStage.Asked, Asked: { } asked } => $"asked for on {Day(asked)}",
        { Stage: RecoveryStage.ToPay, FeePaid: false, FeeInvoice: { } id } => $"invoice {Number(id)} over the fee is not paid",
        { Stage: RecoveryStage.ToPay } paid => $"the fee is paid; {Money(Owed(paid), one.Client.Currency)} is owed still",
        { Stage: RecoveryStage.Paid } => "paid: it is being restored",
        { Stage: RecoveryStage.NoFee } => $"no fee in {one.Client.Currency}",
        _ => "its time is over",
    };

    /// <summary>As scripts read it.</summary>
    private static string Word(RecoveryOffer offer) => offer is { Stage: RecoveryStage.ToPay, FeePaid: true } ? "fee-paid" : System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(offer.Stage.ToString());

    private static decimal Owed(RecoveryOffer offer) => offer.Owed.Sum(invoice => invoice.Balance);

    private static string Checked(BackupCheck? check) => check switch
    {
        null => "not yet",
        { Found: BackupFound.There } there => $"{Day(there.On)}: there",
        { Found: BackupFound.Gone } gone => $"{Day(gone.On)}: gone",
        var unknown => $"{Day(unknown.On)}: {unknown.Words}",
    };

    private static string Size(long? bytes) => bytes switch
    {
        null => "not told",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.#} GiB"),
    };

    private static string Money(decimal amount, string currency) => string.Create(CultureInfo.InvariantCulture, $"{currency} {amount:0.00}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
