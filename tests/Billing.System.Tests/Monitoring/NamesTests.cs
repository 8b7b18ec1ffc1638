using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Billing.Engine.Measuring;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary>Names that others rely on: alerts, dashboards, the admin's reading.</summary>
public sealed class NamesTests
{
    [Fact]
    public void every_metric_has_a_meaning_and_is_in_the_manual()
    {
        string manual = File.ReadAllText(Path.Combine(Tree.Config, "README.md"));
        Assert.All(Instruments(), instrument =>
        {
            Assert.False(string.IsNullOrWhiteSpace(instrument.Description), instrument.Name);
            Assert.Contains($"`{Prometheus(instrument)}`", manual, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void alerts_ask_for_metrics_that_there_are()
    {
        HashSet<string> names = [.. Instruments().Select(Prometheus)];
        string[] asked = [.. Regex.Matches(File.ReadAllText(Path.Combine(Tree.Config, "alerts.yml")), @"\bbilling_[a-z_]+").Select(name => Regex.Replace(name.Value, "_(bucket|count|sum)$", "")).Distinct()];
        Assert.True(asked.Length > 8, string.Join(", ", asked));
        Assert.Empty(asked.Except(names));
    }

    private static List<Instrument> Instruments()
    {
        RuntimeHelpers.RunClassConstructor(typeof(Measures).TypeHandle);
        List<Instrument> instruments = [];
        using MeterListener listener = new() { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        listener.Start();
        return [.. instruments.Where(instrument => instrument.Meter.Name == Measures.Name)];
    }

    private static string Prometheus(Instrument instrument) => instrument.Name.Replace('.', '_')
        + (instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }) + (instrument is Counter<long> ? "_total" : "");
}
