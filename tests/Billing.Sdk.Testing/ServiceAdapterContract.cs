using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What every adapter promises, whatever else it can do. Each ability has a suite of its own; derive it beside this one.</summary>
public abstract class ServiceAdapterContract : AdapterSuite
{
    private static readonly IReadOnlyDictionary<Type, Type> Suites = new Dictionary<Type, Type>
    {
        [typeof(ICanSuspend)] = typeof(SuspensionContract),
        [typeof(ICanBackUp)] = typeof(BackupContract),
        [typeof(ICanCheckBackups)] = typeof(BackupCheckContract),
        [typeof(ICanDiscardBackups)] = typeof(DiscardContract),
        [typeof(ICanTerminate)] = typeof(TerminationContract),
        [typeof(ICanRestore)] = typeof(RestorationContract),
        [typeof(ICanCreate)] = typeof(CreationContract),
        [typeof(ICanListSuspended)] = typeof(ListingContract),
        [typeof(ICanTestConnection)] = typeof(ConnectionContract),
    };

    [Fact] public async Task what_works_is_online() => Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());

    [Fact] public async Task what_is_not_there_is_gone() => Assert.Equal((Presence.Gone, Holder.Nobody), await NowAsync(World.Missing));

    [Fact]
    public async Task what_belongs_to_somebody_else_is_not_judged()
    {
        ObservedState state = await World.Adapter.ObserveAsync(World.Stranger, Cancel);
        Assert.Equal(Presence.Unknown, state.Presence);
        Refused(FailureKind.NotOwned, state.Failure!);
    }

    [Fact]
    public async Task with_a_wrong_key_nothing_is_known_and_the_reason_is_said()
    {
        ObservedState state = await World.WithWrongKey.ObserveAsync(World.Service, Cancel);
        Assert.Equal(Presence.Unknown, state.Presence);
        Refused(FailureKind.AuthFailed, state.Failure!);
    }

    [Fact]
    public async Task looking_changes_nothing()
    {
        await NowAsync();
        await NowAsync(World.Missing);
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task who_stops_waiting_is_let_go()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => World.Adapter.ObserveAsync(World.Service, stopped.Token));
    }

    [Fact]
    public async Task secrets_are_never_told()
    {
        List<string> told = [];
        foreach (IServiceAdapter adapter in new[] { World.Adapter, World.WithWrongKey })
        {
            foreach (ServiceHandle service in new[] { World.Service, World.Missing, World.Stranger })
                told.AddRange(await EverythingAsync(adapter, service));
        }
        Assert.NotEmpty(World.Secrets);
        Assert.All(told.Concat(World.Log), line => Assert.All(World.Secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));
    }

    [Fact]
    public void the_server_of_what_it_reaches_is_known() =>
        Assert.True(World.Adapter is not IKnowServers knowing || knowing.Knows(World.Service.Server), $"{World.Service.Server} is said to be unknown, and {World.Service.Target} lives there");

    [Fact]
    public void every_ability_has_its_suite_in_the_same_namespace()
    {
        Type[] beside = [.. GetType().Assembly.GetTypes().Where(type => type.Namespace == GetType().Namespace && !type.IsAbstract)];
        Assert.All(Suites.Where(suite => suite.Key.IsInstanceOfType(World.Adapter)),
            suite => Assert.Contains(beside, type => type.IsSubclassOf(suite.Value)));
    }

    private static async Task<IEnumerable<string>> EverythingAsync(IServiceAdapter adapter, ServiceHandle service)
    {
        List<string> told = [(await adapter.ObserveAsync(service, Cancel)).ToString()];
        if (adapter is ICanTestConnection connection) told.AddRange(await connection.TestConnectionAsync(Cancel));
        if (adapter is ICanListSuspended listing && service.Server is { } server) told.Add($"{(await listing.ListSuspendedAsync(server, Cancel)).Failure}");
        if (adapter is ICanSuspend suspending)
        {
            told.Add($"{await suspending.SuspendAsync(service, SuspensionContract.Reason, Cancel)}");
            told.Add($"{await suspending.UnsuspendAsync(service, null, Cancel)}");
        }
        if (adapter is ICanBackUp saving) told.Add($"{await saving.BackUpAsync(service, Cancel)}");
        if (adapter is ICanCheckBackups checking) told.Add($"{await checking.CheckBackupAsync(service, "nowhere", Cancel)}");
        if (adapter is ICanDiscardBackups discarding) told.Add($"{await discarding.DiscardBackupAsync(service, "nowhere", Cancel)}");
        if (adapter is ICanCreate creating) told.Add($"{await creating.CreateAsync(service, Cancel)}");
        if (adapter is ICanTerminate removing) told.Add($"{await removing.TerminateAsync(service, "nowhere", Cancel)}");
        return told;
    }
}
