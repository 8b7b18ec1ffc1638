using MySqlConnector;

namespace Billing.Whmcs.Reading;

/// <summary>One connection to the panel's database, for one question or for one consistent look at everything. It never writes.</summary>
internal sealed class PanelSession : IAsyncDisposable
{
    private readonly MySqlConnection connection;
    private readonly string place;

    private PanelSession(MySqlConnection connection, string place) => (this.connection, this.place) = (connection, place);

    /// <summary>Opens a connection.</summary>
    /// <param name="source">Where.</param>
    /// <param name="place">How an error names it.</param>
    /// <param name="snapshot">Whether all questions are answered as of this moment, whatever others write meanwhile.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<PanelSession> OpenAsync(MySqlDataSource source, string place, bool snapshot, CancellationToken cancel)
    {
        MySqlConnection connection = source.CreateConnection();
        try
        {
            await connection.OpenAsync(cancel);
            PanelSession session = new(connection, place);
            if (snapshot)
            {
                await session.DoAsync("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", cancel);
                await session.DoAsync("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", cancel);
            }
            return session;
        }
        catch (MySqlException error)
        {
            await connection.DisposeAsync();
            throw cancel.IsCancellationRequested ? new OperationCanceledException(cancel) : PanelFaults.From(error, place);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks, and shows each row as it arrives; none is kept.</summary>
    public async Task EachAsync(string sql, Action<PanelRow> row, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await using MySqlCommand command = new(sql, connection);
        try
        {
            // One registration for the whole stream: the driver would make one for each row.
            await using CancellationTokenRegistration registration = cancel.UnsafeRegister(static running => ((MySqlCommand)running!).Cancel(), command);
            await using MySqlDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
            PanelRow current = new(reader);
            while (await reader.ReadAsync(CancellationToken.None)) row(current);
        }
        catch (MySqlException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (MySqlException error)
        {
            throw PanelFaults.From(error, place);
        }
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>A question with one answer; the default when there is none.</summary>
    public async Task<T?> OneAsync<T>(string sql, Func<PanelRow, T> read, CancellationToken cancel)
    {
        T? answer = default;
        await EachAsync(sql, row => answer = read(row), cancel);
        return answer;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task DoAsync(string sql, CancellationToken cancel)
    {
        await using MySqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
