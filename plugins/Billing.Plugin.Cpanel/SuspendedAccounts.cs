using System.Globalization;
using System.Text.Json;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>
/// What is suspended on a WHM: one call of <c>listsuspended</c>. A token that may not call it may still list its accounts; of those the suspended ones are
/// asked for, a part at a time.
/// </summary>
internal static class SuspendedAccounts
{
    private const int Part = 500;

    public static async Task<SuspendedList> ReadAsync(WhmClient whm, CancellationToken cancel)
    {
        WhmReply reply = await whm.ReadAsync("listsuspended", cancel);
        return reply is WhmReply.Declined declined && WhmText.Why("listsuspended", declined.Text) is AdapterOutcome.Refused { Kind: FailureKind.PermissionMissing }
            ? await InPartsAsync(whm, cancel)
            : Read(reply, "listsuspended", "account", row => Account(row, "reason"));
    }

    private static async Task<SuspendedList> InPartsAsync(WhmClient whm, CancellationToken cancel)
    {
        List<SuspendedAccount> all = [];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        for (int part = 0; ; part++)
        {
            WhmReply reply = await whm.ReadAsync("listaccts", cancel, ("want", "user,domain,suspended,suspendreason,is_locked"),
                ("api.filter.enable", "1"), ("api.filter.a.field", "suspended"), ("api.filter.a.type", "eq"), ("api.filter.a.arg0", "1"),
                ("api.chunk.enable", "1"), ("api.chunk.size", Number(Part)), ("api.chunk.start", Number(part * Part + 1)));
            int rows = 0, before = seen.Count;
            SuspendedList some = Read(reply, "listaccts", "acct", row =>
            {
                rows++;
                return seen.Add(row.Text("user")) && row.Yes("suspended") ? Account(row, "suspendreason") : null;   // older servers ignore the filter
            });
            if (some.Failure is not null) return some;
            all.AddRange(some.Accounts);
            if (rows < Part) return new SuspendedList(all);
            if (seen.Count == before) return new SuspendedList([], new AdapterOutcome.Refused(FailureKind.Unsupported, "WHM answers listaccts with the same part again"));
        }
    }

    private static SuspendedList Read(WhmReply reply, string function, string list, Func<JsonElement, SuspendedAccount?> read) => reply switch
    {
        WhmReply.Done { Data: var data } when data.Member(list).ValueKind is JsonValueKind.Array or JsonValueKind.Undefined or JsonValueKind.Null =>
            new SuspendedList([.. data.Member(list).Entries().Select(read).OfType<SuspendedAccount>()]),
        WhmReply.Done => new SuspendedList([], new AdapterOutcome.Failed(FailureKind.BadResponse, $"WHM answered {function} with something that is no list of accounts")),
        WhmReply.Declined declined => new SuspendedList([], WhmText.Why(function, declined.Text)),
        WhmReply.NoAnswer none => new SuspendedList([], none.Why),
        var other => throw new InvalidOperationException($"unknown reply {other}"),
    };

    private static SuspendedAccount? Account(JsonElement row, string reason)
    {
        Sighting.There there = new(true, WhmText.Clean(row.Text(reason)), row.Yes("is_locked"), row.Text("owner"), "");
        return row.Text("user") is { Length: > 0 } user
            ? new SuspendedAccount(user, row.Text("domain").Trim(), there.Ours ? Holder.Billing : Holder.Other, there.Reason)
            : null;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

internal sealed partial class CpanelAdapter : ICanListSuspended
{
    public async Task<SuspendedList> ListSuspendedAsync(ServerHandle server, CancellationToken cancel) => servers.Of(server) is { } whm
        ? await SuspendedAccounts.ReadAsync(whm, cancel)
        : new SuspendedList([], new AdapterOutcome.Refused(FailureKind.InvalidInput, $"server {server.Name} ({server.Hostname}, number {server.Id} in the panel) is not in config/plugins/cpanel.json; add it under \"servers\""));
}
