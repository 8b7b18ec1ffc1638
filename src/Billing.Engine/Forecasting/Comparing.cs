using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Engine.Forecasting;

/// <summary>
/// The same panel under the present policy and under another: ahead, each client followed through the days under both; back, the invoices of the past months. The panel is
/// read once. Nothing is done and nothing is written.
/// </summary>
internal sealed class Comparing(IPanel panel, ILedger ledger, BillingPolicy now, BillingPolicy then, DateOnly from, int days, IProgress<RunProgress>? progress = null)
{
    private const int Months = 12, Examples = 5;

    private DateOnly From { get; } = from;
    private int Days { get; } = days;
    private DateOnly Until => From.AddDays(Days - 1);
    private BillingPolicy Now { get; } = now;
    private BillingPolicy Other { get; } = then;

    public async Task<Comparison> RunAsync(CancellationToken cancel)
    {
        DateOnly renewals = new[] { Now, Other }.Max(policy => policy.RenewalsUntil(Until));
        Reader reader = new(panel, ledger, Now, From, renewals) { WithCredit = panel is IPanelCredit credit && await credit.AppliesCreditAsync(cancel) };
        IReadOnlyList<Worker> workers = await Crowd.EachAsync(reader.ReadAllAsync(cancel), () => new Worker(this), (worker, facts) => worker.Add(facts), progress, cancel);
        Worker all = workers[0];
        foreach (Worker other in workers.Skip(1)) all.Add(other);
        return new Comparison(From, Days, all.Clients, all.Differences, Brake(Now, all.Now, reader), Brake(Other, all.Then, reader), await BackAsync(cancel), all.Failures);
    }

    private async Task<PastComparison?> BackAsync(CancellationToken cancel)
    {
        PastComparison back = new(Now, Other, From.AddMonths(-Months), From);
        if (panel.ReadPastInvoices(back.From, From, cancel) is not { } invoices) return null;
        await foreach (PastInvoice invoice in invoices) back.Add(invoice);
        return back;
    }

    private DateOnly? Brake(BillingPolicy policy, (long[] Wanted, long[] Active) counted, Reader reader)
    {
        long active = reader.Reading.ActiveServices;
        for (int day = 0; day < Days; day++)
        {
            if (policy.Safety.Brake.Stops((int)counted.Wanted[day], (int)active)) return From.AddDays(day);
            active += counted.Active[day];
        }
        return null;
    }

    /// <summary>What happens first to a thing, for one sort of act: the day, the reason, and the invoice behind it.</summary>
    private readonly record struct First(DateOnly On, string Because, decimal Amount);

    private sealed class Worker(Comparing all)
    {
        public Differences Differences { get; } = new(Examples);
        public (long[] Wanted, long[] Active) Now { get; } = (new long[all.Days], new long[all.Days]);
        public (long[] Wanted, long[] Active) Then { get; } = (new long[all.Days], new long[all.Days]);
        public List<ClientFailure> Failures { get; } = [];
        public int Clients { get; private set; }

        public void Add(ClientFacts facts)
        {
            try
            {
                Dictionary<(Target, string), First> was = Follow(facts, all.Now, Now), would = Follow(facts, all.Other, Then);
                foreach ((Target target, string act) in was.Keys.Union(would.Keys).Order())
                    Compare(facts.Client, target, act, was.TryGetValue((target, act), out First one) ? one : null, would.TryGetValue((target, act), out First other) ? other : null);
                Clients++;
            }
            catch (Exception mistake)
            {
                Failures.Add(new ClientFailure(facts.Client.Id, $"{mistake.GetType().Name}: {mistake.Message}"));
            }
        }

        public void Add(Worker other)
        {
            Differences.Add(other.Differences);
            Clients += other.Clients;
            Failures.AddRange(other.Failures);
            for (int day = 0; day < all.Days; day++)
            {
                Now.Wanted[day] += other.Now.Wanted[day];
                Now.Active[day] += other.Now.Active[day];
                Then.Wanted[day] += other.Then.Wanted[day];
                Then.Active[day] += other.Then.Active[day];
            }
        }

        private void Compare(Client client, Target target, string act, First? was, First? would)
        {
            Differences.Total(act, was is not null, would is not null);
            if (was?.On == would?.On) return;
            Turn turn = was is null ? Turn.Newly : would is null ? Turn.NoLonger : would.Value.On < was.Value.On ? Turn.Earlier : Turn.Later;
            Differences.Add(new Difference(client.Id, target, act, turn, was?.On, would?.On, was?.Because ?? "", would?.Because ?? ""), client.Currency, (would ?? was)!.Value.Amount);
        }

        private Dictionary<(Target, string), First> Follow(ClientFacts facts, BillingPolicy policy, (long[] Wanted, long[] Active) counted)
        {
            Dictionary<(Target, string), First> first = [];
            foreach (ForecastDay day in Forecast.Of(facts, policy, all.From, all.Until))
            {
                int on = day.On.DayNumber - all.From.DayNumber;
                counted.Wanted[on] += day.Day.Wanted;
                counted.Active[on] += Courses.Active(day.Day.After) - Courses.Active(day.Before);
                foreach (Planned act in day.Day.Acts)
                    if (Offline(act.Action) is { } cause)
                        first.TryAdd((act.Action.About!.Value, ActionShape.Word(act.Action)), new First(day.On, act.Because, day.Day.After.FindInvoice(cause.Invoice)?.Balance ?? 0));
            }
            return first;
        }

        private static Cause? Offline(BillingAction action) => action switch
        {
            BillingAction.Suspend suspend => suspend.Cause,
            BillingAction.Freeze freeze => freeze.Cause,
            BillingAction.Terminate terminate => terminate.Cause,
            _ => null,
        };
    }
}
