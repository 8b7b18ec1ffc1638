using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>
/// One unsettled invoice as the rules see it on one day: whether it is a debt, where its timeline stands, and whether its client was told of it.
/// </summary>
internal sealed class Debt
{
    private readonly Situation situation;
    private readonly List<Pause> pauses = [];

    public Debt(Situation situation, Invoice invoice)
    {
        this.situation = situation;
        Invoice = invoice;
        Service?[] services = [.. invoice.Targets.Select(situation.Facts.Find)];
        first = services.FirstOrDefault(service => service is not null);
        Order = services.Length > 0 && services.All(service => service is { Status: ServiceStatus.Pending });
        Idle = services.Length > 0 && invoice.Targets.All(EndsBefore);
        FirstSeen = situation.Past.FirstSeen(invoice.Id) ?? situation.Today;
        PauseForObjections();
        PauseForPromises();
        pauses.Sort((one, other) => one.From.CompareTo(other.From));
    }

    public Invoice Invoice { get; }

    public Timeline Timeline => timeline ??= situation.TimelineOf(first);
    private readonly Service? first;
    private Timeline? timeline;

    /// <summary>The invoice of an order that was never paid: only Pending services. Reminded, never debt, never deemed accepted.</summary>
    public bool Order { get; }

    /// <summary>It bills only time after the end that the client asked for: nobody is reminded or suspended for it.</summary>
    public bool Idle { get; }

    public DateOnly FirstSeen { get; }

    /// <summary>An objection is open and the policy pauses for it.</summary>
    public bool Paused { get; private set; }

    /// <summary>The client promised to pay it, and the last day of that is not over: it takes nothing offline that is online.</summary>
    public Promise? Promised { get; private set; }

    public bool PastDue => situation.Today > Invoice.Due;

    /// <summary>Older than the policy's limit on the day that we first had to do with it.</summary>
    public bool Old => PastDue && FirstSeen.DayNumber - Invoice.Due.DayNumber > situation.Policy.Safety.OldDebtDays;

    /// <summary>Notices and acceptance are about such invoices only.</summary>
    public bool Follows => Invoice.HasTimeline && Invoice.Owed && !Idle;

    /// <summary>Unpaid and past due, whoever raised it (policy §1).</summary>
    public bool Owing => Follows && PastDue && !Order;

    /// <summary>A payment was announced: no new suspension, and none is lifted (policy §5.3).</summary>
    public bool Pending => Invoice is { HasTimeline: true, Status: InvoiceStatus.PaymentPending } && PastDue && !Order && !Idle;

    /// <summary>The first day on which a notice of it was accepted by a channel that counts, and did not come back; null when there was none.</summary>
    public DateOnly? NotifiedOn => notified ??= situation.NoticesOf(Invoice.Id)
        .Where(notice => !notice.Deed.Bounced && situation.Policy.Safety.NoticeCounts.Contains(notice.Action.Channel))
        .Select(notice => (DateOnly?)notice.Deed.On).Min();
    private DateOnly? notified;

    /// <summary>No notice, no suspension (policy §5.5): whether one was accepted early enough.</summary>
    public bool Gated => situation.Policy.Safety.NoticeDays > 0
        && !(NotifiedOn is { } on && on.AddDays(situation.Policy.Safety.NoticeDays) <= situation.Today);

    /// <summary>Whether it bills time after the end that the client asked for that service.</summary>
    public bool EndsBefore(Target target) =>
        situation.EndOf(situation.Facts.Find(target)) is { } end && Invoice.PeriodOf(target) is { } period && period >= end;

    /// <summary>The day of a stage, moved by the days for which an objection paused the timeline, and after the due date by those of a promise; one in business days is on a business day even so.</summary>
    public DateOnly DayOf(Stage stage)
    {
        DateOnly day = Moved(Counted(stage), DateOnly.MinValue, stage.At.Days > 0);
        return stage.At.BusinessDays && !situation.Policy.Calendar.IsBusinessDay(day) ? situation.Policy.Calendar.Add(day, 1) : day;
    }

    /// <summary>
    /// The day to which a stage is counted, before anything pauses it. A calendar that lost a day off since then brings nothing nearer than the client was
    /// told for that moment; one that gained a day off puts it off.
    /// </summary>
    public DateOnly Counted(Stage stage)
    {
        DateOnly day = stage.At.On(Invoice.Due, situation.Policy.Calendar);
        if (!Announcements.Binds(stage.At) || situation.Announced(Invoice.Id, stage.At) is not { } told) return day;
        DateOnly announced = Unmoved(told.Day, told.On);
        return announced > day ? announced : day;
    }

    /// <summary>A day still to come, moved by the pauses that began since another.</summary>
    public DateOnly Moved(DateOnly day, DateOnly since, bool byPromises = true)
    {
        foreach (Pause pause in pauses)
            if (pause.From >= since && day > pause.From && (byPromises || !pause.Promised)) day = day.AddDays(pause.Days);
        return day;
    }

    /// <summary>A day as it was before the pauses that were known by another moved it.</summary>
    private DateOnly Unmoved(DateOnly day, DateOnly by)
    {
        for (int n = pauses.Count - 1; n >= 0; n--)
            if (pauses[n].Known <= by && day.AddDays(-pauses[n].Days) > pauses[n].From) day = day.AddDays(-pauses[n].Days);
        return day;
    }

    public bool Reached(Stage stage) => DayOf(stage) <= situation.Today;

    private void PauseForObjections()
    {
        if (!situation.Policy.ObjectionPauses) return;
        foreach (Objection objection in situation.Past.Objections.Where(objection => objection.Invoice == Invoice.Id).OrderBy(objection => objection.On))
        {
            Paused |= objection.Answered is null;
            DateOnly until = objection.Answered ?? situation.Today;
            if (until > objection.On) pauses.Add(new(objection.On, until.DayNumber - objection.On.DayNumber, objection.On.AddDays(1), Promised: false));
        }
    }

    /// <summary>Given before the due date, a promise counts from it; what was promised holds whatever becomes of the policy's key.</summary>
    private void PauseForPromises()
    {
        foreach (Promise promise in situation.Past.Promises.Where(promise => promise.Invoice == Invoice.Id && promise.On <= situation.Today))
        {
            if (promise.OpenOn(situation.Today)) Promised = promise;
            DateOnly from = promise.On > Invoice.Due ? promise.On : Invoice.Due;
            if (promise.Until > from) pauses.Add(new(from, promise.Until.DayNumber - from.DayNumber, promise.On, Promised: true));
        }
    }

    /// <summary>Days for which what was still to come then is moved; what was told from the day on which it was known has it in it.</summary>
    private readonly record struct Pause(DateOnly From, int Days, DateOnly Known, bool Promised);
}
