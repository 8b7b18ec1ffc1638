using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Sandbox;
using Billing.System.Tests.Sandbox;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>
/// The service as a process of its own, killed (SIGKILL) at random moments of its run and of payments, begun anew each time, while clients go on paying: also
/// while it lies dead. How often it is killed says BILLING_TEST_KILLS.
/// </summary>
public sealed class KilledServiceTests : IAsyncLifetime
{
    private const int ClientsForEachKill = 14, ClientsAtOnce = 4;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("BILLING_TEST_KILLS") ?? "12", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4), Pause = TimeSpan.FromMilliseconds(200);

    private readonly MariaDbOfATest ledger = new();
    private readonly List<Debtor> debtors = [];
    private readonly int seed = Environment.TickCount;
    private BillingWorld world = null!;
    private Random random = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        random = new Random(seed);
        world = await BillingWorld.CreateAsync(0, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        await ledger.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_service_killed_again_and_again_while_clients_pay_does_nothing_twice_and_leaves_nothing_out(bool ledgerInMariaDb)
    {
        if (ledgerInMariaDb) world.Config.LedgerDatabase = new MySqlConnectionStringBuilder(ledger.Store.ConnectionString);
        world.Config.Policy["safety"]!["noticeDays"] = 0;
        world.Config.Policy["runAt"] = "00:00";
        world.Config.Parallel = ClientsAtOnce;
        world.Config.LookEvery = "00:00:02";
        world.Config.Write();
        Town town = new Town(world).Furnish();
        for (int n = 0; n < Kills * ClientsForEachKill; n++)
        {
            (int client, int service, int invoice) = town.Debtor($"Debtor {n}", -3, 1 + (n % 2));
            debtors.Add(new Debtor(client, service, invoice));
        }
        for (int n = 0; n < Kills; n++) await KillAsync(first: n == 0);
        await FinishAsync();
        await AssertAsync();
    }

    /// <summary>One life of the service: two clients pay in it, one while it is dead. It dies a number of calls after its start, or at some moment of it.</summary>
    private async Task KillAsync(bool first)
    {
        Pay();
        int left = random.Next(8) == 0 ? int.MaxValue : random.Next(1, 2 * ClientsForEachKill * 8);
        TaskCompletionSource now = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int pays = left / 2;
        CrashTests.CountCalls(world, 1, () =>
        {
            int after = Interlocked.Decrement(ref left);
            if (after == pays) Task.Run(Pay, Cancel);
            if (after == 0) now.TrySetResult();
        });
        using Process process = world.Start("run");
        Drain(process);
        Task longest = Task.Delay(left == int.MaxValue ? random.Next(100, 2500) : random.Next(5000, 9000), Cancel);
        await Task.WhenAny(now.Task, longest);
        await Task.Delay(random.Next(0, 60), Cancel);
        Assert.False(process.HasExited, Say("the service ended by itself"));
        process.Kill();
        await process.WaitForExitAsync(Cancel);
        if (first) Assert.True(left < int.MaxValue, Say("nothing was called"));
    }

    /// <summary>Undisturbed from here on: until everybody who paid is online and everybody who did not is offline.</summary>
    private async Task FinishAsync()
    {
        CrashTests.CountCalls(world, 0, () => { });
        using Process process = world.Start("run");
        ConcurrentQueue<string> said = Drain(process);
        Stopwatch waited = Stopwatch.StartNew();
        while (debtors.FirstOrDefault(debtor => world.Panel.Service(debtor.Service)!.Status != debtor.Wanted) is { } wrong)
        {
            Assert.True(waited.Elapsed < Patience, Say($"service {wrong.Service} is not {wrong.Wanted}: {string.Join('\n', said.TakeLast(20))}"));
            await Task.Delay(Pause, Cancel);
        }
        using (Process stop = Process.Start("kill", ["-TERM", $"{process.Id}"])) await stop.WaitForExitAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
        await CrashTests.FinishAsync(world);
    }

    private async Task AssertAsync()
    {
        WorldState state = await WorldState.OfAsync(world, Cancel);
        Assert.All(state.Doubtful, doubt => Assert.IsType<BillingAction.Notify>(doubt.Action));
        Assert.True(state.Doubtful.Count <= Kills * (ClientsAtOnce + 8), Say($"{state.Doubtful.Count} notices in doubt"));
        Assert.Empty(WorldState.PeriodsInvoicedTwice(world));
        await CrashTests.AssertMailAsync(world, state);
        ILookup<string, string> calls = world.Whm.Calls.ToLookup(call => call.User, call => call.Function);
        await using SqlLedger book = world.OpenLedger();
        foreach (Debtor debtor in debtors)
        {
            Past past = await book.ReadAsync(debtor.Client, Cancel);
            int suspended = past.Done<BillingAction.Suspend>().Count(), lifted = past.Done<BillingAction.Unsuspend>().Count();
            ServiceView service = world.Panel.Service(debtor.Service)!;
            string story = Say($"client {debtor.Client}, paid: {debtor.Paid}; {string.Join("; ", past.Deeds.Select(deed => $"{deed.Action.Key} {deed.State}"))}; calls: {string.Join(" ", calls[service.Username])}");
            Assert.True(debtor.Paid ? suspended == lifted && suspended <= 1 : (suspended, lifted) == (1, 0), story);
            Assert.Equal(debtor.Paid, past.Open(new Target(TargetKind.Service, debtor.Service)) is null);
            Assert.Equal(debtor.Wanted, service.Status);
            if (world.Whm.Accounts.FirstOrDefault(account => account.User == service.Username) is not { } account) continue;
            int down = calls[service.Username].Count(function => function == "suspendacct"), up = calls[service.Username].Count(function => function == "unsuspendacct");
            Assert.Equal(!debtor.Paid, account.Suspended);
            Assert.True(debtor.Paid ? down == up && down <= suspended : (down, up) == (1, 0), story);
        }
        Ran proof = await world.BillingAsync(Cancel, "evidence", "verify");
        Assert.True(proof.Code == 0, Say(proof.ToString()));
        TestContext.Current.SendDiagnosticMessage(Say($"{Kills} kills, {debtors.Count} debtors, {debtors.Count(debtor => debtor.Paid)} paid, {state.Doubtful.Count} notices in doubt"));
    }

    /// <summary>Somebody who has not paid pays.</summary>
    private void Pay()
    {
        lock (debtors)
        {
            Debtor debtor = debtors[random.Next(debtors.Count)];
            if (debtor.Paid) return;
            world.Panel.Pay(debtor.Invoice);
            debtor.Paid = true;
        }
    }

    private string Say(string text) => string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {text}");

    private static ConcurrentQueue<string> Drain(Process process)
    {
        ConcurrentQueue<string> said = new();
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return said;
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
