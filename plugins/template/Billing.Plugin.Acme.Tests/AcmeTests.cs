using Billing.Sdk.Testing;

#if (inside)
namespace Billing.System.Tests.Plugins.Acme;
#else
namespace Billing.Plugin.Acme.Tests;
#endif

public sealed class AcmeObservesTests : ServiceAdapterContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#if (canSuspend)

public sealed class AcmeSuspendsTests : SuspensionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#endif
#if (canBackUp)

public sealed class AcmeBacksUpTests : BackupContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#endif
#if (canTerminate)

public sealed class AcmeTerminatesTests : TerminationContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#endif
#if (canRestore)

public sealed class AcmeRestoresTests : RestorationContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#endif
#if (canCreate)

public sealed class AcmeCreatesTests : CreationContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#endif
#if (canTest)

public sealed class AcmeConnectsTests : ConnectionContract
{
    protected override Task<AdapterEnvironment> CreateAsync() => AcmeOnServer.CreateAsync();
}
#endif
