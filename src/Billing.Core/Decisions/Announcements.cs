using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>A day that a client was told for a stage, and when.</summary>
internal readonly record struct Announcement(DateOnly Day, DateOnly On);

/// <summary>
/// What a notice says is coming is kept, for what is counted in business days: a holiday declared late puts the day off, one withdrawn does not bring it
/// nearer again. Another moment in the policy is another stage, and is not bound by what was told of the old one.
/// </summary>
internal static class Announcements
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>Only these depend on the calendar.</summary>
    public static bool Binds(Moment at) => at is { BusinessDays: true, Days: > 0 };

    /// <summary>Keeps what the notices that go out now tell; and what was told outside a run, or before announcements were kept.</summary>
    public static void Decide(Situation situation)
    {
        if (situation.ExemptBecause is not null) return;
        HashSet<int>? told = null;
        foreach (Debt debt in situation.Debts)
            if (debt is { Follows: true, Old: false, Order: false, Paused: false })
                foreach (Stage stage in debt.Timeline.Stages)
                    if (Coming(situation, debt, stage) && Tells(situation, debt, stage, told ??= TellingNow(situation)))
                        situation.Act(new BillingAction.Note(NoteKind.Announced, null, debt.Invoice.Id, Text(stage.At, debt.DayOf(stage))), $"{debt.Invoice.Say()}: its client is told {debt.DayOf(stage).Say()} for {stage.At}");
    }

    /// <summary>Everything that was told, the last word for each invoice and moment.</summary>
    public static Dictionary<(int Invoice, int Days), Announcement> In(Past past)
    {
        Dictionary<(int, int), Announcement> all = [];
        foreach ((BillingAction.Note note, Deed deed) in past.Done<BillingAction.Note>())
            if (note is { Kind: NoteKind.Announced, InvoiceId: { } invoice } && note.Text.Split('=') is [{ } at, { } day]
                && Moment.TryParse(at, out Moment moment) && DateOnly.TryParseExact(day, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly on)
                && !(all.TryGetValue((invoice, moment.Days), out Announcement before) && before.Day > on))
                all[(invoice, moment.Days)] = new Announcement(on, deed.On);
        return all;
    }

    private static bool Coming(Situation situation, Debt debt, Stage stage) =>
        Binds(stage.At) && stage.Do.Any(act => act != StageAct.Invoice && Outlook.Concerns(situation, debt, stage, act)) && debt.DayOf(stage) > situation.Today;

    private static bool Tells(Situation situation, Debt debt, Stage stage, HashSet<int> told) =>
        told.Contains(debt.Invoice.Id) || situation.Announced(debt.Invoice.Id, stage.At) is null && situation.NoticesOf(debt.Invoice.Id).Any();

    private static HashSet<int> TellingNow(Situation situation) =>
        [.. situation.Decisions.Select(decision => decision is Decision.Act { Action: BillingAction.Notify { InvoiceId: { } invoice } } ? invoice : 0)];

    private static string Text(Moment at, DateOnly day) => $"{at}={day.ToString(Form, CultureInfo.InvariantCulture)}";
}
