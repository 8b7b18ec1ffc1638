using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.System.Tests.Braking;

/// <summary>A panel as a source of facts: what it answers is set by the test.</summary>
internal sealed class FakeSource
{
    public static readonly Guid Other = Guid.Parse("2f1c0000-0000-0000-0000-000000000002");

    public SourceReading Says { get; set; } = new([], 2000, 5000, 90_000, 40, 60, []);

    /// <summary>The panel does not answer.</summary>
    public bool Away { get; set; }

    /// <summary>Invoices that are gone.</summary>
    public HashSet<int> Gone { get; } = [];

    /// <summary>How far the panel's clock is from ours.</summary>
    public TimeSpan Apart { get; set; }

    /// <summary>Called at each reading.</summary>
    public Action Reading { get; set; } = () => { };

    public int Counted { get; private set; }

    public Brakes Brakes(ILedger ledger, TimeProvider time, BrakeOptions? options = null) => new(ledger, options ?? BrakeOptions.Default, time, (counts, _) => Task.FromResult(Answer(counts, time.GetUtcNow())), (invoice, _) =>
        Task.FromResult(Gone.Contains(invoice) ? null : (int?)invoice));

    public void Grow(long invoices = 1, long transactions = 1, long lines = 5) => Says = Says with
    {
        HighestInvoice = Says.HighestInvoice + invoices, HighestTransaction = Says.HighestTransaction + transactions, HighestLogLine = Says.HighestLogLine + lines,
    };

    private SourceReading Answer(bool counts, DateTimeOffset now)
    {
        Reading();
        if (Away) throw new PanelException(PanelFailure.Unreachable, "the panel cannot be reached: start it.");
        if (counts) Counted++;
        return Says with
        {
            Clocks = [.. Says.Clocks, new ClockReading("the panel", now + Apart, now)], Clients = counts ? Says.Clients : null, Services = counts ? Says.Services : null,
        };
    }
}

/// <summary>Two clocks of one machine: the wall's, which is set by hand, and one that only goes on.</summary>
internal sealed class TwoClocks : TimeProvider
{
    private long stamp = 1;

    public DateTimeOffset Wall { get; set; } = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Wall;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => stamp;

    /// <summary>Time passes; the wall's clock may be set by somebody meanwhile.</summary>
    public void Pass(TimeSpan time, TimeSpan set = default)
    {
        stamp += time.Ticks;
        Wall += time + set;
    }
}
