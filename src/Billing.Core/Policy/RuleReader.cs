using Billing.Core.Facts;

namespace Billing.Core.Policy;

/// <summary>Reads the rules beside the timeline: renewals, growing cycles, recovery, late fees, promises to pay.</summary>
internal static class RuleReader
{
    public static RenewalRules Renewal(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(new("sameDay", "\"one-invoice\""), new("maxBackdateDays", "30"));
        return new RenewalRules(fields["sameDay"].OneOf("one-invoice", "separate") == "one-invoice", fields["maxBackdateDays"].Whole(0));
    }

    public static CycleChangeRules CycleChange(JsonCursor place, IReadOnlySet<string> channels)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(new("enabled", "true"), new("afterSuspensions", "1"),
            new("steps", "{ \"Monthly\": \"Quarterly\" }"), new("tell", "{ \"cycle-changed\": [\"email\"] }"));
        return new CycleChangeRules(fields["enabled"].Switch(), fields["afterSuspensions"].Whole(1), Steps(fields["steps"]), new Tell(TellReader.Read(fields["tell"], channels)));
    }

    public static RecoveryRules Recovery(JsonCursor place, IReadOnlySet<string> channels)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(new("fee", "{ \"ARS\": 15000, \"USD\": 15 }"), new("dueDays", "7"), new("keepBackupsDays", "90"),
            Key.May("warnDays", "7"), Key.May("warn", "{ \"backup-expires\": [\"email\"] }"), Key.May("tell", "{ \"recovered\": [\"email\"] }"));
        return new RecoveryRules(Sums(fields["fee"], "15"), fields["dueDays"].Whole(0), fields["keepBackupsDays"].Whole(1))
        {
            WarnDays = fields["warnDays"].Present ? fields["warnDays"].Whole(0) : 7,
            Warn = new Tell(TellReader.Read(fields["warn"], channels)), Tell = new Tell(TellReader.Read(fields["tell"], channels)),
        };
    }

    public static LateFeeRules LateFee(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(Key.May("percent", "10"), Key.May("minimum", "{ \"ARS\": 500 }"),
            Key.May("fixed", "{ \"ARS\": 1500, \"USD\": 2 }"), new("dueDays", "7"), Key.May("text", "\"Late fee, invoice {invoice}\""));
        if (place.IsObject && fields["percent"].Present == fields["fixed"].Present)
            place.Wrong(fields["percent"].Present ? "both \"percent\" and \"fixed\" are given" : "neither \"percent\" nor \"fixed\" is given", "Give one of the two, for example \"percent\": 10 or \"fixed\": { \"ARS\": 1500 }.");
        if (fields["fixed"].Present && fields["minimum"].Present) fields["minimum"].Wrong("a fixed fee has no minimum", "Take it out.");
        if (fields["fixed"].Present && fields["fixed"].IsEmpty) fields["fixed"].Wrong("no currency is named, so nobody would ever bear the fee", "Name at least one, for example { \"ARS\": 1500 }.");
        string? text = fields["text"].Present ? fields["text"].Text() : null;
        if (text is not null && string.IsNullOrWhiteSpace(text)) fields["text"].Wrong("the text is empty", "Write what the client shall read on the invoice, for example \"Late fee, invoice {invoice}\".");
        return new LateFeeRules(fields["fixed"].Present ? Sums(fields["fixed"], "1500", 0.01m) : NoSums, fields["percent"].Present ? fields["percent"].Number(0.01m, 100) : null,
            fields["minimum"].Present ? Sums(fields["minimum"], "500") : NoSums, fields["dueDays"].Whole(0), text ?? "Late fee, invoice {invoice}");
    }

    private static readonly Dictionary<string, decimal> NoSums = [];

    /// <summary>Sums of money by currency.</summary>
    private static Dictionary<string, decimal> Sums(JsonCursor place, string example, decimal least = 0)
    {
        Dictionary<string, decimal> sums = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string currency, JsonCursor amount) in place.Members(example))
        {
            if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
                amount.Wrong($"\"{currency}\" is not a currency's code", "Write its three capital letters, for example \"ARS\".");
            sums[currency] = amount.Number(least, 1_000_000_000_000m);
        }
        return sums;
    }

    /// <summary>Absent, or null: off.</summary>
    public static PromiseRules? Promise(JsonCursor place)
    {
        if (!place.Present || place.IsNull) return null;
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(new("days", "7"), new("times", "1"), new("within", "365"));
        return new PromiseRules(fields["days"].Whole(1, 365), fields["times"].Whole(1), fields["within"].Whole(1));
    }

    /// <summary>Whether the panel is asked to welcome whose service was created.</summary>
    public static bool PanelWelcomes(JsonCursor place) => place.Fields(new Key("welcome", "\"panel\""))["welcome"].OneOf("panel", "none") != "none";

    private static Dictionary<BillingCycle, BillingCycle> Steps(JsonCursor place)
    {
        string[] names = [.. BillingCycle.Priced.Select(cycle => cycle.Name)];
        Dictionary<BillingCycle, BillingCycle> steps = [];
        foreach ((string name, JsonCursor value) in place.Members("\"Quarterly\""))
        {
            BillingCycle? from = BillingCycle.Priced.FirstOrDefault(cycle => cycle.Name == name);
            if (from is null) value.Wrong($"there is no cycle \"{name}\"", Nearest.Say(name, names, "The cycles are"));
            BillingCycle? to = BillingCycle.Priced.FirstOrDefault(cycle => cycle.Name == value.OneOf(names));
            if (from is null || to is null) continue;
            if (to.Months <= from.Months) value.Wrong($"{to} is not longer than {from}", "A cycle only grows: write a longer one, or take the step out.");
            steps[from] = to;
        }
        return steps;
    }
}
