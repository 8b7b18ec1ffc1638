using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Billing.Engine.Measuring;

/// <summary>A number that is asked for when somebody looks. Whoever knows it lives shorter than the process.</summary>
internal sealed class Gauge
{
    private readonly ConcurrentDictionary<object, Func<IEnumerable<Measurement<double>>>> known = new();

    public Gauge(Meter meter, string name, string? unit, string meaning) => meter.CreateObservableGauge(name, () => known.Values.SelectMany(ask => ask()), unit, meaning);

    /// <summary>Asks it from now on, until what comes back is disposed. It answers at once and does not throw.</summary>
    public IDisposable Ask(Func<IEnumerable<Measurement<double>>> values)
    {
        Asked asked = new(this);
        known[asked] = values;
        return asked;
    }

    /// <summary>The same for one number; null when it is not known.</summary>
    public IDisposable Ask(Func<double?> value, params KeyValuePair<string, object?>[] labels) => Ask(() => value() is { } number ? [new Measurement<double>(number, labels)] : []);

    private sealed class Asked(Gauge gauge) : IDisposable
    {
        public void Dispose() => gauge.known.TryRemove(this, out _);
    }
}
