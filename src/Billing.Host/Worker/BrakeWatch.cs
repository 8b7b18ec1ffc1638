using System.Diagnostics.Metrics;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Measuring;
using Billing.Engine.Panel;

namespace Billing.Host.Worker;

/// <summary>
/// Looks at the source of facts once a minute, and every few seconds at the brakes in the ledger, where an admin releases one from another process. Each that was
/// raised or lifted, by whomever, is a line in the log; when one was lifted the service wakes.
/// </summary>
internal sealed class BrakeWatch(Composition composition, PolicyInForce policy, Shift shift, TimeProvider time, ILogger<BrakeWatch> log) : BackgroundService
{
    /// <summary>So many brakes of the past are read to say why one was lifted.</summary>
    private const int ReadBack = 50;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5), Source = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, BrakeEntry> known = [];
    private long looked = long.MinValue;
    private volatile string[] held = [];
    private bool troubled;

    /// <summary>One look. True when a brake was lifted since the one before.</summary>
    internal async Task<bool> LookAsync(CancellationToken cancel)
    {
        try
        {
            if (looked == long.MinValue) await composition.Brakes.LeaveMarkAsync(cancel);
            if (looked == long.MinValue || time.GetElapsedTime(looked) >= Source)
            {
                looked = time.GetTimestamp();
                await composition.Brakes.CheckAsync(policy.Current.DayOf(time.GetUtcNow()), counts: false, cancel);
            }
            bool lifted = await TellAsync(cancel);
            troubled = false;
            return lifted;
        }
        catch (Exception trouble) when (trouble is LedgerException or PanelException)
        {
            if (!troubled) Log.BrakesNotSeen(log, trouble.Message.TrimEnd('.'));
            troubled = true;
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using IDisposable asked = Measures.Brakes.Ask(() => held.Select(brake => new Measurement<double>(1, Measures.Label("brake", brake))));
        using PeriodicTimer timer = new(Every, time);
        do
        {
            if (await LookAsync(stoppingToken)) await shift.WorkAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TellAsync(CancellationToken cancel)
    {
        IReadOnlyList<BrakeEntry> inForce = await composition.Ledger.Brakes.InForceAsync(cancel);
        held = [.. inForce.Select(entry => entry.Kind.Word())];
        foreach (BrakeEntry raised in inForce.Where(entry => !known.ContainsKey(entry.Number)))
        {
            Log.BrakeRaised(log, raised.Kind.Word(), raised.Why, BrakeTable.Of(raised.Kind).Lifts);
            known[raised.Number] = raised;
        }
        BrakeEntry[] gone = [.. known.Values.Where(entry => inForce.All(now => now.Number != entry.Number))];
        if (gone.Length == 0) return false;
        foreach (BrakeEntry lifted in (await composition.Ledger.Brakes.HistoryAsync(ReadBack, cancel)).Where(entry => entry.Lifted is not null && known.ContainsKey(entry.Number)))
            if (lifted.By is { } by) Log.BrakeReleased(log, lifted.Kind.Word(), by, lifted.Because);
            else Log.BrakeLifted(log, lifted.Kind.Word(), lifted.Because);
        foreach (BrakeEntry entry in gone) known.Remove(entry.Number);
        return true;
    }
}
