using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.Dns;

[Collection("PowerDNS on SQLite")]
public sealed class DnsObservesOnSqliteTests : ServiceAdapterContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsSuspendsOnSqliteTests : SuspensionContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsBacksUpOnSqliteTests : BackupContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsTerminatesOnSqliteTests : TerminationContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsRestoresOnSqliteTests : RestorationContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsConnectsOnSqliteTests : ConnectionContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsObservesOnLmdbTests : ServiceAdapterContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsSuspendsOnLmdbTests : SuspensionContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsBacksUpOnLmdbTests : BackupContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsTerminatesOnLmdbTests : TerminationContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsRestoresOnLmdbTests : RestorationContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsConnectsOnLmdbTests : ConnectionContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("BIND")]
public sealed class DnsObservesOnBindTests : ServiceAdapterContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnBind.CreateAsync();
}

[Collection("BIND")]
public sealed class DnsSuspendsOnBindTests : SuspensionContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnBind.CreateAsync();
}

[Collection("BIND")]
public sealed class DnsBacksUpOnBindTests : BackupContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnBind.CreateAsync();
}

[Collection("BIND")]
public sealed class DnsConnectsOnBindTests : ConnectionContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnBind.CreateAsync();
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsChecksBackupsOnSqliteTests : BackupCheckContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on SQLite")]
public sealed class DnsDiscardsOnSqliteTests : DiscardContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("gsqlite3");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsChecksBackupsOnLmdbTests : BackupCheckContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("PowerDNS on LMDB")]
public sealed class DnsDiscardsOnLmdbTests : DiscardContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnPowerDns.CreateAsync("lmdb");
}

[Collection("BIND")]
public sealed class DnsChecksBackupsOnBindTests : BackupCheckContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnBind.CreateAsync();
}

[Collection("BIND")]
public sealed class DnsDiscardsOnBindTests : DiscardContract
{
    protected override async Task<AdapterEnvironment> CreateAsync() => await OnBind.CreateAsync();
}
