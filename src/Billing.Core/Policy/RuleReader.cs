using Billing.Core.Facts;

namespace Billing.Core.Policy;

/// <summary>Reads the rules beside the timeline: renewals, growing cycles, recovery.</summary>
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
        Dictionary<string, decimal> fee = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string currency, JsonCursor amount) in fields["fee"].Members("15"))
        {
            if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
                amount.Wrong($"\"{currency}\" is not a currency's code", "Write its three capital letters, for example \"ARS\".");
            fee[currency] = amount.Number(0, 1_000_000_000_000m);
        }
        return new RecoveryRules(fee, fields["dueDays"].Whole(0), fields["keepBackupsDays"].Whole(1))
        {
            WarnDays = fields["warnDays"].Present ? fields["warnDays"].Whole(0) : 7,
            Warn = new Tell(TellReader.Read(fields["warn"], channels)), Tell = new Tell(TellReader.Read(fields["tell"], channels)),
        };
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
