using Billing.Core.Facts;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>Which server each hosting service lives on. Read only to count: no decision asks for it.</summary>
internal sealed class ServerList
{
    private readonly Dictionary<int, ServerHandle> servers = [];
    private readonly Dictionary<int, int> homes = [];

    public static async Task<ServerList> ReadAsync(PanelSession session, CancellationToken cancel)
    {
        ServerList read = new();
        await session.EachAsync("SELECT id, name, hostname, ipaddress FROM tblservers", row => read.servers[row.Int(0)] = Handle(row, 0), cancel);
        await session.EachAsync("SELECT id, server FROM tblhosting WHERE server <> 0", row => read.homes[row.Int(0)] = row.Int(1), cancel);
        return read;
    }

    /// <summary>A server from four columns: number, name, host name, address. The host name counts; many panels have the address alone.</summary>
    public static ServerHandle Handle(PanelRow row, int first) => new(
        row.Int(first), PanelText.Plain(row.Text(first + 1)), row.Text(first + 2).Trim() is { Length: > 0 } host ? host : row.Text(first + 3).Trim());

    /// <summary>The server of a service, or of an addon by its service's number; null when the panel names none, as for domains and projects.</summary>
    public ServerHandle? Of(TargetKind kind, int service) =>
        kind is TargetKind.Service or TargetKind.Addon && homes.TryGetValue(service, out int home) ? servers.GetValueOrDefault(home) : null;
}
