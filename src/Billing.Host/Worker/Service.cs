using Billing.Engine.Calls;
using Billing.Engine.Objecting;
using Billing.Engine.Promising;
using Billing.Engine.Recovering;
using Billing.Host.Cli;
using Billing.Host.Monitoring;
using Billing.Host.Web;
using Microsoft.Extensions.Hosting.Systemd;
using Serilog;
using Serilog.Core;
using Serilog.Extensions.Logging;

namespace Billing.Host.Worker;

/// <summary><c>billing run</c>: stays, and works when its jobs wake it. When it is stopped, what was begun is finished.</summary>
internal static class Service
{
    /// <summary>Calls of SQLite hold their thread. With only as many as processors, a run that writes much would keep who paid waiting for seconds.</summary>
    private const int Threads = 32;

    private static readonly TimeSpan ToFinishWhatWasBegun = TimeSpan.FromMinutes(6);

    public static async Task<int> RunAsync(string folder, TimeProvider time, CancellationToken cancel)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        Parts parts = Parts.Of(folder, time, (_, _) => { });
        await using Logger logger = Logging.ForService(parts.Configuration.Log);
        using SerilogLoggerFactory logs = new(logger);
        await using Composition composition = await Composition.OpenAsync(folder, time, writes: true, cancel, logs);
        PolicyInForce policy = new(folder, composition.Parts.Configuration.ChannelNames, composition.Policy, logs.CreateLogger<PolicyInForce>(), time);
        Calls calls = new();
        ObjectionDesk desk = new(composition.Panel, composition.Ledger, () => policy.Current, calls.LookAt, time);
        Pulse pulse = new(time);
        using IHost host = Build(composition, policy, calls, pulse, time, logger);
        CancellationToken stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        // The first to start, so that a port that is taken stops everything before it begins; the first to take nothing more.
        await using WebServer? web = composition.Parts.Configuration.Web is { } pages
            ? new WebServer(WebParts.Of(composition, pages, time, logs.CreateLogger<WebServer>()) with
            {
                Objecting = (desk, composition.Parts.Templates),
                Promising = new PromiseDesk(composition.Panel, composition.Ledger, () => policy.Current, calls.LookAt, time),
                Recovering = new RecoveryDesk(composition.Panel, composition.Ledger, () => policy.Current, calls.LookAt, time),
                PanelHook = HookOf(composition, calls, time),
            }) : null;
        if (web is not null) await web.StartAsync(cancel);
        Readiness readiness = new(composition, policy, pulse, time, stopping);
        await using MonitoringServer? monitoring = composition.Parts.Configuration.Monitoring is { } watched
            ? new MonitoringServer(watched, readiness, pulse, composition.Parts.Configuration.Worker.LookEvery, logs.CreateLogger<MonitoringServer>()) : null;
        using LiveNumbers numbers = new(composition, policy, readiness, web, time);
        if (monitoring is not null) await monitoring.StartAsync(cancel);
        ILogger<Composition> log = logs.CreateLogger<Composition>();
        Log.Started(log, folder, composition.Policy.RunAt, composition.Policy.TimeZone.Id, composition.Parts.Configuration.Worker.LookEvery);
        if (composition.Node is { } node) Log.NodeStarted(log, node, string.Join(", ", (await composition.Ledger.Nodes.ListAsync(cancel)).Where(other => other.AtWork && other.Name != node).Select(other => other.Name)));
        Task closing = Task.CompletedTask;
        using (stopping.Register(() => closing = web?.StopAsync(CancellationToken.None) ?? Task.CompletedTask)) await host.RunAsync(cancel);
        await closing;
        Log.Stopped(log);
        return ExitCode.Done;
    }

    /// <summary>What takes the words of the panel's hook; null when it is not set up.</summary>
    private static HookDesk? HookOf(Composition composition, Calls calls, TimeProvider time) => composition.Parts.Configuration.Panel.Hook is { } hook
        ? new HookDesk(hook.Signature(composition.Parts.Secrets), new CallIntake(composition.Ledger.Calls, calls.Take), time) : null;

    private static IHost Build(Composition composition, PolicyInForce inForce, Calls calls, Pulse pulse, TimeProvider time, Logger logger)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSerilog(logger);
        builder.Services.AddSystemd();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ToFinishWhatWasBegun);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(composition);
        builder.Services.AddSingleton(inForce);
        builder.Services.AddSingleton(calls);
        builder.Services.AddSingleton(pulse);
        builder.Services.AddSingleton<Shift>();
        builder.Services.AddHostedService(services => new Heart(pulse, time, services.GetService<ISystemdNotifier>()));
        builder.Services.AddHostedService(services => new CallAnswering(calls, composition.Ledger, composition.Panel, services.GetRequiredService<Shift>().LookAtAsync,
            composition.Parts.Configuration.Worker.CallsAtOnce, time, services.GetRequiredService<ILogger<CallAnswering>>()));
        builder.Services.AddSingleton(services => new Mailroom(composition, () => services.GetRequiredService<PolicyInForce>().Current, time, services.GetRequiredService<ILogger<Mailroom>>()));
        builder.Services.AddHostedService<PolicyWatch>();
        builder.Services.AddSingleton(services => Watcher.Of(composition, calls.Take, time, services.GetRequiredService<ILogger<Watcher>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Watcher>());
        builder.Services.AddHostedService<BrakeWatch>();
        if (composition.Node is not null)
        {
            builder.Services.AddHostedService<RangeWork>();
            builder.Services.AddHostedService<NodeWatch>();
        }
        Schedule.Add(builder.Services, composition);
        return builder.Build();
    }
}
