using Billing.Whmcs.Reading;
using MySqlConnector;

namespace Billing.Benchmarks;

/// <summary>The yardstick: the reader's own big statements, each field fetched once with the getter of its type, nothing kept.</summary>
internal static class RawReading
{
    public static async Task RunAsync(string database)
    {
        MySqlConnectionStringBuilder settings = new(database) { ConvertZeroDateTime = true, TreatTinyAsBoolean = false };
        await using MySqlDataSource source = new(settings.ConnectionString);
        PanelTables tables;
        await using (PanelSession session = await PanelSession.OpenAsync(source, "", snapshot: false, CancellationToken.None))
            tables = await PanelTables.ReadAsync(session, CancellationToken.None);
        await using MySqlConnection connection = await source.OpenConnectionAsync();
        await ReadAsync(connection, ServiceLists.Requests(Scope.AllLive));
        await ReadAsync(connection, ServiceLists.Hosting(Scope.AllLive));
        await ReadAsync(connection, ServiceLists.Addons(Scope.AllLive, tables));
        await ReadAsync(connection, ServiceLists.Domains(Scope.AllLive));
        await ReadAsync(connection, InvoiceList.AllOpen);
        await ReadAsync(connection, ClientList.Sql(tables, ConsentColumn.Nobody, "1 = 1 ORDER BY k.id"));
    }

    private static async Task ReadAsync(MySqlConnection connection, string sql)
    {
        await using MySqlCommand command = new(sql, connection) { CommandTimeout = 600 };
        await using MySqlDataReader reader = await command.ExecuteReaderAsync();
        Type[] types = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetFieldType)];
        byte[] bytes = new byte[64];
        while (await reader.ReadAsync())
            for (int field = 0; field < types.Length; field++)
                if (!reader.IsDBNull(field)) Fetch(reader, field, types[field], bytes);
    }

    private static void Fetch(MySqlDataReader reader, int field, Type type, byte[] bytes)
    {
        if (type == typeof(string)) reader.GetString(field);
        else if (type == typeof(decimal)) reader.GetDecimal(field);
        else if (type == typeof(DateTime)) reader.GetDateTime(field);
        else if (type == typeof(byte[])) reader.GetBytes(field, 0, bytes, 0, bytes.Length);
        else reader.GetInt64(field);
    }
}
