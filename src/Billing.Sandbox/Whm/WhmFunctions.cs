using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Billing.Sandbox.Whm;

/// <summary>What a function answers: its reason, its data, and the long text for people.</summary>
internal sealed record WhmAnswer(JsonObject? Data = null, string Reason = "OK", string? Raw = null);

/// <summary>The functions of WHM API 1 that a billing service uses.</summary>
internal sealed partial class WhmFunctions(WhmServer server)
{
    static readonly string[] searched = ["/home", "/home2", "/home3", "/root", "/usr", "/usr/home", "/web"];
    static readonly string[] resellerRights = ["list-accts", "acct-summary", "create-acct", "kill-acct", "suspend-acct"];
    static readonly string[] allRights = [.. resellerRights, "upgrade-account", "limit-bandwidth", "edit-dns", "create-dns", "kill-dns", "file-restore", "basic-whm-functions", "all"];

    public WhmAnswer? Call(string function, WhmCaller caller, Func<string, string> p) => function switch
    {
        "accountsummary" => Summary(caller, p),
        "listaccts" => List(caller, p),
        "listsuspended" => Suspended(caller),
        "suspendacct" => Suspend(caller, p),
        "unsuspendacct" => Unsuspend(caller, p),
        "removeacct" => Remove(caller, p),
        "createacct" => Create(caller, p),
        "myprivs" => Rights(caller),
        "start_background_pkgacct" when caller.IsRoot => Package(caller, p),
        "get_pkgacct_session_state" when caller.IsRoot => State(p("session_id"), "RUNNING", "state"),
        "list_cparchive_files" when caller.IsRoot => ListArchives(),
        "start_local_cpmove_restore" when caller.IsRoot => Restore(p),
        "get_transfer_session_state" when caller.IsRoot => State(p("transfer_session_id"), "RESTORE_INPROGRESS", "state_name"),
        "verify_new_username_for_restore" when caller.IsRoot => FreeName(p("user")),
        _ => null,
    };

    WhmAccount Find(string user, WhmCaller caller)
    {
        WhmAccount? account = server.Find(user);
        if (account is null && caller.IsRoot) throw WhmRefusal.Failure($"You do not have a user named “{user}”.");
        if (account is null || !caller.Owns(account)) throw WhmRefusal.Failure($"You do not have access to an account named “{user}”.");
        return account;
    }

    WhmAnswer Summary(WhmCaller caller, Func<string, string> p)
    {
        WhmAccount? account = p("user") is { Length: > 0 } user ? server.Find(user) : server.Accounts.FirstOrDefault(a => a.Domain == p("domain"));
        if (account is null) throw new WhmRefusal("Account does not exist.");
        if (!caller.Owns(account)) throw WhmRefusal.Failure($"You do not have access to an account named “{account.User}”.");
        return new WhmAnswer(new JsonObject { ["acct"] = new JsonArray(Account(account, caller)) });
    }

    WhmAnswer List(WhmCaller caller, Func<string, string> p)
    {
        string[] wanted = p("want").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IEnumerable<JsonObject> found = server.Accounts.Where(a => caller.Owns(a) && Matches(a, p)).Select(a => Account(a, caller)).Where(row => Filtered(row, p));
        return new WhmAnswer(new JsonObject { ["acct"] = new JsonArray([.. Part(found, p).Select(row => Only(row, wanted))]) });
    }

    static bool Matches(WhmAccount account, Func<string, string> p)
    {
        if (p("search") is not { Length: > 0 } search) return true;
        string value = p("searchtype") switch { "user" => account.User, "owner" => account.Owner, "package" => account.Plan, _ => account.Domain };
        return p("searchmethod") is "exact" ? value == search : Regex.IsMatch(value, search, RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    /// <summary>One condition, by equality; the others of WHM are not needed here.</summary>
    static bool Filtered(JsonObject row, Func<string, string> p) =>
        p("api.filter.enable") is not "1" || p("api.filter.a.type") is not "eq" || row[p("api.filter.a.field")]?.ToString() == p("api.filter.a.arg0");

    static IEnumerable<JsonObject> Part(IEnumerable<JsonObject> rows, Func<string, string> p) =>
        p("api.chunk.enable") is "1" && int.TryParse(p("api.chunk.size"), CultureInfo.InvariantCulture, out int size) && int.TryParse(p("api.chunk.start"), CultureInfo.InvariantCulture, out int start)
            ? rows.Skip(start - 1).Take(size) : rows;

    static JsonObject Only(JsonObject account, string[] wanted)
    {
        if (wanted.Length > 0) foreach (string key in account.Select(pair => pair.Key).Except(wanted).ToArray()) account.Remove(key);
        return account;
    }

    static JsonObject Account(WhmAccount a, WhmCaller caller) => new()
    {
        ["user"] = a.User, ["domain"] = a.Domain, ["owner"] = a.Owner, ["plan"] = a.Plan, ["email"] = a.Email, ["ip"] = "127.0.0.1", ["partition"] = "home",
        ["suspended"] = Number(a.Suspended ? 1 : 0, caller), ["suspendreason"] = a.Suspended ? a.SuspendReason : "not suspended",
        ["suspendtime"] = a.SuspendedAt is { } at ? Number(at.ToUnixTimeSeconds(), caller) : null, ["is_locked"] = Number(a.Locked ? 1 : 0, caller),
        ["diskused"] = $"{a.DiskMegabytes}M", ["disklimit"] = "1000M", ["backup"] = Number(1, caller), ["has_backup"] = Number(0, caller),
        ["shell"] = a.Suspended ? "/bin/false" : "/usr/local/cpanel/bin/noshell", ["outgoing_mail_suspended"] = Number(0, caller), ["outgoing_mail_hold"] = Number(0, caller),
    };

    static JsonValue Number(long value, WhmCaller caller) => caller.IsRoot ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    WhmAnswer Suspended(WhmCaller caller) => new(new JsonObject { ["account"] = new JsonArray([.. server.Accounts.Where(a => a.Suspended && caller.Owns(a)).Select(a => new JsonObject
    {
        ["user"] = a.User, ["owner"] = a.Owner, ["reason"] = a.SuspendReason, ["is_locked"] = Number(a.Locked ? 1 : 0, caller),
        ["time"] = a.SuspendedAt?.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture), ["unixtime"] = a.SuspendedAt is { } at ? Number(at.ToUnixTimeSeconds(), caller) : null,
    })]) });

    /// <summary>A suspended account is not suspended again: the first reason stays.</summary>
    WhmAnswer Suspend(WhmCaller caller, Func<string, string> p)
    {
        WhmAccount account = Find(p("user"), caller);
        if (account.Suspended) throw WhmRefusal.Failure($"The account “{account.User}” is already suspended.");
        server.Suspend(account.User, p("reason") is "" ? "Unknown" : p("reason"), p("disallowun") is "1");
        return new WhmAnswer(Raw: $"Changing Shell to /bin/false...Done\nLocking Password...Done\nSuspending websites...\n{account.User}'s account has been suspended");
    }

    WhmAnswer Unsuspend(WhmCaller caller, Func<string, string> p)
    {
        WhmAccount account = Find(p("user"), caller);
        if (account.Locked && !caller.IsRoot) throw WhmRefusal.Failure($"The account “{account.User}” is locked: only the server administrator may unsuspend it.");
        server.Unsuspend(account.User);
        return new WhmAnswer(Raw: $"{account.User}'s account is now active");
    }

    WhmAnswer Remove(WhmCaller caller, Func<string, string> p)
    {
        WhmAccount account = Find(p("username") is { Length: > 0 } name ? name : p("user"), caller);
        server.Remove(account.User);
        return new WhmAnswer(Reason: $"{account.User} account removed");
    }

    /// <summary>The long text repeats what was asked for, the password too.</summary>
    WhmAnswer Create(WhmCaller caller, Func<string, string> p)
    {
        string user = p("username"), domain = p("domain"), plan = p("plan") is { Length: > 0 } named ? named : "default";
        if (!UserName().IsMatch(user)) throw WhmRefusal.Failure($"“{user}” is not a valid username on this system.");
        if (!DomainName().IsMatch(domain)) throw WhmRefusal.Failure($"“{domain}” is not a valid domain name.");
        WhmAccount made = new(user, domain) { Owner = p("owner") is { Length: > 0 } owner && caller.IsRoot ? owner : caller.Name, Plan = plan, Email = p("contactemail") };
        if (server.Add(made) is { } taken) throw WhmRefusal.Failure(taken);
        return new WhmAnswer(new JsonObject { ["ip"] = "127.0.0.1", ["package"] = plan, ["nameserver"] = "ns1.example.com" }, "Account Creation Ok",
            $"Checking input data...Done\nAdding User...Done\nUserName: {user}\nPassWord: {p("password")}\nContact Email: {made.Email}\nAccount Creation Complete!!!");
    }

    static WhmAnswer Rights(WhmCaller caller)
    {
        JsonObject rights = [];
        foreach (string right in allRights)
            rights[right] = caller.IsRoot ? 1 : resellerRights.Contains(right) ? "1" : right is "all" ? "" : "0";
        return new WhmAnswer(new JsonObject { ["privileges"] = new JsonArray(rights) });
    }

    /// <summary>Without tarroot the archive lies in the home, which removeacct deletes.</summary>
    WhmAnswer Package(WhmCaller caller, Func<string, string> p)
    {
        WhmAccount account = Find(p("user"), caller);
        string session = server.Package(account.User, p("tarroot") is { Length: > 0 } folder ? folder : $"/home/{account.User}");
        return new WhmAnswer(new JsonObject { ["session_id"] = session, ["complete_master_log"] = $"/var/cpanel/logs/{session}" });
    }

    WhmAnswer ListArchives() => new(new JsonObject { ["quickrestore_files"] = new JsonArray([.. server.Archives
        .Where(archive => searched.Contains(archive.Path[..archive.Path.LastIndexOf('/')]))
        .Select(archive => new JsonObject { ["file"] = archive.Path[(archive.Path.LastIndexOf('/') + 1)..], ["path"] = archive.Path, ["user"] = archive.Account.User })]) });

    WhmAnswer Restore(Func<string, string> p)
    {
        if (p("cpmovepath") is not { Length: > 0 } path) throw WhmRefusal.Failure("Provide the “cpmovepath” argument.");
        return new WhmAnswer(new JsonObject { ["transfer_session_id"] = server.Restore(path, p("overwrite") is "1") });
    }

    WhmAnswer State(string id, string busy, string field) => server.State(id, busy) is { } state ? new WhmAnswer(new JsonObject { [field] = state })
        : throw WhmRefusal.Failure($"The session “{id}” does not exist.");

    WhmAnswer FreeName(string user) => server.Find(user) is null ? new WhmAnswer() : throw new WhmRefusal($"This system already has an account named “{user}”.");

    [GeneratedRegex(@"^(?!test)(?!.*assoc\z)[a-z][a-z0-9]{0,15}\z")] private static partial Regex UserName();
    [GeneratedRegex(@"^([a-z0-9-]+\.)+[a-z][a-z0-9-]+\z", RegexOptions.IgnoreCase)] private static partial Regex DomainName();
}
