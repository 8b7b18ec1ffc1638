using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>
/// A town of debtors whose suspension is due today, half of them on a server of their own, half on one behind the panel. Some pay while the service works. In
/// the end who paid is online, everybody else is offline, and nobody was touched twice.
/// </summary>
internal sealed class PayingTown
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4), Pause = TimeSpan.FromMilliseconds(200);

    private readonly BillingWorld world;
    private readonly List<Debtor> debtors = [];
    private readonly int seed = Environment.TickCount;

    public PayingTown(BillingWorld world, int debtors)
    {
        this.world = world;
        Random = new Random(seed);
        world.Config.Policy["safety"]!["noticeDays"] = 0;
        world.Config.Policy["runAt"] = "00:00";
        (world.Config.LookEvery, world.Config.RetryAfter) = ("00:00:02", "\"00:00:01\"");
        world.Config.Write();
        Town town = new Town(world).Furnish();
        for (int n = 0; n < debtors; n++)
        {
            (int client, int service, int invoice) = town.Debtor($"Debtor {n}", -3, 1 + (n % 2));
            this.debtors.Add(new Debtor(client, service, invoice));
        }
    }

    public Random Random { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>How many are offline in the panel.</summary>
    public int Offline => debtors.Count(debtor => world.Panel.Service(debtor.Service)!.Status == "Suspended");

    /// <summary>Somebody pays, unless it is somebody who has.</summary>
    public void Pay()
    {
        lock (debtors)
        {
            Debtor debtor = debtors[Random.Next(debtors.Count)];
            if (debtor.Paid) return;
            world.Panel.Pay(debtor.Invoice);
            debtor.Paid = true;
        }
    }

    /// <summary>Waits until everybody who paid is online and everybody who did not is offline.</summary>
    public async Task SettleAsync(ServiceProcess service)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (debtors.FirstOrDefault(debtor => world.Panel.Service(debtor.Service)!.Status != debtor.Wanted) is { } wrong)
        {
            Assert.True(waited.Elapsed < Patience, Say($"service {wrong.Service} is not {wrong.Wanted}: {service.Said}"));
            await Task.Delay(Pause, Cancel);
        }
    }

    /// <summary>Panel, servers, ledger, mails and evidence agree; of notices at most so many are in doubt, each of which is reported.</summary>
    /// <param name="mostInDoubt">How many.</param>
    /// <param name="late">Calls may have reached servers late, when whoever made them was long given up: then only what came of all is the same.</param>
    public async Task AssertAsync(int mostInDoubt, bool late = false)
    {
        await CrashTests.FinishAsync(world);
        WorldState state = await WorldState.OfAsync(world, Cancel);
        Assert.All(state.Doubtful, doubt => Assert.IsType<BillingAction.Notify>(doubt.Action));
        Assert.True(state.Doubtful.Count <= mostInDoubt, Say($"{state.Doubtful.Count} notices in doubt"));
        Assert.Empty(WorldState.PeriodsInvoicedTwice(world));
        await CrashTests.AssertMailAsync(world, state);
        ILookup<string, string> calls = world.Whm.Calls.ToLookup(call => call.User, call => call.Function);
        await using SqlLedger ledger = world.OpenLedger();
        foreach (Debtor debtor in debtors) AssertOnce(debtor, await ledger.ReadAsync(debtor.Client, Cancel), calls, late);
        Ran proof = await world.BillingAsync(Cancel, "evidence", "verify");
        Assert.True(proof.Code == 0, Say(proof.ToString()));
        TestContext.Current.SendDiagnosticMessage(Say($"{debtors.Count} debtors, {debtors.Count(debtor => debtor.Paid)} paid, {state.Doubtful.Count} notices in doubt"));
    }

    public string Say(string text) => string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {text}");

    private void AssertOnce(Debtor debtor, Past past, ILookup<string, string> calls, bool late)
    {
        int suspended = past.Done<BillingAction.Suspend>().Count(), lifted = past.Done<BillingAction.Unsuspend>().Count();
        ServiceView service = world.Panel.Service(debtor.Service)!;
        string story = Say($"client {debtor.Client}, paid: {debtor.Paid}; {string.Join("; ", past.Deeds.Select(deed => $"{deed.Action.Key} {deed.State}"))}; calls: {string.Join(" ", calls[service.Username])}");
        Assert.True(debtor.Paid ? suspended == lifted && suspended <= 1 : (suspended, lifted) == (1, 0), story);
        Assert.Equal(debtor.Paid, past.Open(new Target(TargetKind.Service, debtor.Service)) is null);
        Assert.Equal(debtor.Wanted, service.Status);
        if (world.Whm.Accounts.FirstOrDefault(account => account.User == service.Username) is not { } account) return;
        int down = calls[service.Username].Count(function => function == "suspendacct"), up = calls[service.Username].Count(function => function == "unsuspendacct");
        Assert.Equal(!debtor.Paid, account.Suspended);
        if (!late) Assert.True(debtor.Paid ? down == up && down <= suspended : (down, up) == (1, 0), story);
    }

    private sealed class Debtor(int client, int service, int invoice)
    {
        public int Client => client;
        public int Service => service;
        public int Invoice => invoice;
        public bool Paid { get; set; }
        public string Wanted => Paid ? "Active" : "Suspended";
    }
}

/// <summary><c>billing run</c> as a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly ConcurrentQueue<string> said = new();
    private readonly Process process;

    public ServiceProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => process.HasExited;

    /// <summary>Everything it said.</summary>
    public IReadOnlyCollection<string> Lines => said;

    /// <summary>Its last lines.</summary>
    public string Said => string.Join('\n', said.TakeLast(20));

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using (Process stop = Process.Start("kill", ["-TERM", $"{process.Id}"])) await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
