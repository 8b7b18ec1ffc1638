using System.Globalization;
using Billing.Core.Policy;
using Quartz;

namespace Billing.Host.Worker;

/// <summary>Wakes the service at the hour of the daily run.</summary>
[DisallowConcurrentExecution]
internal sealed class DailyRun(Shift shift, Pulse pulse) : IJob
{
    public static readonly JobKey Key = new("daily-run");
    public static readonly TriggerKey At = new("daily-run");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await pulse.WorkAsync(shift.WorkAsync);

    /// <summary>Every day at the policy's hour in the policy's zone; a firing that was missed is made up for at once.</summary>
    public static CronScheduleBuilder Schedule(BillingPolicy policy) =>
        CronScheduleBuilder.Create(string.Create(CultureInfo.InvariantCulture, $"0 {policy.RunAt.Minute} {policy.RunAt.Hour} * * ?"))
            .InTimeZone(policy.TimeZone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);
}

/// <summary>Reads what came back.</summary>
[DisallowConcurrentExecution]
internal sealed class ReadMail(Mailroom mailroom) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await mailroom.WorkAsync(cancellationToken);
}

/// <summary>Wakes the service every few minutes, and once at its start.</summary>
[DisallowConcurrentExecution]
internal sealed class Look(Shift shift, Pulse pulse) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await pulse.WorkAsync(shift.WorkAsync);
}
