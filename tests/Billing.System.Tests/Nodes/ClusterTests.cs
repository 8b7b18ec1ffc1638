using System.Collections.Concurrent;
using Billing.Engine.Ledger;
using Billing.Host.Worker;
using Billing.System.Tests.Sandbox;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using Quartz;
using Xunit;

namespace Billing.System.Tests.Nodes;

/// <summary>The schedulers of two nodes over one database.</summary>
public sealed class ClusterTests
{
    private const int Firings = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), Glance = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task each_firing_wakes_one_of_the_nodes()
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using MariaDbOfATest tables = new();
        string connection = tables.Store.ConnectionString;
        await using ServiceProvider one = Node(connection, "one"), two = Node(connection, "two");
        IScheduler first = await StartAsync(one, patience.Token), second = await StartAsync(two, patience.Token);
        while (await AskAsync(connection, "SELECT COUNT(DISTINCT INSTANCE_NAME) FROM QRTZ_SCHEDULER_STATE") < 2) await Task.Delay(Glance, patience.Token);

        JobKey key = new("woken");
        await first.AddJob(JobBuilder.Create<Woken>().WithIdentity(key).StoreDurably().Build(), cancellationToken: patience.Token);
        for (int n = 0; n < Firings; n++) await second.ScheduleJob(TriggerBuilder.Create().ForJob(key).WithIdentity($"firing {n}").StartNow().Build(), cancellationToken: patience.Token);
        while (await AskAsync(connection, "SELECT (SELECT COUNT(*) FROM QRTZ_TRIGGERS) + (SELECT COUNT(*) FROM QRTZ_FIRED_TRIGGERS)") > 0) await Task.Delay(Glance, patience.Token);
        await first.Shutdown(waitForJobsToComplete: true, patience.Token);
        await second.Shutdown(waitForJobsToComplete: true, patience.Token);

        Assert.Equal(Enumerable.Range(0, Firings).Select(n => $"firing {n}").Order(StringComparer.Ordinal), Woken.By.Order(StringComparer.Ordinal));
        Assert.True(await AskAsync(connection, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'QRTZ%'") > 10);
    }

    private static ServiceProvider Node(string connection, string name)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddQuartz(quartz => Schedule.Share(quartz, services, SqlLedger.Beside(connection), name));
        return services.BuildServiceProvider();
    }

    private static async Task<IScheduler> StartAsync(ServiceProvider node, CancellationToken cancel)
    {
        IScheduler scheduler = await node.GetRequiredService<ISchedulerFactory>().GetScheduler(cancel);
        await scheduler.Start(cancel);
        return scheduler;
    }

    private static async Task<long> AskAsync(string connection, string sql)
    {
        await using MySqlConnection open = new(connection);
        return await open.ExecuteScalarAsync<long>(sql);
    }

    /// <summary>Notes by which firing it was woken.</summary>
    internal sealed class Woken : IJob
    {
        public static ConcurrentQueue<string> By { get; } = new();

        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            By.Enqueue(context.Trigger.Key.Name);
            return ValueTask.CompletedTask;
        }
    }
}
