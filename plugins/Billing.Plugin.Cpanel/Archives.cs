using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>What the server lists of archives at this moment: the only proof that one exists.</summary>
internal static class Archives
{
    /// <summary>The account's archives that its removal would leave; or why that cannot be said.</summary>
    public static async Task<(IReadOnlyList<string> Places, AdapterOutcome? Problem)> ListAsync(Account account, CancellationToken cancel)
    {
        WhmReply reply = await account.Whm.ReadAsync("list_cparchive_files", cancel);
        if (reply is not WhmReply.Done done) return ([], Settlement.DidNot(reply, "list_cparchive_files"));
        return ([.. done.Data.Member("quickrestore_files").Entries()
            .Where(archive => archive.Text("user") == account.User)
            .Select(archive => Place(archive.Text("path"), archive.Text("file")))
            .Where(place => !place.Split('/').Skip(2).SkipLast(1).Contains(account.User))], null);   // /home/USER/…: deleted with him
    }

    /// <summary>Whether it is listed. WHM tells no sizes.</summary>
    public static async Task<BackupState> CheckAsync(Account account, string backup, DateTimeOffset now, CancellationToken cancel)
    {
        (IReadOnlyList<string> places, AdapterOutcome? problem) = await ListAsync(account, cancel);
        return problem is not null ? new BackupState(BackupPresence.Unknown, Failure: problem)
            : new BackupState(places.Contains(backup.Trim()) ? BackupPresence.There : BackupPresence.Gone, CheckedAt: now);
    }

    /// <summary>Why the named backup cannot be relied upon; null when it is listed.</summary>
    public static async Task<AdapterOutcome?> ObstacleAsync(Account account, string? backup, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(backup))
            return Missing($"{account.Service.Target}: no backup was named; without one nothing is removed or restored");
        (IReadOnlyList<string> places, AdapterOutcome? problem) = await ListAsync(account, cancel);
        if (problem is not null) return problem;
        return places.Contains(backup.Trim()) ? null : Missing($"{account.Service.Target}: the server does not list the backup {backup} any more");
    }

    private static AdapterOutcome.Refused Missing(string message) => new(FailureKind.Precondition, message);

    // Seen both ways: the folder alone, and the whole name.
    private static string Place(string path, string file) =>
        path.EndsWith("/" + file, StringComparison.Ordinal) ? path : $"{path.TrimEnd('/')}/{file}";
}
