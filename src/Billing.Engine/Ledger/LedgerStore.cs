using System.Data.Common;

namespace Billing.Engine.Ledger;

/// <summary>What the two databases of a ledger do differently: how they are opened, guarded and spoken to, and what their errors mean.</summary>
internal abstract class LedgerStore : IAsyncDisposable
{
    /// <summary>Where the ledger lies, for a message. No secret.</summary>
    public abstract string Place { get; }

    /// <summary>The folder of its migrations.</summary>
    public abstract string Migrations { get; }

    /// <summary>Ends an insert: a row that exists stays as it is and counts as 0 rows. One of the columns must be named.</summary>
    public abstract string KeepExisting(string column);

    /// <summary>Follows <c>FROM deeds</c> where all are read in the order of the clients: rows come by the index, nothing is sorted.</summary>
    public abstract string ByClient { get; }

    /// <summary>How many rows one insert best carries.</summary>
    public abstract int RowsAStatement { get; }

    /// <summary>The number that the insert before gave.</summary>
    public abstract string LastNumber { get; }

    /// <summary>Ends a select in a transaction: nobody else changes or locks that row until its end.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Asks for the server's clock, in UTC; null where there is no server.</summary>
    public abstract string? Clock { get; }

    /// <summary>How many tables of a name there are.</summary>
    public abstract string CountTables { get; }

    /// <summary>A connection for reading. The caller closes it.</summary>
    /// <exception cref="LedgerException">It cannot be opened.</exception>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancel);

    /// <summary>Runs while no other process changes the schema, with a connection that may.</summary>
    public abstract Task GuardAsync(Func<DbConnection, Task> migrate, CancellationToken cancel);

    /// <summary>Writes: each statement for itself.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel);

    /// <summary>What an error of the database means, in one line; null when it is not one of the database.</summary>
    public abstract LedgerException? Explain(Exception error);

    /// <summary>Writes: all of it or nothing.</summary>
    public Task TogetherAsync(Func<DbConnection, DbTransaction, Task> work, CancellationToken cancel) => WriteAsync(async connection =>
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await work(connection, transaction);
        await transaction.CommitAsync(CancellationToken.None);  // given up halfway, nobody would know whether it counts
        return true;
    }, cancel);

    /// <summary>Reads on a connection of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        await using DbConnection connection = await OpenAsync(cancel);
        return await ExplainedAsync(() => work(connection));
    }

    /// <summary>Does it, and says what an error of the database means.</summary>
    public async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (Explain(error) is { } clear)
        {
            throw clear;
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>The first of that sort in an exception and its causes.</summary>
    protected static T? Find<T>(Exception error) where T : Exception
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
            if (cause is T found) return found;
        return null;
    }
}
