using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;

namespace Billing.Engine.Forecasting;

/// <summary>An act of the days ahead.</summary>
/// <param name="On">The day.</param>
/// <param name="Act">What is done.</param>
/// <param name="Brake">It is done if the brake first holds on one of these days, counted from the first.</param>
internal sealed record ForecastAct(DateOnly On, Planned Act, (int From, int To) Brake);

/// <summary>
/// The courses of one client after another, added to the tallies. The brake (policy §5.6) is about all clients of a day, and the panel is read once; so each client
/// is followed through every way in which the brake could touch it. There are few: nobody pays, so what is held stays due and the brake, once it holds, holds on; and
/// until it first holds something of a client, that client's days are the same. So there is the free course, and for each day on which it takes something
/// offline the one with nothing going offline from that day on. Which of them comes true is known when all clients were counted (<see cref="BrakeOutlook"/>).
/// </summary>
/// <param name="policy">The policy.</param>
/// <param name="from">The first day.</param>
/// <param name="days">How many.</param>
/// <param name="known">Whether the brake holds, for as many of the first days as that is known already.</param>
/// <param name="tallies">Where it is counted.</param>
/// <param name="bound">By when the brake holds at the latest: what would come later without it is nobody's future. Null to leave nothing out.</param>
/// <param name="sink">Takes every act; null when nobody asks.</param>
internal sealed class Courses(BillingPolicy policy, DateOnly from, int days, IReadOnlyList<bool> known, Tallies tallies, BrakeBound? bound = null, Action<ForecastAct>? sink = null)
{
    private readonly DateOnly until = from.AddDays(days - 1);

    public void Add(ClientFacts facts)
    {
        List<ForecastDay> free = [];
        List<(ForecastDay[] Held, int Day)> others = [];
        foreach (ForecastDay day in Forecast.Of(facts, policy, from, until, known.Count == 0 ? null : Known))
        {
            free.Add(day);
            if (Number(day) < known.Count || !day.TakesOffline) continue;
            others.Add(([.. Forecast.Of(day.Before, policy, day.On, until, _ => true)], Number(day)));
            bound?.Add(Number(day), day.Day.Wanted);
            if (Number(day) > bound?.Latest) break;
        }
        tallies.Clients++;
        int active = Active(facts), first = known.Count;
        for (int n = 0, other = 0; n < free.Count; n++)
        {
            if (other < others.Count && others[other].Day == Number(free[n]))
            {
                (ForecastDay[] held, int day) = others[other++];
                for (int at = 0; at < held.Length; at++) Count(held[at], End(held, at), (first, day), active);
                first = day + 1;
            }
            Count(free[n], End(free, n), (first, days), active);
        }
    }

    private void Count(ForecastDay day, int end, (int, int) brake, int active)
    {
        int on = Number(day);
        ClientFacts after = day.Day.After;
        tallies.Wanted.Add(brake, on, on, day.Day.Wanted);
        tallies.Wanted.Add(brake, on + 1, end, day.Day.Left);
        tallies.Active.Add(brake, on, end, Active(after) - active);
        int offline = after.Services.Count(service => IsOffline(service) && after.Past.Open(service.Target) is not null);
        tallies.OfflineInAll.Add(brake, on, end, offline);
        tallies.ClientsInAll.Add(brake, on, end, offline > 0 ? 1 : 0);
        if (day.Day.Acts.Count > 0) CountActs(day, on, brake);
        Owed(day, on, end, brake);
    }

    private void CountActs(ForecastDay day, int on, (int, int) brake)
    {
        HashSet<(int?, string, Target?, int)>? told = null;
        foreach (Planned act in day.Day.Acts)
        {
            sink?.Invoke(new ForecastAct(day.On, act, brake));
            if (act.Action is BillingAction.Notify notify && !(told ??= []).Add((notify.InvoiceId, notify.Notice, notify.Subject, notify.Occasion))) continue;
            if (Groups.Of(act.Action) is { } group) tallies.Of(group).Add(brake, on, on, 1);
        }
        tallies.Offline.Add(brake, on, on, Offline(day.Day.Acts));
        string currency = day.Before.Client.Currency;
        foreach (Invoice raised in day.Day.After.Invoices.Skip(day.Before.Invoices.Count))
            if (raised.Kind == InvoiceKind.Ordinary) tallies.Of(currency, Money.Invoiced).Add(brake, on, on, raised.Lines.Sum(line => line.Amount));
        Behind(day, on, brake, Money.BehindSuspensions, action => action switch { BillingAction.Suspend suspend => suspend.Cause, BillingAction.Freeze freeze => freeze.Cause, _ => null });
        Behind(day, on, brake, Money.BehindTerminations, action => action is BillingAction.Terminate { Cause: { Kind: CauseKind.Invoice } cause } ? cause : null);
    }

    private void Behind(ForecastDay day, int on, (int, int) brake, Money what, Func<BillingAction, Cause?> cause)
    {
        int[] invoices = [.. day.Day.Acts.Select(act => cause(act.Action)?.Invoice).OfType<int>().Distinct()];
        if (invoices.Length > 0) tallies.Of(day.Before.Client.Currency, what).Add(brake, on, on, invoices.Sum(id => day.Day.After.FindInvoice(id)?.Balance ?? 0));
    }

    private void Owed(ForecastDay day, int on, int end, (int, int) brake)
    {
        if (!day.Day.After.Invoices.Any(invoice => invoice.Owed && invoice.Due < day.On)) return;
        decimal overdue = 0, fallen = 0;
        foreach (Debt debt in new Situation(day.Day.After, policy, day.On, Occasion.Run, explain: false).Debts.Where(debt => debt.Owing))
        {
            overdue += debt.Invoice.Balance;
            if (debt.Invoice.Due.AddDays(1) == day.On) fallen += debt.Invoice.Balance;
        }
        tallies.Of(day.Before.Client.Currency, Money.Overdue).Add(brake, on, end, overdue);
        tallies.Of(day.Before.Client.Currency, Money.FallenDue).Add(brake, on, on, fallen);
    }

    /// <summary>A backup takes nothing offline by itself, and what is removed was offline before: counted is what goes from online to offline, or from its server at once.</summary>
    private static int Offline(IReadOnlyList<Planned> acts) => acts.Where(act => act.Action is BillingAction.Suspend or BillingAction.Freeze).Select(act => act.Action.About).Distinct().Count();

    /// <summary>A domain's status does not show it.</summary>
    private static bool IsOffline(Service service) => service.Status == ServiceStatus.Suspended || service is { Status: ServiceStatus.Active, Target.Kind: TargetKind.Domain };

    /// <summary>As the panel's reading counts them; only the difference is used.</summary>
    public static int Active(ClientFacts facts)
    {
        int count = 0;
        foreach (Service service in facts.Services)
            if (service.Status == ServiceStatus.Active && (service.Target.Kind is TargetKind.Service or TargetKind.Project || service.Adapter is not null)) count++;
        return count;
    }

    private bool Known(DateOnly day) => Number(day) is var n && n < known.Count && known[n];

    private int Number(ForecastDay day) => Number(day.On);

    private int Number(DateOnly day) => day.DayNumber - from.DayNumber;

    private int End(IReadOnlyList<ForecastDay> course, int at) => at + 1 < course.Count ? Number(course[at + 1]) - 1 : days - 1;
}
