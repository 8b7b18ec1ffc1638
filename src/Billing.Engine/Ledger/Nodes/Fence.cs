using System.Data.Common;
using Dapper;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>Stands before every write about a client. Where one process works alone there is nothing to ask.</summary>
internal sealed class Fence(LedgerStore store, NodeLeases? nodes)
{
    /// <summary>This process has a lease on that client which the database keeps.</summary>
    public bool Holds(int client) => nodes?.Held.Find(client) is not null;

    /// <summary>Whom a deed is about; null when that is not known, or does not matter.</summary>
    public Task<int?> ClientOfAsync(string storedKey, CancellationToken cancel) => nodes is null ? Task.FromResult<int?>(null)
        : store.ReadAsync(connection => connection.ExecuteScalarAsync<int?>(new CommandDefinition("SELECT client FROM deeds WHERE deed_key = @storedKey", new { storedKey }, cancellationToken: cancel)), cancel);

    /// <inheritdoc cref="NodeLeases.CheckAsync"/>
    public Task CheckAsync(int client, bool begins, DbConnection connection, DbTransaction transaction, CancellationToken cancel) =>
        nodes?.CheckAsync(client, begins, connection, transaction, cancel) ?? Task.CompletedTask;
}
