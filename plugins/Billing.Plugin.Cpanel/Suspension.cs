using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>Placing our hold and lifting it; nobody else's is ever touched.</summary>
internal static class Suspension
{
    private const int LongestReason = 255;   // where public clients of WHM cut it

    public static async Task<AdapterOutcome> PlaceAsync(Account account, string reason, CancellationToken cancel)
    {
        string line = WhmText.Clean(reason);
        if (line.Length > LongestReason || !line.Contains("[billing:", StringComparison.Ordinal))
            return new AdapterOutcome.Refused(FailureKind.InvalidInput,
                $"a reason is one line of at most {LongestReason} characters with the marker [billing:…] in it; without it the hold could not be told from another's");
        switch (await account.LookAsync(cancel))
        {
            case Sighting.There { Ours: true } there: return new AdapterOutcome.AlreadySo(there.Held);
            case Sighting.There { Suspended: true } there: return Settlement.Foreign(account, there);
            case Sighting.There: break;
            case var other: return Settlement.Absent(account, other);
        }
        WhmReply reply = await account.Whm.ChangeAsync("suspendacct", account.Whm.Patience.Change, cancel, ("user", account.User), ("reason", line));
        if (reply.NeverActed) return Settlement.DidNot(reply, "suspendacct");
        return await account.LookAsync(cancel) switch
        {
            Sighting.There { Ours: true } => Settlement.Became(reply),
            Sighting.There { Suspended: true } there => new AdapterOutcome.Conflict($"account {account.User}: {there.Held}"),
            Sighting.Missing => new AdapterOutcome.Conflict($"account {account.User} is no longer on {account.Whm.Host}"),
            _ => Settlement.DidNot(reply, "suspendacct"),
        };
    }

    public static async Task<AdapterOutcome> LiftAsync(Account account, string? adoptedReason, CancellationToken cancel)
    {
        switch (await account.LookAsync(cancel))
        {
            case Sighting.There { Suspended: false }: return new AdapterOutcome.AlreadySo("not suspended");
            case Sighting.There { Locked: true } there: return Settlement.Locked(account, there);
            case Sighting.There there when !there.Ours && !there.Adopted(adoptedReason): return Settlement.Foreign(account, there);
            case Sighting.There: break;
            case var other: return Settlement.Absent(account, other);
        }
        WhmReply reply = await account.Whm.ChangeAsync("unsuspendacct", account.Whm.Patience.Change, cancel, ("user", account.User));
        if (reply.NeverActed) return Settlement.DidNot(reply, "unsuspendacct");
        return await account.LookAsync(cancel) switch
        {
            Sighting.There { Suspended: false } => Settlement.Became(reply),
            Sighting.There { Locked: true } there => Settlement.Locked(account, there),
            Sighting.There there when !there.Ours && !there.Adopted(adoptedReason) =>
                new AdapterOutcome.Conflict($"account {account.User}: {there.Held}"),
            Sighting.Missing => new AdapterOutcome.Conflict($"account {account.User} is no longer on {account.Whm.Host}"),
            _ => Settlement.DidNot(reply, "unsuspendacct"),
        };
    }
}
