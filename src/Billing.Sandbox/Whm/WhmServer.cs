namespace Billing.Sandbox.Whm;

/// <summary>The server itself, whoever asks: accounts, archives and long work. All under one lock.</summary>
internal sealed class WhmServer(TimeProvider time)
{
    sealed class Session(string state)
    {
        public string State { get; set; } = state;
        public int Asked { get; set; }
        public required Action Finish { get; init; }
        public required WhmFate Fate { get; init; }
    }

    readonly Lock gate = new();
    readonly SortedDictionary<string, WhmAccount> accounts = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, WhmArchive> archives = new(StringComparer.Ordinal);
    readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);

    public WhmFate Packaging { get; set; }
    public WhmFate Restoring { get; set; }
    public int PollsUntilDone { get; set; } = 1;
    public bool DiskFull { get; set; }

    public IReadOnlyList<WhmAccount> Accounts { get { lock (gate) return [.. accounts.Values]; } }
    public IReadOnlyList<WhmArchive> Archives { get { lock (gate) return [.. archives.Values]; } }

    public WhmAccount? Find(string user) { lock (gate) return accounts.GetValueOrDefault(user); }

    public void Put(WhmAccount account) { lock (gate) accounts[account.User] = account; }

    /// <summary>A new account; or why there can be none: a name and a domain belong to one account.</summary>
    public string? Add(WhmAccount account)
    {
        lock (gate)
        {
            if (accounts.ContainsKey(account.User)) return $"The name “{account.User}” is already taken by an account.";
            if (accounts.Values.Any(a => a.Domain.Equals(account.Domain, StringComparison.OrdinalIgnoreCase))) return $"The domain “{account.Domain}” already belongs to an account.";
            if (DiskFull) return $"The system failed to write to the file “/var/cpanel/users/{account.User}”: No space left on device";
            accounts[account.User] = account;
            return null;
        }
    }

    public void PutArchive(WhmArchive archive) { lock (gate) archives[archive.Path] = archive; }

    public void DropArchive(string path) { lock (gate) archives.Remove(path); }

    public void Suspend(string user, string reason, bool locked) =>
        Change(user, account => account with { Suspended = true, SuspendReason = reason, SuspendedAt = time.GetUtcNow(), Locked = locked });

    public void Unsuspend(string user) =>
        Change(user, account => account with { Suspended = false, SuspendReason = "", SuspendedAt = null, Locked = false });

    void Change(string user, Func<WhmAccount, WhmAccount> change)
    {
        lock (gate)
            if (accounts.TryGetValue(user, out WhmAccount? account)) accounts[user] = change(account);
    }

    /// <summary>What lay in its home goes with it: archives too.</summary>
    public void Remove(string user)
    {
        lock (gate)
        {
            accounts.Remove(user);
            foreach (string path in archives.Keys.Where(path => path.StartsWith($"/home/{user}/", StringComparison.Ordinal)).ToArray()) archives.Remove(path);
        }
    }

    public string Package(string user, string folder)
    {
        lock (gate)
        {
            WhmAccount account = accounts[user];
            WhmArchive archive = new($"{folder.TrimEnd('/')}/cpmove-{user}.tar.gz", account);
            return Begin(user, "RUNNING", Packaging, () => archives[archive.Path] = archive);
        }
    }

    /// <summary>The account comes back as it was when packaged: suspended, if it was.</summary>
    public string Restore(string path, bool overwrite)
    {
        lock (gate)
        {
            WhmArchive? archive = archives.GetValueOrDefault(path);
            bool blocked = archive is null || (accounts.ContainsKey(archive.Account.User) && !overwrite);
            return Begin(archive?.Account.User ?? "unknown", "PENDING", blocked ? WhmFate.Fails : Restoring, () => accounts[archive!.Account.User] = archive.Account);
        }
    }

    /// <summary>Each question brings the work one step on; null: no such session.</summary>
    public string? State(string id, string busy)
    {
        lock (gate)
        {
            if (!sessions.TryGetValue(id, out Session? session)) return null;
            if (session.State is "COMPLETED" or "FAILED") return session.State;
            if (session.Asked++ < PollsUntilDone) return session.State = busy;
            if (session.Fate is WhmFate.Succeeds) session.Finish();
            return session.State = session.Fate is WhmFate.Fails ? "FAILED" : "COMPLETED";
        }
    }

    string Begin(string user, string state, WhmFate fate, Action finish)
    {
        string id = $"{user}{time.GetUtcNow():yyyyMMddHHmmss}{Convert.ToHexString(Guid.NewGuid().ToByteArray())[..8]}";
        sessions[id] = new Session(state) { Finish = finish, Fate = fate };
        return id;
    }
}
