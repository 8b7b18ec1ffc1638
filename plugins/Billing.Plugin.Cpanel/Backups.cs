using System.Collections.Concurrent;
using Billing.Plugin.Cpanel.Configuration;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>
/// Archives of whole accounts, made by the server in the background, outside the home that a termination deletes. The server's word that
/// one is finished is not enough: it must be listed.
/// </summary>
internal sealed class Backups(BackupSettings settings)
{
    private readonly ConcurrentDictionary<string, string> _running = new(StringComparer.OrdinalIgnoreCase);

    public async Task<AdapterOutcome> StartAsync(Account account, CancellationToken cancel)
    {
        if (await account.LookAsync(cancel) is var seen and not Sighting.There) return Settlement.Absent(account, seen);
        if (_running.TryGetValue(account.Key, out string? token)) return await PollAsync(account, token, cancel);
        WhmReply reply = await account.Whm.ChangeAsync("start_background_pkgacct", account.Whm.Patience.Read, cancel,
            ("user", account.User), ("tarroot", settings.Tarroot), ("compressionsetting", "compress"));
        if (reply is not WhmReply.Done done) return Settlement.DidNot(reply, "start_background_pkgacct");
        string session = done.Data.Text("session_id");
        if (session.Length == 0) return new AdapterOutcome.Unknown("WHM started a backup but did not say which");
        _running[account.Key] = session;
        return new AdapterOutcome.Pending(session, settings.PollEvery);
    }

    public async Task<AdapterOutcome> PollAsync(Account account, string session, CancellationToken cancel)
    {
        WhmReply reply = await account.Whm.ReadAsync("get_pkgacct_session_state", cancel, ("session_id", session));
        if (reply is WhmReply.NoAnswer none) return none.Why;
        string state = reply is WhmReply.Done done ? done.Data.Text("state") : "";
        if (state == "RUNNING") return new AdapterOutcome.Pending(session, settings.PollEvery);
        _running.TryRemove(account.Key, out _);
        return (state, reply) switch
        {
            ("COMPLETED", _) => await VerifyAsync(account, cancel),
            ("FAILED", _) => await FailureAsync(account, session, cancel),
            (_, WhmReply.Declined declined) => new AdapterOutcome.Failed(FailureKind.Precondition, $"the server knows no backup {session}; it has to be started again: {declined.Text}"),
            _ => new AdapterOutcome.Failed(FailureKind.BadResponse, $"the backup {session} is in a state that is not known: {WhmText.Clean(state)}"),
        };
    }

    private async Task<AdapterOutcome> VerifyAsync(Account account, CancellationToken cancel)
    {
        (IReadOnlyList<string> places, AdapterOutcome? problem) = await Archives.ListAsync(account, cancel);
        if (problem is not null) return problem;
        return places.FirstOrDefault(place => place.StartsWith(settings.Tarroot + "/", StringComparison.Ordinal)) is { } found
            ? new AdapterOutcome.Changed(found)
            : new AdapterOutcome.Failed(FailureKind.Precondition,
                $"the server says that the backup of {account.User} is complete, but lists no archive of it under {settings.Tarroot}");
    }

    private static async Task<AdapterOutcome> FailureAsync(Account account, string session, CancellationToken cancel)
    {
        WhmReply log = await account.Whm.ReadAsync("fetch_pkgacct_master_log", cancel, ("session_id", session));
        string text = log is WhmReply.Done done ? WhmText.Clean(done.Data.Text("log")) : "";
        FailureKind kind = WhmText.Why("", text) is AdapterOutcome.Failed { Kind: FailureKind.NoSpace } ? FailureKind.NoSpace : FailureKind.Precondition;
        return new AdapterOutcome.Failed(kind, $"the backup of {account.User} failed on the server{(text.Length > 0 ? $": {text}" : "; its log says why")}");
    }
}
