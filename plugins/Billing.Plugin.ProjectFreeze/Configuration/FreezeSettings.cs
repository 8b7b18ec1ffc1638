using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Configuration;

/// <summary><c>config/plugins/project-freeze.json</c>, validated; times are already spans.</summary>
internal sealed record FreezeSettings(IReadOnlyList<SystemSettings> Systems, ProjectMap Projects, Patience Patience);

/// <summary>One system that holds projects.</summary>
/// <param name="Name">What the mapping of projects calls it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Url">Where it answers; ends in a slash, except a webhook's.</param>
/// <param name="Key">The value, not the reference. Goes into a header or signs, and goes nowhere else.</param>
/// <param name="Freeze">Redmine only: how a project is frozen.</param>
/// <param name="MayReopen">Redmine only: roles whose right to reopen is known and accepted.</param>
/// <param name="Tls">Whose certificate we accept.</param>
internal sealed record SystemSettings(
    string Name, SystemKind Kind, Uri Url, string Key, FreezeBy Freeze, IReadOnlyList<string> MayReopen, TlsTrust Tls)
{
    public override string ToString() => $"{Name} ({Url.Authority})";
}

internal enum SystemKind
{
    Redmine,
    GitLab,
    Gitea,
    Webhook,
}

/// <summary>What freezing means in Redmine.</summary>
internal enum FreezeBy
{
    /// <summary>Nobody writes, members still read; a role with the right to close may reopen it.</summary>
    Close,
    /// <summary>Nobody sees it but administrators, who alone bring it back.</summary>
    Archive,
}

/// <summary>How long we wait for what.</summary>
internal sealed record Patience(TimeSpan Connect, TimeSpan Read, TimeSpan Change);
