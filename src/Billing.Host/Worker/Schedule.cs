using System.Data.Common;
using Billing.Core.Policy;
using Quartz;

namespace Billing.Host.Worker;

/// <summary>The jobs of the service. In memory where one process works alone; in the ledger's database where several share them, so that each firing wakes one node.</summary>
internal static class Schedule
{
    /// <summary>What the schedulers of all nodes are called; their tables begin with QRTZ_.</summary>
    private const string Cluster = "billing";

    /// <summary>A node that did not check in for so long is taken for dead, and its firing made up for.</summary>
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(5), Idle = TimeSpan.FromSeconds(5);

    public static void Add(IServiceCollection services, Composition composition)
    {
        services.AddQuartz(quartz =>
        {
            if (composition.Node is { } node) Share(quartz, services, composition.Jobs(), node);
            AddJobs(quartz, composition);
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    private static void AddJobs(IQuartzBuilder quartz, Composition composition)
    {
        quartz.AddSchedulerListener<ScheduleWatch>();
        quartz.AddJob<DailyRun>(job => job.WithIdentity(DailyRun.Key).StoreDurably());
        BillingPolicy policy = composition.Policy;
        quartz.AddTrigger(trigger => trigger.WithIdentity(DailyRun.At).ForJob(DailyRun.Key).WithSchedule(DailyRun.Schedule(policy)));
        quartz.ScheduleJob<Look>(trigger => trigger.WithIdentity("look").StartNow().WithSimpleSchedule(every => every.WithInterval(composition.Parts.Configuration.Worker.LookEvery).RepeatForever()));
        if (Composition.MailboxOf(composition.Parts) is not null)
            quartz.ScheduleJob<ReadMail>(trigger => trigger.WithIdentity("mail").StartNow().WithSimpleSchedule(every => every.WithInterval(composition.Parts.Configuration.Worker.ReportsEvery).RepeatForever()));
    }

    /// <summary>The schedule of this node is that of all which share the database.</summary>
    internal static void Share(IQuartzBuilder quartz, IServiceCollection services, DbDataSource database, string node)
    {
        services.AddSingleton(database);
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = Cluster;
            scheduler.InstanceId = node;
            scheduler.IdleWaitTime = Idle;
        });
        quartz.UsePersistentStore(store =>
        {
            store.UseMySqlConnector(source => source.UseRegisteredDataSource = true);
            store.UseClustering(cluster => cluster.CheckinInterval = CheckIn);
            store.ProvisionSchema();
            store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
        });
    }
}

/// <summary>A job whose waking failed again and again is taken out by the scheduler, in silence: here it is said.</summary>
internal sealed class ScheduleWatch(ILogger<ScheduleWatch> log) : ISchedulerListener
{
    public ValueTask TriggerInError(IScheduler scheduler, TriggerKey triggerKey, CancellationToken cancellationToken = default)
    {
        Log.JobTakenOut(log, triggerKey.Name);
        return ValueTask.CompletedTask;
    }
}
