using System.Diagnostics;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>The words of an outcome, once the look at the account has decided which one it is.</summary>
internal static class Settlement
{
    /// <summary>It is as wanted now, whatever WHM answered: a lost or odd answer does not undo what was done.</summary>
    public static AdapterOutcome Became(WhmReply reply) => new AdapterOutcome.Changed(reply switch
    {
        WhmReply.Done done => done.Text,
        WhmReply.Declined declined => $"it is so, although WHM said: {declined.Text}",
        _ => "it is so, although the answer was lost",
    });

    /// <summary>It is not as wanted, or could not be looked at.</summary>
    public static AdapterOutcome DidNot(WhmReply reply, string function) => reply switch
    {
        WhmReply.Done => new AdapterOutcome.Unknown($"WHM says that {function} is done, but the account does not show it"),
        WhmReply.Declined declined => WhmText.Why(function, declined.Text),
        WhmReply.NoAnswer none => none.Why,
        _ => throw new UnreachableException(),
    };

    /// <summary>There is nothing to work on, or it cannot be said.</summary>
    public static AdapterOutcome Absent(Account account, Sighting sighting) => sighting switch
    {
        Sighting.Missing => new AdapterOutcome.Refused(FailureKind.NotFound,
            $"{account.Service.Target}: there is no account {account.User} on {account.Whm.Host}"),
        Sighting.Unclear unclear => unclear.Why,
        _ => throw new UnreachableException(),
    };

    public static AdapterOutcome Foreign(Account account, Sighting.There there) => new AdapterOutcome.Refused(FailureKind.HeldByOther,
        $"{account.Service.Target}: somebody else suspended account {account.User} ({there.Held}); it is left as it is");

    public static AdapterOutcome Locked(Account account, Sighting.There there) => new AdapterOutcome.Refused(FailureKind.LockedByOther,
        $"{account.Service.Target}: account {account.User} is locked by the server's administrator ({there.Held}); only he lifts it");
}
