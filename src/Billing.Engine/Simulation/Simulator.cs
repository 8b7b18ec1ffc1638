using System.Text.Json.Nodes;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sdk;

namespace Billing.Engine.Simulation;

/// <summary>
/// Replays a scenario on a virtual clock: the real road (decider, plan, ledger, executors) over a panel, adapters and channels in memory.
/// </summary>
internal sealed class Simulator : IAsyncDisposable
{
    private readonly Scenario scenario;
    private readonly ShippedPolicy shipped;
    private readonly Failing failing;
    private readonly MemoryLedger ledger;
    private readonly OutsideWorld world;
    private readonly VirtualClock clock;
    private readonly SimulatedPanel panel;
    private readonly List<JsonObject> happened = [];
    private readonly Dictionary<string, IServiceAdapter> adapters = [];
    private readonly Dictionary<string, INoticeChannel> channels;
    private JsonNode json;
    private BillingPolicy policy;
    private DateTimeOffset downUntil = DateTimeOffset.MinValue;

    private Simulator(Scenario scenario, ShippedPolicy shipped)
    {
        (this.scenario, this.shipped) = (scenario, shipped);
        json = PolicyReader.Merge(shipped.Json, scenario.Patch);
        policy = shipped.Read(json);
        clock = new VirtualClock(policy.TimeZone.At(scenario.From, TimeOnly.MinValue));
        failing = new Failing(clock);
        ledger = new MemoryLedger(clock, new RetryPlan([TimeSpan.Zero]));   // a scenario says when a failure is over: then it is tried again
        panel = new SimulatedPanel(() => policy.DayOf(clock.GetUtcNow()));
        world = new OutsideWorld(panel, ledger);
        world.Load(scenario.Panel);
        channels = policy.Channels.ToDictionary(name => name, name => (INoticeChannel)new SimulatedChannel(name, failing));
    }

    /// <summary>Everything that the service did, day by day, in the shape of a scenario's actions.</summary>
    /// <exception cref="ScenarioException">The scenario cannot be right.</exception>
    public static async Task<IReadOnlyList<JsonObject>> ReplayAsync(Scenario scenario, ShippedPolicy shipped, CancellationToken cancel)
    {
        await using Simulator simulator = new(scenario, shipped);
        await simulator.ReplayAsync(cancel);
        return simulator.happened;
    }

    /// <summary>Runs and events in the order of their instants; an event comes before a run of the same instant.</summary>
    private async Task ReplayAsync(CancellationToken cancel)
    {
        PriorityQueue<Func<Task>, (DateTimeOffset At, int Order)> agenda = new();
        int order = 0;
        foreach (ScenarioEvent outside in scenario.Events)
            agenda.Enqueue(() => HappenAsync(outside, agenda, cancel), (At(outside.At), order++));
        for (DateOnly day = scenario.From; day <= scenario.To; day = day.AddDays(1))
            Schedule(day, agenda, cancel);
        while (agenda.TryDequeue(out Func<Task>? next, out (DateTimeOffset At, int Order) when))
        {
            clock.MoveTo(when.At);
            await next();
        }
    }

    /// <summary>One run each local day, at the hour of the policy that is in force then.</summary>
    private void Schedule(DateOnly day, PriorityQueue<Func<Task>, (DateTimeOffset, int)> agenda, CancellationToken cancel) => agenda.Enqueue(async () =>
    {
        if (policy.TimeZone.At(day, policy.RunAt) > clock.GetUtcNow()) Schedule(day, agenda, cancel);
        else await RunAsync(cancel);
    }, (policy.TimeZone.At(day, policy.RunAt), int.MaxValue));

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    private DateTimeOffset At(DateTime local) => policy.TimeZone.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));

    private bool Down => clock.GetUtcNow() < downUntil;

    private async Task HappenAsync(ScenarioEvent outside, PriorityQueue<Func<Task>, (DateTimeOffset, int)> agenda, CancellationToken cancel)
    {
        JsonReader fields = outside.Fields;
        switch (outside.Kind)
        {
            case "policy":
                fields.Only("patch");
                json = PolicyReader.Merge(json, fields.Node("patch"));
                policy = shipped.Read(json);
                break;
            case "down":
                downUntil = At(fields.Moment("until"));
                agenda.Enqueue(() => LookAtAllAsync(cancel), (downUntil, -1));
                break;
            case "fail":
                DateTimeOffset until = At(fields.Moment("until"));
                failing.Add(fields.Has("channel") ? fields.Text("channel") : fields.Target("target").ToString(), until);
                agenda.Enqueue(() => LookAsync(null, cancel), (until, -1));
                break;
            default:
                if (await world.HappenAsync(outside, policy.DayOf(clock.GetUtcNow()), cancel) is { } client) await LookAsync([client], cancel);
                break;
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        if (!Down) Note(await Road().RunAsync(cancel));
    }

    /// <summary>Those clients because something happened to them; or, with none named, what failed is tried again.</summary>
    private async Task LookAsync(IReadOnlyCollection<int>? clients, CancellationToken cancel)
    {
        if (!Down) Note(await Road().LookAsync(clients, cancel));
    }

    private async Task LookAtAllAsync(CancellationToken cancel)
    {
        await LookAsync([.. panel.Clients], cancel);
        await LookAsync(null, cancel);
    }

    private BillingRun Road() => new(panel, ledger, new Executors(panel, ledger, Adapters(), channels), policy, clock);

    /// <summary>Every adapter that the scenario names, each with a server of its own.</summary>
    private Dictionary<string, IServiceAdapter> Adapters()
    {
        foreach (string name in panel.Adapters)
            if (!adapters.ContainsKey(name)) adapters[name] = new SimulatedAdapter(failing);
        return adapters;
    }

    private void Note(RunReport report)
    {
        if (report.Failures is [{ } failure, ..]) throw new ScenarioException($"{report.Today:yyyy-MM-dd}, client {failure.Client}: {failure.Why}");
        IEnumerable<Planned> done = report.Done;
        happened.AddRange(ActionShape.Of(done, report.Today, because: true));
    }
}
