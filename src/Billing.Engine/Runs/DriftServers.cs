using System.Collections.Concurrent;
using System.Globalization;
using Billing.Engine.Acting;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Runs;

/// <summary>
/// The servers of one night: what each says is suspended on it, asked for once, when the first thing on it comes by; and those that could not be asked, one
/// line for each.
/// </summary>
internal sealed class DriftServers(Hands hands)
{
    private readonly ConcurrentDictionary<(string Adapter, int Server), Listing> lists = new();
    private readonly ConcurrentDictionary<string, (int Client, string What, int Times, string Why)> unseen = new(StringComparer.Ordinal);

    /// <summary>Asks the servers of these things that were not asked before, all at once: one that hangs keeps the others waiting once, and not each time.</summary>
    public Task AskAsync(IEnumerable<ServiceInUse> services, CancellationToken cancel) => Task.WhenAll(services
        .Where(service => service.Handle.Server is not null && hands.CanListSuspended(service.Adapter)).DistinctBy(Key).Where(service => !lists.ContainsKey(Key(service)))
        .Select(async service => lists[Key(service)] = await ListAsync(service, cancel)));

    /// <summary>What the list of its server says of a thing. Null: there is none, and the thing is to be looked at itself.</summary>
    public Listed? Of(ServiceInUse service)
    {
        if (!lists.TryGetValue(Key(service), out Listing? list) || list.Failure is { } why && NeverTells(why)) return null;
        if (list.Failure is null) return new Listed(true, list.Find(service.Handle));
        Interlocked.Increment(ref list.Left);
        return new Listed(false, null);
    }

    /// <summary>A thing could not be looked at. What is wrong with the thing itself is grouped by its words, anything else by the server.</summary>
    public void CannotSee(ServiceInUse service, AdapterOutcome? failure)
    {
        bool itself = failure is AdapterOutcome.Refused { Kind: not (FailureKind.AuthFailed or FailureKind.PermissionMissing) };
        string why = Say(failure), where = Name(service);
        unseen.AddOrUpdate(itself ? why : where, (service.Handle.Client, itself ? $"{service.Target}" : $"{where}: {service.Target}", 1, why), (_, first) => first with { Times = first.Times + 1 });
    }

    /// <summary>One line for each server that could not be asked, and for what could not be looked at.</summary>
    public IEnumerable<ClientFailure> Failures =>
    [
        .. lists.Values.Where(list => list.Left > 0).OrderBy(list => list.Name, StringComparer.Ordinal)
            .Select(list => new ClientFailure(0, string.Create(CultureInfo.InvariantCulture, $"{list.Name} could not be asked what is suspended on it, {list.Left} services are not looked at: {Say(list.Failure)}"))),
        .. unseen.Values.OrderBy(each => each.Client)
            .Select(each => new ClientFailure(each.Client, string.Create(CultureInfo.InvariantCulture, $"{each.What} could not be looked at on its server{(each.Times > 1 ? $", nor {each.Times - 1} others" : "")}: {each.Why}"))),
    ];

    private async Task<Listing> ListAsync(ServiceInUse service, CancellationToken cancel)
    {
        try
        {
            return new Listing(Name(service), await hands.ListSuspendedAsync(service.Adapter, service.Handle.Server!, cancel));
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException || !cancel.IsCancellationRequested)   // the adapter's: the other servers are looked at all the same
        {
            return new Listing(Name(service), new SuspendedList([], new AdapterOutcome.Unknown($"{mistake.GetType().Name}: {mistake.Message}")));
        }
    }

    private static (string, int) Key(ServiceInUse service) => (service.Adapter, service.Handle.Server?.Id ?? 0);

    private static string Name(ServiceInUse service) => service.Handle.Server is { } server ? $"server {(server.Name.Length > 0 ? server.Name : server.Hostname)}" : $"adapter {service.Adapter}";

    private static bool NeverTells(AdapterOutcome failure) => failure
        is AdapterOutcome.Failed { Kind: FailureKind.PermissionMissing or FailureKind.Unsupported } or AdapterOutcome.Refused { Kind: FailureKind.PermissionMissing or FailureKind.Unsupported };

    private static string Say(AdapterOutcome? failure) => failure switch
    {
        AdapterOutcome.Unknown unknown => unknown.Message,
        AdapterOutcome.Failed failed => failed.Message,
        AdapterOutcome.Refused refused => refused.Message,
        _ => "no answer that could be understood",
    };

    /// <summary>What a server says of one thing.</summary>
    /// <param name="Known">Whether it said anything; without it nothing follows.</param>
    /// <param name="Account">The suspended account; null when it is not suspended.</param>
    internal readonly record struct Listed(bool Known, SuspendedAccount? Account);

    private sealed class Listing(string name, SuspendedList list)
    {
        private readonly Dictionary<string, SuspendedAccount> users = By(list, account => account.Username), domains = By(list, account => account.Domain);

        public int Left;

        public string Name => name;

        public AdapterOutcome? Failure => list.Failure;

        public SuspendedAccount? Find(ServiceHandle handle) => handle.Username.Length > 0 ? users.GetValueOrDefault(handle.Username) : domains.GetValueOrDefault(handle.Domain);

        private static Dictionary<string, SuspendedAccount> By(SuspendedList list, Func<SuspendedAccount, string> name) =>
            list.Accounts.Where(account => name(account).Length > 0).DistinctBy(name, StringComparer.OrdinalIgnoreCase).ToDictionary(name, StringComparer.OrdinalIgnoreCase);
    }
}
