using System.Collections.Concurrent;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>
/// Bringing a removed account back from its archive. The server works on it in the background, and restores a suspension with the rest: an account
/// saved while it was suspended comes back suspended, so the end is always to lift it.
/// </summary>
internal sealed class Restoration(TimeSpan pollEvery)
{
    /// <summary>What its tokens begin with; a backup's do not.</summary>
    public const string Mark = "restore:";

    private readonly ConcurrentDictionary<string, string> _running = new(StringComparer.OrdinalIgnoreCase);

    public async Task<AdapterOutcome> StartAsync(Account account, string backup, CancellationToken cancel)
    {
        if (_running.TryGetValue(account.Key, out string? token)) return await PollAsync(account, token, cancel);
        switch (await account.LookAsync(cancel))
        {
            case Sighting.There { Suspended: false }: return new AdapterOutcome.AlreadySo($"account {account.User} is on {account.Whm.Host} already");
            case Sighting.There: return await Suspension.LiftAsync(account, adoptedReason: null, cancel);
            case Sighting.Unclear unclear: return unclear.Why;
        }
        if (await Archives.ObstacleAsync(account, backup, cancel) is { } obstacle) return obstacle;
        WhmReply reply = await account.Whm.ChangeAsync("start_local_cpmove_restore", account.Whm.Patience.Read, cancel,
            ("cpmovepath", backup.Trim()), ("username", account.User), ("overwrite", "0"), ("restricted", "0"), ("delete_archive", "0"));
        if (reply is not WhmReply.Done done) return Settlement.DidNot(reply, "start_local_cpmove_restore");
        string session = done.Data.Text("transfer_session_id");
        if (session.Length == 0) return new AdapterOutcome.Unknown("WHM started a restore but did not say which");
        _running[account.Key] = Mark + session;
        return new AdapterOutcome.Pending(Mark + session, pollEvery);
    }

    public async Task<AdapterOutcome> PollAsync(Account account, string token, CancellationToken cancel)
    {
        WhmReply reply = await account.Whm.ReadAsync("get_transfer_session_state", cancel, ("transfer_session_id", token[Mark.Length..]));
        if (reply is WhmReply.NoAnswer none) return none.Why;
        string state = reply is WhmReply.Done done ? done.Data.Text("state_name") : "";
        if (state is "RUNNING" or "PAUSED" || state.EndsWith("PENDING", StringComparison.Ordinal) || state.EndsWith("INPROGRESS", StringComparison.Ordinal))
            return new AdapterOutcome.Pending(token, pollEvery);
        _running.TryRemove(account.Key, out _);
        return (state, reply) switch
        {
            ("COMPLETED", _) => await EndAsync(account, cancel),
            ("FAILED" or "ABORTED", _) => new AdapterOutcome.Failed(FailureKind.Precondition, $"the restore of {account.User} ended as {state} on the server; its log says why"),
            (_, WhmReply.Declined declined) => new AdapterOutcome.Failed(FailureKind.Precondition, $"the server knows no restore {token}; it has to be started again: {declined.Text}"),
            _ => new AdapterOutcome.Failed(FailureKind.BadResponse, $"the restore {token} is in a state that is not known: {WhmText.Clean(state)}"),
        };
    }

    // Started only when no account was there, so whatever suspends it now came out of the archive; WHM may have lost the reason on the way.
    private static async Task<AdapterOutcome> EndAsync(Account account, CancellationToken cancel) => await account.LookAsync(cancel) switch
    {
        Sighting.There { Suspended: false } => new AdapterOutcome.Changed($"account {account.User} is back on {account.Whm.Host}"),
        Sighting.There there => await Suspension.LiftAsync(account, there.Reason, cancel),
        Sighting.Missing => new AdapterOutcome.Failed(FailureKind.Precondition, $"the server says that the restore of {account.User} is complete, but the account is not there"),
        Sighting.Unclear unclear => unclear.Why,
        var other => throw new InvalidOperationException($"unknown sighting {other}"),
    };
}
