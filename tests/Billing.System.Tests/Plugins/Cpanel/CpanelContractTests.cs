using Billing.Sdk.Testing;

namespace Billing.System.Tests.Plugins.Cpanel;

public sealed class CpanelObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelBacksUpTests : BackupContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelChecksBackupsTests : BackupCheckContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelTerminatesTests : TerminationContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelRestoresTests : RestorationContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelListsTests : ListingContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelCreatesTests : CreationContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}

public sealed class CpanelConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => CpanelOnWhm.CreateAsync();
}
