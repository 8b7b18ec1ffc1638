using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Measuring;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>
/// The one road. Everything that acts goes through it: read, decide, plan; then each client by itself (<see cref="Settling"/>): act, record, notify. A trigger only says
/// whom to look at, never what to do.
/// </summary>
internal sealed class BillingRun(
    IPanel panel, ILedger ledger, Executors executors, BillingPolicy policy, TimeProvider time, int parallel = 1, IProgress<RunProgress>? progress = null, Brakes? brakes = null)
{
    private readonly Settling settling = new(panel, ledger, executors, policy, brakes ?? new Brakes(ledger, BrakeOptions.Default, time));

    /// <summary>So many things that are only recorded are one commit. Whoever paid waits for the ledger behind it, several times over.</summary>
    private const int Handful = 50;

    private Brakes Brakes => settling.Brakes;

    private DateOnly Today => policy.DayOf(time.GetUtcNow());

    /// <summary>The run of today, over everybody: read and planned here, acted on in parts by whichever node is free.</summary>
    public async Task<RunReport> RunAsync(CancellationToken cancel)
    {
        using MeasuredRun measured = Measures.Run("daily");
        DateOnly today = Today;
        await Brakes.CheckAsync(today, counts: true, cancel);
        await Brakes.LeaveMarkAsync(cancel);
        long run = await ledger.BeginRunAsync("daily", today, cancel);
        Reader reader = new(panel, ledger, policy, today);
        PolicyBrake own = await PolicyBrake.OfAsync(ledger.Brakes, policy.Safety.Brake, today, cancel);
        IReadOnlyList<BrakeEntry> inForce = [.. (await Brakes.InForceAsync(today, cancel)).Where(brake => brake.Kind != BrakeKind.Policy)];   // that one the plan decides
        Plan plan = await PlanAsync(reader, own.Rules, Brakes.Held(inForce), cancel);
        await own.DecidedAsync(plan, reader.Reading.ActiveServices, judged: inForce.Count == 0, cancel);
        Pass pass = new(run, today, plan.Brake is null && inForce.Count == 0 ? new Brake(own.Rules, reader.Reading.ActiveServices, Plan.Offline(plan.Acts)) : Brake.Closed, measured);
        if (plan.Brake is { } brake) pass.Acts.Enqueue(await settling.RecordAsync(run, today, brake, cancel));
        foreach (ClientFailure failure in reader.Failures) pass.Failures.Enqueue(failure);
        await RecordAllAsync(pass, plan, cancel);
        await ReportRowsAsync(pass, reader.Reading, cancel);
        bool over = await ledger.Ranges.WriteAsync(run, Slices.Tally(pass, plan.Held.Count, reader.Clients), Slices.Of(Clients(plan).Union(reader.Interrupted), plan, ledger.Ranges.ClientsARange), cancel);
        List<Pass> parts = [pass];
        while (await ledger.Ranges.TakeAsync(run, cancel) is { } range)
            over = await WorkAsync(range, Part(ledger.Ranges.Shared ? Brake.Of(range) : pass.Brake), reader, cancel);
        await own.EndedAsync(ledger.Ranges.Shared ? int.MaxValue : pass.Brake.Allowed, cancel);   // what other nodes came to take is not known here
        RunReport report = Report(parts, plan.Held, reader) with { Over = over, Brakes = inForce };
        await HeldToday.KeepAsync(ledger.Brakes, report, cancel);
        return measured.Ended(report);

        Pass Part(Brake with)
        {
            parts.Add(new Pass(run, today, with, measured));
            return parts[^1];
        }
    }

    /// <summary>A part of a run that another node planned, or that its node left; null when there is none.</summary>
    public async Task<RunReport?> WorkAsync(CancellationToken cancel)
    {
        if (await ledger.Ranges.TakeAsync(null, cancel) is not { } range) return null;
        using MeasuredRun measured = Measures.Run("part");
        Reader reader = new(panel, ledger, policy, range.Today);
        Pass pass = new(range.Run, range.Today, Brake.Of(range), measured);
        bool over = await WorkAsync(range, pass, reader, cancel);
        RunReport report = Report([pass], [], reader) with { Clients = range.Clients.Count, Over = over };
        if (report.Held.Count > 0) await HeldToday.KeepAsync(ledger.Brakes, report, cancel);
        return measured.Ended(report);
    }

    /// <summary>Acts on the clients of a part. One whose day is over is given up: today's run decides about today.</summary>
    private async Task<bool> WorkAsync(ClientRange range, Pass pass, Reader reader, CancellationToken cancel)
    {
        await using ClientRange mine = range;
        if (ledger.Ranges.Shared && range.Today != Today) return await ledger.Ranges.FinishAsync(range, new RangeTally(0, 0, 0, 0, 0, 1), cancel);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, range.Lost);
        try
        {
            await ActAsync(pass, reader, range.Clients, _ => new Wanted(policy, range.Today, Occasion.Run), stop.Token);
            return await ledger.Ranges.FinishAsync(range, Slices.Tally(pass, pass.Held.Count, 0), cancel);
        }
        catch (Exception lost) when (lost is LeaseLostException || lost is OperationCanceledException && range.Lost.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return false;   // another node has it by now and ends it, or the run was begun anew; what was done in it stands
        }
    }

    /// <summary>
    /// Between two runs: whoever is said to have changed, or all with whom something is open (a suspension, an interrupted or failed act). Holds end at once,
    /// what failed is tried again when its time has come; nothing negative begins.
    /// </summary>
    /// <param name="clients">Whom; null for all with something open.</param>
    /// <param name="cancel">Begins nothing further.</param>
    public async Task<RunReport> LookAsync(IReadOnlyCollection<int>? clients, CancellationToken cancel)
    {
        using MeasuredRun measured = Measures.Run("look");
        DateOnly today = Today;
        Reader reader = new(panel, ledger, policy, today);
        IReadOnlyCollection<int> whom = clients ?? await WantingAsync(reader, await ledger.DueClientsAsync(cancel), cancel);
        if (whom.Count == 0) return measured.Ended(new RunReport(0, today, [], [], 0, [], []));
        if (clients is null) await Brakes.CheckAsync(today, counts: false, cancel);
        Pass pass = new(() => ledger.BeginRunAsync("look", today, CancellationToken.None), today, await BrakeOfLookAsync(today, cancel), measured);
        await ActAsync(pass, reader, whom.Order(), facts => clients is null ? Wanted.Again(facts, policy, today) : new Wanted(policy, today, Occasion.Look), cancel);
        return measured.Ended(await FinishAsync(pass, reader, cancel));
    }

    /// <summary>The same at one client that was called for, at once and beside whatever goes on: nobody else is waited for but who is at that client already.</summary>
    /// <param name="client">Whom.</param>
    /// <param name="seat">Its place among those that are looked at together.</param>
    /// <param name="first">Whether a run that is at the client makes way.</param>
    /// <param name="called">The moment that the call names; null when it names none.</param>
    /// <param name="shown">Told how the panel shows the client, before anything is done.</param>
    /// <param name="cancel">Nothing further is begun.</param>
    public async Task<RunReport> LookAtAsync(int client, Seat seat, bool first, DateTimeOffset? called, Action<ClientFacts> shown, CancellationToken cancel)
    {
        using MeasuredRun measured = Measures.Run("call", time.GetUtcNow() - called);
        DateOnly today = Today;
        Reader reader = new(panel, ledger, policy, today);
        Pass pass = new(() => ledger.BeginRunAsync("look", today, CancellationToken.None), today, Brake.Closed, measured);
        await settling.VisitAsync(pass, reader, client, facts =>
        {
            shown(facts);
            return new Wanted(policy, today, Occasion.Look);
        }, seat, cancel, first);
        return measured.Ended(await FinishAsync(pass, reader, cancel));
    }

    /// <summary>A look tries again what a run was allowed: as much as a run may, of the services that were in use at the last one.</summary>
    private async Task<Brake> BrakeOfLookAsync(DateOnly today, CancellationToken cancel)
    {
        if (await Brakes.InForceAsync(today, cancel) is { Count: > 0 }) return Brake.Closed;
        long active = new Marks(await ledger.Brakes.MarksAsync(cancel)).Number(Marks.Active) ?? 0;
        return new Brake(policy.Safety.Brake, (int)Math.Clamp(active, 0, int.MaxValue), 0);
    }

    /// <summary>Of the clients with something open, those who want something now. Few are read one by one when their turn comes, many in one stream.</summary>
    private async Task<IReadOnlyCollection<int>> WantingAsync(Reader reader, IReadOnlySet<int> open, CancellationToken cancel)
    {
        if (open.Count <= Reader.OneByOne) return [.. open];
        List<int> wanting = [];
        await foreach (ClientFacts facts in reader.ReadAllAsync(cancel))
            if (open.Contains(facts.Client.Id)
                && reader.Guard(facts, () => Wanted.Again(facts, policy, reader.Today).By(facts).Any() || facts.Past.Deeds.Any(deed => deed.State == DeedState.InDoubt), otherwise: true))
                wanting.Add(facts.Client.Id);
        return wanting;
    }

    /// <summary>What <see cref="RunAsync"/> would do now, with what follows from it on the same day, and the brakes that would be in force. Nothing is done, nothing is written.</summary>
    public async Task<(Plan Plan, PanelReading Reading, IReadOnlyList<BrakeEntry> Brakes)> PlanAsync(DateOnly? on, int? client, CancellationToken cancel)
    {
        IReadOnlyList<BrakeEntry> inForce = (on ?? Today) == Today ? [.. (await Brakes.ForeseeAsync(Today, cancel)).Where(brake => brake.Kind != BrakeKind.Policy)] : [];
        BrakeRules rules = (await PolicyBrake.OfAsync(ledger.Brakes, policy.Safety.Brake, on ?? Today, cancel)).Rules;
        Reader reader = new(panel, ledger, policy, on ?? Today);
        List<Planned> acts = [], spared = [];
        await foreach (ClientFacts facts in client is { } one ? reader.ReadOneAsync(one, cancel) : reader.ReadAllAsync(cancel))
        {
            IReadOnlyList<Planned> all = reader.Guard(facts, () => Foresight.Of(facts, policy, reader.Today), otherwise: []);
            acts.AddRange(all);
            spared.AddRange(all.Any(act => Plan.TakesOffline(act.Action)) ? Foresight.Of(facts, policy, reader.Today, offline: false) : all);
            progress?.Report(new RunProgress("reading", ++reader.Clients, null));
        }
        return (Plan.Of(acts, rules, client is null ? reader.Reading.ActiveServices : int.MaxValue, reader.Today, spared, Brakes.Held(inForce)), reader.Reading, inForce);
    }

    private async Task<Plan> PlanAsync(Reader reader, BrakeRules rules, string? held, CancellationToken cancel)
    {
        List<Planned> acts = [];
        await foreach (ClientFacts facts in reader.ReadAllAsync(cancel))
        {
            acts.AddRange(reader.Guard(facts, () => new Wanted(policy, reader.Today, Occasion.Run).By(facts).ToArray(), otherwise: []));
            if (facts.Past.Deeds.Any(deed => deed.State is DeedState.InDoubt or DeedState.NotDone) || facts.Past.Objections.Any(objection => objection.Answered is null)) reader.Interrupted.Add(facts.Client.Id);
            progress?.Report(new RunProgress("reading", ++reader.Clients, null));
        }
        return Plan.Of(acts, rules, reader.Reading.ActiveServices, reader.Today, held: held);
    }

    /// <summary>Clients with something left to do after what is only recorded; and those with an interrupted act.</summary>
    private static IReadOnlyList<int> Clients(Plan plan) =>
        [.. plan.Acts.Where(act => !Plan.JustRecorded(act.Action)).Select(act => act.Client).Concat(plan.Held.Select(act => act.Client)).Distinct().Order()];

    private async Task RecordAllAsync(Pass pass, Plan plan, CancellationToken cancel)
    {
        foreach (Planned[] batch in plan.Acts.Where(act => Plan.JustRecorded(act.Action)).Chunk(Handful))
        {
            long run = await pass.RunAsync();
            await ledger.RecordAsync([.. batch.Select(act => new Intent(run, act.Client, act.Action, act.Because, pass.Today))], cancel);
            foreach (Planned act in batch) pass.Acts.Enqueue(new Performed(act, new Outcome.Done(true)));
        }
    }

    private async Task ActAsync(Pass pass, Reader reader, IEnumerable<int> clients, Func<ClientFacts, Wanted> wanted, CancellationToken cancel)
    {
        int[] whom = [.. clients];
        int finished = 0;
        await Seat.ForEachAsync(whom, parallel, async (client, seat) =>
        {
            await settling.VisitAsync(pass, reader, client, wanted, seat, cancel);
            progress?.Report(new RunProgress("acting", Interlocked.Increment(ref finished), whom.Length));
        }, cancel);
    }

    private async Task ReportRowsAsync(Pass pass, PanelReading reading, CancellationToken cancel)
    {
        foreach (UnreadableRow row in reading.Unreadable)
        {
            Planned report = new(row.Client, new BillingAction.Report(ReportKind.UnreadableRow, row.Client, null, null, $"{row.Table} {row.Id}"), $"{row.Table} {row.Id}: {row.Why}");
            if (!(await ledger.ReadAsync(row.Client, cancel)).Did(report.Action.Key)) pass.Acts.Enqueue(await settling.RecordAsync(await pass.RunAsync(), pass.Today, report, cancel));
        }
    }

    private async Task<RunReport> FinishAsync(Pass pass, Reader reader, CancellationToken cancel)
    {
        RunReport report = Report([pass], [], reader);
        bool whole = report.Failures.Count == 0;
        if (pass.Run is { } run) await ledger.FinishRunAsync(run, whole, $"{report.Done.Count()} done, {report.Open.Count()} open, {report.Held.Count} held, {report.Failures.Count} clients failed", cancel);
        return report;
    }

    private static RunReport Report(List<Pass> parts, IReadOnlyList<Planned> planned, Reader reader) => new(
        parts[0].Run ?? 0, parts[0].Today, [.. parts.SelectMany(part => part.Acts).OrderBy(act => act.Act.Client)],
        [.. planned.Concat(parts.SelectMany(part => part.Held)).DistinctBy(act => (act.Client, act.Action.Key)).OrderBy(act => act.Client)], reader.Clients, reader.Reading.Unreadable,
        [.. parts.SelectMany(part => part.Failures).OrderBy(failure => failure.Client)]);
}
