using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Billing.Sandbox.Http;
using Billing.Sandbox.Whm;

namespace Billing.Sandbox;

/// <summary>A WHM on 127.0.0.1 with accounts in memory: /json-api/FUNCTION as cPanel's server answers it. All members may be called from any thread.</summary>
public sealed class SandboxWhm : IAsyncDisposable
{
    readonly WhmServer accounts;
    readonly Dictionary<string, string> tokens;
    readonly LoopbackServer server;
    readonly X509Certificate2? certificate;
    readonly WhmApi api;

    SandboxWhm(SandboxWhmOptions options, WhmServer accounts, Dictionary<string, string> tokens, Faults faults, LoopbackServer server, X509Certificate2? certificate, WhmApi api) =>
        (Options, this.accounts, this.tokens, Faults, this.server, this.certificate, this.api) = (options, accounts, tokens, faults, server, certificate, api);

    public SandboxWhmOptions Options { get; }

    /// <summary>What shall go wrong, for callers of the API and for the panel's module alike.</summary>
    public Faults Faults { get; }

    /// <summary>With a trailing slash; functions are json-api/FUNCTION below it.</summary>
    public Uri Url => server.Url;
    public string User => Options.User;
    public string Token => Options.Token;

    /// <summary>SHA-256 of the certificate in upper-case hex without colons; "" in clear text.</summary>
    public string Fingerprint => certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "";

    public IReadOnlyList<WhmAccount> Accounts => accounts.Accounts;
    public IReadOnlyList<WhmArchive> Archives => accounts.Archives;

    /// <summary>What callers of its API had done, oldest first; what was refused or went wrong before the work is not among it.</summary>
    public IReadOnlyList<WhmCall> Calls => api.Calls;

    /// <summary>How packagings begun from now on end.</summary>
    public WhmFate Packaging { get => accounts.Packaging; set => accounts.Packaging = value; }

    /// <summary>How restores begun from now on end.</summary>
    public WhmFate Restoring { get => accounts.Restoring; set => accounts.Restoring = value; }

    /// <summary>How often long work says it is still at it before it ends.</summary>
    public int PollsUntilDone { get => accounts.PollsUntilDone; set => accounts.PollsUntilDone = value; }

    /// <summary>Nothing new can be written: no account is created.</summary>
    public bool DiskFull { get => accounts.DiskFull; set => accounts.DiskFull = value; }

    public static async Task<SandboxWhm> StartAsync(SandboxWhmOptions? options = null, CancellationToken cancel = default)
    {
        SandboxWhmOptions given = options ?? new SandboxWhmOptions();
        WhmServer accounts = new(given.Time);
        Dictionary<string, string> tokens = new(StringComparer.Ordinal) { [given.User] = given.Token };
        Faults faults = new();
        X509Certificate2? certificate = given.Https ? SelfSigned.Certificate() : null;
        WhmApi api = new(accounts, faults, tokens, given.User);
        LoopbackServer server = await LoopbackServer.StartAsync(given.Port, certificate, api.AnswerAsync, cancel);
        return new SandboxWhm(given, accounts, tokens, faults, server, certificate, api);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        certificate?.Dispose();
    }

    /// <summary>A second user, who owns only the accounts whose Owner he is.</summary>
    public void AddReseller(string user, string token) { lock (tokens) tokens[user] = token; }

    public void AddAccount(WhmAccount account) => accounts.Put(account);
    public WhmAccount? Account(string user) => accounts.Find(user);
    public void AddArchive(WhmArchive archive) => accounts.PutArchive(archive);
    public void DeleteArchive(string path) => accounts.DropArchive(path);

    /// <summary>Somebody suspends it on the server; locked: only root may lift it.</summary>
    public void Suspend(string user, string reason, bool locked = false) => accounts.Suspend(user, reason, locked);
    public void Unsuspend(string user) => accounts.Unsuspend(user);
    public void Remove(string user) => accounts.Remove(user);

    /// <summary>An account for a service of a panel; null as reason: online.</summary>
    internal void Take(string user, string domain, string? suspendReason)
    {
        if (accounts.Find(user) is null) accounts.Put(new WhmAccount(user, domain) { Content = $"the site of {domain}" });
        if (suspendReason is not null) accounts.Suspend(user, suspendReason, locked: false);
    }

    // What the panel's own module does. Each answers null, or the error the module would pass on.
    internal string? CreateFor(string user, string domain) => Run("createacct", user, must: null, () => Take(user, domain, null));
    internal string? SuspendFor(string user, string reason) => Run("suspendacct", user, must: user, () =>
    {
        if (!accounts.Find(user)!.Suspended) accounts.Suspend(user, reason, locked: false);   // the first reason stays
    });
    internal string? UnsuspendFor(string user) => Run("unsuspendacct", user, must: user, () => accounts.Unsuspend(user));
    internal string? RemoveFor(string user) => Run("removeacct", user, must: user, () => accounts.Remove(user));

    string? Run(string function, string user, string? must, Action work)
    {
        if (Faults.Take(function, () => [user]) is { Kind: not FaultKind.Slow } fault) return fault.Message;
        if (must is not null && accounts.Find(must) is null) return $"You do not have a user named “{must}”.";
        work();
        return null;
    }
}
