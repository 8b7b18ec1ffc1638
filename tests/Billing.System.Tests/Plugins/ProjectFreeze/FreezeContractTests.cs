using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>Redmine stands on SQLite here, which takes one writer at a time: these run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class OneRedmine
{
    public const string Name = "one Redmine";
}

[Collection(OneRedmine.Name)]
public sealed class RedmineClosingObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync();
}

[Collection(OneRedmine.Name)]
public sealed class RedmineClosingSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync();
}

[Collection(OneRedmine.Name)]
public sealed class RedmineClosingConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync();
}

[Collection(OneRedmine.Name)]
public sealed class RedmineArchivingObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync(archive: true);
}

[Collection(OneRedmine.Name)]
public sealed class RedmineArchivingSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync(archive: true);
}

[Collection(OneRedmine.Name)]
public sealed class RedmineArchivingConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync(archive: true);
}

public sealed class GitLabObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => GitLabWorld.CreateAsync();
}

public sealed class GitLabSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => GitLabWorld.CreateAsync();
}

public sealed class GitLabConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => GitLabWorld.CreateAsync();
}

public sealed class GiteaObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => GiteaWorld.CreateAsync();
}

public sealed class GiteaSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => GiteaWorld.CreateAsync();
}

public sealed class GiteaConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => GiteaWorld.CreateAsync();
}

public sealed class WebhookObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => WebhookWorld.CreateAsync();
}

public sealed class WebhookSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => WebhookWorld.CreateAsync();
}

public sealed class WebhookConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => WebhookWorld.CreateAsync();
}
