namespace Billing.Sandbox;
#pragma warning disable CA1822
public sealed class SandboxWhmOptions { public TimeProvider Time { get; init; } = TimeProvider.System; public bool Https { get; init; } = true; }
public sealed class SandboxWhm : IAsyncDisposable
{
    public static Task<SandboxWhm> StartAsync(SandboxWhmOptions o, CancellationToken c = default) => Task.FromResult(new SandboxWhm());
    public ValueTask DisposeAsync() => default;
    internal string? CreateFor(string user, string domain) => null;
    internal string? SuspendFor(string user, string reason) => null;
    internal string? UnsuspendFor(string user) => null;
    internal string? RemoveFor(string user) => null;
    internal void Take(string user, string domain, string? r) { }
    public void Suspend(string u, string r) { }
    public void Unsuspend(string u) { }
    public void Remove(string u) { }
}
