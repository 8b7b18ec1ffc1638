using Billing.Core.Policy;
using Quartz;

namespace Billing.Host.Worker;

/// <summary>
/// Looks every other second whether the policy's files changed, and moves the daily run with them. Reading is cheap, and works where a file system does not
/// tell of changes.
/// </summary>
internal sealed class PolicyWatch(PolicyInForce policy, ISchedulerFactory schedulers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        BillingPolicy scheduled = policy.Current;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            policy.Refresh();
            if (ReferenceEquals(policy.Current, scheduled)) continue;
            scheduled = policy.Current;
            IScheduler scheduler = await schedulers.GetScheduler(stoppingToken);
            await scheduler.RescheduleJob(DailyRun.At, TriggerBuilder.Create(time).WithIdentity(DailyRun.At).ForJob(DailyRun.Key).WithSchedule(DailyRun.Schedule(scheduled)).Build(), stoppingToken);
        }
    }
}
