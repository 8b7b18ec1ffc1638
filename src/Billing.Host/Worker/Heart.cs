using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace Billing.Host.Worker;

/// <summary>Beats every other second, and tells systemd so where its unit has a watchdog: a process that hangs is started anew.</summary>
internal sealed class Heart(Pulse pulse, TimeProvider time, ISystemdNotifier? systemd = null) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Systemd says whether it watches this process in two variables of the environment.</summary>
    private readonly bool watched = systemd is { IsEnabled: true } && Environment.GetEnvironmentVariable("WATCHDOG_USEC") is { Length: > 0 }
        && (Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        do
        {
            pulse.Beat();
            if (watched) systemd!.Notify(new ServiceState("WATCHDOG=1"));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
