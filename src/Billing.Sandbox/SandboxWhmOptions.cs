namespace Billing.Sandbox;

/// <summary>How a WHM is to be started.</summary>
public sealed record SandboxWhmOptions
{
    /// <summary>0 takes any free port of 127.0.0.1.</summary>
    public int Port { get; init; }

    /// <summary>With a self-signed certificate made at start; false: clear text.</summary>
    public bool Https { get; init; } = true;

    public string User { get; init; } = "root";
    public string Token { get; init; } = "SANDBOXTOKEN";
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>An account as the server holds it now.</summary>
public sealed record WhmAccount(string User, string Domain)
{
    public string Owner { get; init; } = "root";
    public string Plan { get; init; } = "default";
    public bool Suspended { get; init; }
    public string SuspendReason { get; init; } = "";
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Only root may lift it.</summary>
    public bool Locked { get; init; }
    public string Email { get; init; } = "";
    public int DiskMegabytes { get; init; } = 14;

    /// <summary>What lies in its home, to see whether a restore brought it back.</summary>
    public string Content { get; init; } = "";
}

/// <summary>A file made by packaging: where it lies, and what is in it.</summary>
public sealed record WhmArchive(string Path, WhmAccount Account);

/// <summary>A call that was carried out: which function, and for which account ("" for none).</summary>
public sealed record WhmCall(string Function, string User);

/// <summary>How the next packagings or restores end.</summary>
public enum WhmFate
{
    Succeeds,
    Fails,
    /// <summary>Says COMPLETED, but there is no archive (packaging) or no account (restore).</summary>
    SaysSoOnly,
}
