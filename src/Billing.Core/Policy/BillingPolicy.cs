using Billing.Core.Facts;

namespace Billing.Core.Policy;

/// <summary>Notices by name, each with the channels it goes out by, in the policy's order.</summary>
public sealed class Tell(IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> notices)
{
    /// <summary>The notices.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Notices { get; } = notices;

    /// <summary>Nothing is told.</summary>
    public static readonly Tell Nothing = new([]);
}

/// <summary>How renewals are invoiced.</summary>
/// <param name="OneInvoiceADay">What renews on the same day shares an invoice.</param>
/// <param name="MaxBackdateDays">A next due date further back than this many days is reported, not invoiced.</param>
public sealed record RenewalRules(bool OneInvoiceADay, int MaxBackdateDays);

/// <summary>Whether and how the cycle of a service grows after suspensions for its own invoice.</summary>
/// <param name="Enabled">Off: never.</param>
/// <param name="AfterSuspensions">After so many suspensions since the last change, 1 or more.</param>
/// <param name="Steps">From which cycle to which.</param>
/// <param name="Tell">The notice about it.</param>
public sealed record CycleChangeRules(bool Enabled, int AfterSuspensions, IReadOnlyDictionary<BillingCycle, BillingCycle> Steps, Tell Tell);

/// <summary>The recovery of a terminated service.</summary>
/// <param name="Fee">By currency.</param>
/// <param name="DueDays">Days until the fee is due.</param>
/// <param name="KeepBackupsDays">Days for which a backup, and the offer, lasts.</param>
public sealed record RecoveryRules(IReadOnlyDictionary<string, decimal> Fee, int DueDays, int KeepBackupsDays)
{
    /// <summary>So many days before a backup's end its client and the provider are told.</summary>
    public int WarnDays { get; init; } = 7;

    /// <summary>The notice of a backup that is near its end; none: the client is not told.</summary>
    public Tell Warn { get; init; } = Policy.Tell.Nothing;

    /// <summary>The notice of a service that was recovered; none: the client is not told.</summary>
    public Tell Tell { get; init; } = Policy.Tell.Nothing;
}

/// <summary>
/// The fee for paying late: a fixed sum, or per cent of the invoice's balance on that day with a least sum. Rounded to the currency's minor unit, half away from
/// zero: 10 % of 5000.05 is 500.01.
/// </summary>
/// <param name="Fixed">By currency; empty for a fee in per cent.</param>
/// <param name="Percent">Per cent of the balance; null for a fixed fee.</param>
/// <param name="Minimum">The least sum of a fee in per cent, by currency.</param>
/// <param name="DueDays">Days until the fee's own invoice is due.</param>
/// <param name="Text">The invoice's one line, as the client reads it, with <c>{invoice}</c> for the number of the overdue one.</param>
public sealed record LateFeeRules(IReadOnlyDictionary<string, decimal> Fixed, decimal? Percent, IReadOnlyDictionary<string, decimal> Minimum, int DueDays, string Text)
{
    private static readonly HashSet<string> WithoutMinorUnit =
        new(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The fee for that balance; null when the policy has no amount for that currency, 0 when nothing would be left of it.</summary>
    public decimal? Of(string currency, decimal balance)
    {
        if (Percent is not { } percent) return Fixed.TryGetValue(currency, out decimal sum) ? Round(sum, currency) : null;
        decimal fee = Round(balance * percent / 100m, currency);
        return Minimum.TryGetValue(currency, out decimal least) && fee < least ? Round(least, currency) : fee;
    }

    private static decimal Round(decimal amount, string currency) => Math.Round(amount, WithoutMinorUnit.Contains(currency) ? 0 : 2, MidpointRounding.AwayFromZero);
}

/// <summary>A client may promise to pay an invoice later.</summary>
/// <param name="Days">So many days, counted from the due date, or from the day of the promise if that is later; 1 or more.</param>
/// <param name="Times">So often for each client, 1 or more,</param>
/// <param name="Within">within so many days, 1 or more.</param>
public sealed record PromiseRules(int Days, int Times, int Within);

/// <summary>Who is spared, and what is taken over on the first day.</summary>
/// <param name="ClientGroups">Client groups that are exempt by our own word.</param>
/// <param name="HonourPanelGroupFlag">The panel's exemption of a client group counts; else it is only reported.</param>
/// <param name="HonourPanelServiceFlag">The panel's flag against suspension of a service counts; else it is only reported.</param>
/// <param name="AdoptReasons">Reasons of a suspension found on the first day that make it ours.</param>
public sealed record ExemptionRules(IReadOnlyList<string> ClientGroups, bool HonourPanelGroupFlag, bool HonourPanelServiceFlag, IReadOnlyList<string> AdoptReasons);

/// <summary>The limit to what one run may take offline: more than both, and it takes nothing.</summary>
/// <param name="AtLeast">So many are always allowed.</param>
/// <param name="Percent">Per cent of the active services that are always allowed.</param>
public sealed record BrakeRules(int AtLeast, decimal Percent)
{
    /// <summary>Whether that many of so many active services are too many.</summary>
    public bool Stops(int offline, int active) => offline > AtLeast && offline * 100m > Percent * active;
}

/// <summary>What must be true before anybody goes offline.</summary>
/// <param name="NoticeDays">Days between an accepted notice and a suspension; 0 switches the gate off.</param>
/// <param name="OldDebtDays">A debt older than this when first seen is only reported.</param>
/// <param name="NoticeCounts">Channels whose acceptance counts as notice.</param>
/// <param name="LastWarning">The notice sent when there was none.</param>
/// <param name="Brake">The limit of one run.</param>
public sealed record SafetyRules(int NoticeDays, int OldDebtDays, IReadOnlyList<string> NoticeCounts, Tell LastWarning, BrakeRules Brake);

/// <summary>
/// The admin's policy, validated. Read from JSON by <see cref="PolicyReader"/>, which refuses what cannot be right; so everything here fits together.
/// </summary>
public sealed record BillingPolicy
{
    /// <summary>The zone whose days are counted.</summary>
    public required TimeZoneInfo TimeZone { get; init; }
    /// <summary>The local time of the daily run.</summary>
    public required TimeOnly RunAt { get; init; }
    /// <summary>Which days are business days.</summary>
    public required BusinessCalendar Calendar { get; init; }
    /// <summary>The special timelines in their order, then the common one.</summary>
    public required IReadOnlyList<Timeline> Timelines { get; init; }
    /// <summary>How renewals are invoiced.</summary>
    public required RenewalRules Renewal { get; init; }
    /// <summary>The notice of a reactivation.</summary>
    public required Tell Reactivated { get; init; }
    /// <summary>How cycles grow.</summary>
    public required CycleChangeRules CycleChange { get; init; }
    /// <summary>No termination without a backup that the adapter confirms.</summary>
    public required bool BackupRequired { get; init; }
    /// <summary>The recovery of terminated services.</summary>
    public required RecoveryRules Recovery { get; init; }
    /// <summary>What paying late costs; null when the policy does not say.</summary>
    public LateFeeRules? LateFee { get; init; }
    /// <summary>Whether the panel is asked to welcome the client of a service that we created.</summary>
    public bool PanelWelcomes { get; init; } = true;
    /// <summary>An open objection pauses the invoice's timeline.</summary>
    public required bool ObjectionPauses { get; init; }
    /// <summary>Promises to pay; null when clients cannot give any.</summary>
    public PromiseRules? Promise { get; init; }
    /// <summary>Who is spared.</summary>
    public required ExemptionRules Exemptions { get; init; }
    /// <summary>The limits.</summary>
    public required SafetyRules Safety { get; init; }

    /// <summary>For so many days after an action its notice is still news, and is sent if something kept it back; later it is not.</summary>
    public int NewsDays { get; init; } = 7;

    /// <summary>The channels that are set up; a notice over any other is left out, and the record says why.</summary>
    public IReadOnlyCollection<string> Channels { get; init; } = ["email", "whatsapp", "panel"];

    /// <summary>The timeline of a service: the first whose conditions hold.</summary>
    /// <param name="client">The debtor.</param>
    /// <param name="service">The service; null for an invoice without one.</param>
    /// <param name="debt">What the client owes past due, in its currency.</param>
    public Timeline For(Client client, Service? service, decimal debt)
    {
        foreach (Timeline timeline in Timelines)
            if (timeline.When.Holds(client, service, debt)) return timeline;
        return Timelines[^1];
    }

    /// <summary>The last next due date whose renewal can be near on that day, by the earliest invoice stage of all timelines.</summary>
    public DateOnly RenewalsUntil(DateOnly today)
    {
        DateOnly until = today;
        foreach (Timeline timeline in Timelines)
            if (timeline.With(StageAct.Invoice) is { } stage)
            {
                // business days before a due date: the weekends and holidays between are at most as many again, and a fortnight
                DateOnly reach = today.AddDays(stage.At.BusinessDays ? -2 * stage.At.Days + 14 : -stage.At.Days);
                if (reach > until) until = reach;
            }
        return until;
    }

    /// <summary>The local day at an instant: the day that a run at that instant is about.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZone).DateTime);
}
