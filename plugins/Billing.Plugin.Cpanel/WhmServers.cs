using Billing.Plugin.Cpanel.Configuration;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>The configured servers, and one turn at a time for each account.</summary>
internal sealed class WhmServers(CpanelSettings settings, TimeProvider time, Action<string> log) : IDisposable
{
    private readonly IReadOnlyList<(ServerSettings Server, WhmClient Client)> _servers =
        [.. settings.Servers.Select(server => (server, new WhmClient(server, settings.Patience, time, log)))];

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public TimeProvider Time => time;

    public BackupSettings Backup => settings.Backup;

    /// <summary>The plan of what is created, by the product's number in the panel.</summary>
    public IReadOnlyDictionary<int, string> Plans => settings.Plans;

    public IEnumerable<WhmClient> All => _servers.Select(s => s.Client);

    /// <summary>Where they answer.</summary>
    public IReadOnlyCollection<Uri> Addresses => [.. settings.Servers.Select(server => new UriBuilder(server.Scheme, server.Host, server.Port).Uri)];

    /// <summary>The account that the service means, or why there can be none.</summary>
    public (Account? Account, AdapterOutcome.Refused? Problem) Find(ServiceHandle service)
    {
        if (service.Server is not { } wanted) return (null, Wrong($"{service.Target}: the panel names no server for it; choose its server there"));
        if (service.Username.Length == 0) return (null, Wrong($"{service.Target}: the panel has no account name for it; enter its Username there"));
        return Of(wanted) is not { } client
            ? (null, Wrong($"{service.Target}: its server {wanted.Name} ({wanted.Hostname}, number {wanted.Id} in the panel) is not in config/plugins/cpanel.json; add it under \"servers\""))
            : (new Account(client, service), null);
    }

    /// <summary>The configured server that the panel's is; null when it is not configured.</summary>
    public WhmClient? Of(ServerHandle wanted) =>
        _servers.FirstOrDefault(s => s.Server.PanelServer == wanted.Id).Client
        ?? _servers.FirstOrDefault(s => s.Server.PanelServer is null && s.Server.Host.Equals(wanted.Hostname, StringComparison.OrdinalIgnoreCase)).Client;

    /// <summary>Waits until nobody else changes the same account, so that two calls that overlap change it once.</summary>
    public async Task<IDisposable> TurnAsync(Account account, CancellationToken cancel)
    {
        SemaphoreSlim turn = _turns[(uint)account.Key.GetHashCode(StringComparison.OrdinalIgnoreCase) % _turns.Length];
        await turn.WaitAsync(cancel);
        return new Turn(turn);
    }

    public void Dispose()
    {
        foreach ((_, WhmClient client) in _servers) client.Dispose();
        foreach (SemaphoreSlim turn in _turns) turn.Dispose();
    }

    private static AdapterOutcome.Refused Wrong(string message) => new(FailureKind.InvalidInput, message);

    private sealed class Turn(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
