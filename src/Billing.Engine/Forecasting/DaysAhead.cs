using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Engine.Forecasting;

/// <summary>
/// What the daily runs will do, if nobody pays and nothing else changes: the panel and the ledger are read once, every client is followed through the days
/// (<see cref="Courses"/>), and the brake is judged for all of them (<see cref="BrakeOutlook"/>). Nothing is done and nothing is written. Only a brake that would let go
/// again by itself, as after a first day that brings many back, makes a second reading necessary.
/// </summary>
internal sealed class DaysAhead(IPanel panel, ILedger ledger, BillingPolicy policy, DateOnly from, int days, IProgress<RunProgress>? progress = null)
{
    /// <summary>Makes it.</summary>
    /// <param name="brakes">Tells of the brakes that are in force; null when the first day is not today.</param>
    /// <param name="client">Only this client, whom no brake holds; null for all.</param>
    /// <param name="acts">Keep every act. Else memory does not grow with the clients.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<ForecastReport> RunAsync(Brakes? brakes, int? client, bool acts, CancellationToken cancel)
    {
        IReadOnlyList<BrakeEntry> inForce = brakes is null ? [] : [.. (await brakes.ForeseeAsync(from, cancel)).Where(brake => brake.Kind != BrakeKind.Policy)];
        BrakeRules first = (await PolicyBrake.OfAsync(ledger.Brakes, policy.Safety.Brake, from, cancel)).Rules;
        IReadOnlyList<bool> known = inForce.Count > 0 ? [.. Enumerable.Repeat(true, days)] : [];
        bool withCredit = panel is IPanelCredit credit && await credit.AppliesCreditAsync(cancel);
        for (bool bounded = inForce.Count == 0; ;)
        {
            Reader reader = new(panel, ledger, policy, from, policy.RenewalsUntil(from.AddDays(days - 1))) { WithCredit = withCredit };
            BrakeBound? bound = bounded && client is null ? new BrakeBound(days, () => reader.Reading.ActiveServices, Rules) : null;
            (Tallies tallies, List<ForecastAct>? kept) = await CountAsync(reader, client, known, bound, acts, cancel);
            int active = client is null ? reader.Reading.ActiveServices : int.MaxValue / 2;
            BrakeOutlook outlook = BrakeOutlook.Of(tallies, known, days, active, Rules);
            if (bound?.Latest < outlook.First) bounded = false;
            else if (outlook.Known is { } more) known = more;
            else return Report(tallies, outlook, known, reader, inForce, kept);
        }

        BrakeRules Rules(int day) => day == 0 ? first : policy.Safety.Brake;
    }

    private async Task<(Tallies, List<ForecastAct>?)> CountAsync(Reader reader, int? client, IReadOnlyList<bool> known, BrakeBound? bound, bool acts, CancellationToken cancel)
    {
        IAsyncEnumerable<ClientFacts> clients = client is { } one ? reader.ReadOneAsync(one, cancel) : reader.ReadAllAsync(cancel);
        IReadOnlyList<Counter> counters = await Crowd.EachAsync(clients, () => new Counter(policy, from, days, known, bound, acts), (counter, facts) => counter.Add(facts), progress, cancel);
        Tallies all = counters[0].Tallies;
        foreach (Counter other in counters.Skip(1)) all.Add(other.Tallies);
        return (all, acts ? [.. counters.SelectMany(counter => counter.Acts!)] : null);
    }

    private ForecastReport Report(Tallies tallies, BrakeOutlook brake, IReadOnlyList<bool> known, Reader reader, IReadOnlyList<BrakeEntry> inForce, List<ForecastAct>? kept)
    {
        long[] wanted = tallies.Wanted.Of(brake.First), change = tallies.Active.Of(brake.First), offline = tallies.Offline.Of(brake.First), inAll = tallies.OfflineInAll.Of(brake.First), clients = tallies.ClientsInAll.Of(brake.First);
        (string Group, long[] Count)[] counts = [.. tallies.Groups.Select(group => (group, tallies.Of(group).Of(brake.First)))];
        (string Currency, decimal[][] Of)[] money = [.. tallies.Currencies.Select(currency => (currency, Enum.GetValues<Money>().Select(what => tallies.Of(currency, what).Of(brake.First)).ToArray()))];
        DayAhead[] ahead = [.. Enumerable.Range(0, days).Select(day => new DayAhead(
            from.AddDays(day),
            counts.Where(count => count.Count[day] != 0).ToDictionary(count => count.Group, count => count.Count[day], StringComparer.Ordinal),
            offline[day], inAll[day], clients[day], (day < known.Count ? known[day] : day >= brake.First) ? wanted[day] : 0, reader.Reading.ActiveServices + (day == 0 ? 0 : change[day - 1]),
            money.ToDictionary(one => one.Currency, one => new MoneyAhead(one.Of[0][day], one.Of[1][day], one.Of[2][day], one.Of[3][day], one.Of[4][day]), StringComparer.Ordinal)))];
        return new ForecastReport(ahead, reader.Reading.ActiveServices, tallies.Clients, inForce, reader.Reading.Unreadable, [.. tallies.Failures.OrderBy(failure => failure.Client)],
            kept is null ? null : [.. kept.Where(act => act.Brake.From <= brake.First && brake.First <= act.Brake.To).OrderBy(act => act.On).ThenBy(act => act.Act.Client)]);
    }

    /// <summary>One worker's part.</summary>
    private sealed class Counter
    {
        private readonly Courses courses;

        public Counter(BillingPolicy policy, DateOnly from, int days, IReadOnlyList<bool> known, BrakeBound? bound, bool acts)
        {
            (Tallies, Acts) = (new Tallies(days), acts ? [] : null);
            courses = new Courses(policy, from, days, known, Tallies, bound, acts ? Acts!.Add : null);
        }

        public Tallies Tallies { get; }

        public List<ForecastAct>? Acts { get; }

        public void Add(ClientFacts facts)
        {
            try
            {
                courses.Add(facts);
            }
            catch (Exception mistake)
            {
                Tallies.Failures.Add(new ClientFailure(facts.Client.Id, $"{mistake.GetType().Name}: {mistake.Message}"));
            }
        }
    }
}
