using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>Removing an account for good. The server has no undo: name and domain must both be right, and a listed backup must outlive it.</summary>
internal static class Termination
{
    public static async Task<AdapterOutcome> RemoveAsync(Account account, string? backup, CancellationToken cancel)
    {
        switch (await account.LookAsync(cancel))
        {
            case Sighting.Missing: return new AdapterOutcome.AlreadySo($"there is no account {account.User} on {account.Whm.Host}");
            case Sighting.Unclear unclear: return unclear.Why;
        }
        if (await ObstacleAsync(account, backup, cancel) is { } obstacle) return obstacle;
        WhmReply reply = await account.Whm.ChangeAsync("removeacct", account.Whm.Patience.Terminate, cancel,
            ("username", account.User), ("keepdns", "0"));
        if (reply.NeverActed) return Settlement.DidNot(reply, "removeacct");
        return await account.LookAsync(cancel) switch
        {
            Sighting.Missing => Settlement.Became(reply),
            // A reseller is told this of an account that is gone as well; a moment ago it was his.
            Sighting.Unclear { Why: AdapterOutcome.Refused { Kind: FailureKind.NotOwned } } when reply is WhmReply.Done => Settlement.Became(reply),
            _ => Settlement.DidNot(reply, "removeacct"),
        };
    }

    private static async Task<AdapterOutcome?> ObstacleAsync(Account account, string? backup, CancellationToken cancel) => account.Service.Domain.Length == 0
        ? new AdapterOutcome.Refused(FailureKind.Precondition,
            $"{account.Service.Target}: the panel has no domain for it, so that account {account.User} cannot be compared with it")
        : await Archives.ObstacleAsync(account, backup, cancel);
}
