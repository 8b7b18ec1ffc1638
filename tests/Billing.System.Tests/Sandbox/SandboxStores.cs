using Billing.Sandbox;
using MySqlConnector;

namespace Billing.System.Tests.Sandbox;

/// <summary>A database for one test, gone after it.</summary>
public abstract class SandboxStoreOfATest : IAsyncDisposable
{
    public abstract SandboxStore Store { get; }
    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteOfATest : SandboxStoreOfATest
{
    public override SandboxStore Store { get; } = SandboxStore.InMemory();
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class MariaDbOfATest : SandboxStoreOfATest
{
    readonly string server, name = $"sandbox_{Guid.NewGuid():N}";

    /// <summary>On the server of all tests.</summary>
    public MariaDbOfATest() : this(Environment.GetEnvironmentVariable("BILLING_TEST_MARIADB") is { Length: > 0 } given ? given
        : throw new InvalidOperationException("BILLING_TEST_MARIADB is not set: give a connection string of a MariaDB whose user may create databases, without Database=."))
    {
    }

    /// <summary>On that server.</summary>
    public MariaDbOfATest(string server)
    {
        this.server = server;
        Execute($"CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
    }

    public override SandboxStore Store => SandboxStore.MariaDb(new MySqlConnectionStringBuilder(server) { Database = name }.ConnectionString);

    public override ValueTask DisposeAsync()
    {
        Execute($"DROP DATABASE `{name}`");
        return ValueTask.CompletedTask;
    }

    void Execute(string sql)
    {
        using MySqlConnection connection = new(server);
        connection.Open();
        using MySqlCommand command = new(sql, connection);
        command.ExecuteNonQuery();
    }
}
