using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Sdk;

[assembly: AdapterContract(AdapterContract.Version)]

namespace Billing.Plugin.ProjectFreeze;

/// <summary>The adapter <c>project-freeze</c>: projects in Redmine, GitLab, Gitea or Forgejo, and behind a signed webhook.</summary>
public sealed class ProjectFreezePlugin : IAdapterPlugin
{
    /// <inheritdoc/>
    public string Name => "project-freeze";

    /// <inheritdoc/>
    public IServiceAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        FreezeSettings settings = SettingsReader.Read(context.Configuration, context.Secret);
        return new ProjectFreezeAdapter(new Projects(settings, context.Time, context.Log));
    }
}
