using System.Diagnostics.Metrics;
using Billing.Engine.Measuring;
using Billing.Host.Web;
using Billing.Host.Worker;

namespace Billing.Host.Monitoring;

/// <summary>The numbers that are asked for when somebody looks: queues, circuits, the policy, the disk.</summary>
internal sealed class LiveNumbers : IDisposable
{
    private readonly IDisposable[] asked;

    public LiveNumbers(Composition composition, PolicyInForce policy, Readiness readiness, WebServer? web, TimeProvider time)
    {
        string? disk = composition.Parts.Configuration.Ledger.Path is { } path ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
        asked =
        [
            Measures.Waiting.Ask(() => composition.Lanes.Waiting.Select(each => new Measurement<double>(each.Waiting, Of("queue", "servers"), Of("adapter", each.Adapter)))),
            Measures.Oldest.Ask(() => composition.Lanes.Waiting.Select(each => new Measurement<double>(each.Oldest.TotalSeconds, Of("queue", "servers"), Of("adapter", each.Adapter)))),
            Measures.Waiting.Ask(() => readiness.Calls.Count, Of("queue", "calls")),
            Measures.Oldest.Ask(() => readiness.Calls.Oldest is { } since ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds) : 0, Of("queue", "calls")),
            Measures.Waiting.Ask(() => web?.HitsWaiting, Of("queue", "hits")),
            Measures.Circuits.Ask(() => composition.Lanes.All.Select(each => new Measurement<double>(each.Lane.Standing.Open ? 1 : 0, Of("adapter", each.Adapter), Of("server", each.Lane.Server)))),
            Measures.PolicySince.Ask(() => policy.Since.ToUnixTimeSeconds()),
            Measures.PolicyRefused.Ask(() => policy.Problems > 0 ? 1 : 0),
            Measures.Overdue.Ask(() => readiness.Overdue.TotalSeconds),
            Measures.Ready.Ask(() => readiness.Parts.Select(part => new Measurement<double>(part.Well ? 1 : 0, Of("part", part.Name)))),
            Measures.Room.Ask(() => Free(disk)),
        ];
    }

    public void Dispose()
    {
        foreach (IDisposable each in asked) each.Dispose();
    }

    private static double? Free(string? folder)
    {
        try
        {
            return folder is null ? null : new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static KeyValuePair<string, object?> Of(string label, string value) => Measures.Label(label, value);
}
