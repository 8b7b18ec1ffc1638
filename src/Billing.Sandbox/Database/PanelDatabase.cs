using System.Collections.Frozen;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Billing.Sandbox.Database;

/// <summary>The panel's database: one connection, one piece of work at a time, each in a transaction of its own.</summary>
internal sealed class PanelDatabase : IDisposable
{
    readonly Lock gate = new();
    readonly Dialect dialect;
    readonly FrozenDictionary<string, FrozenDictionary<string, string>> columns;
    DbConnection connection;
    readonly List<Action> after = [];
    DbTransaction? running;
    bool closed;

    public PanelDatabase(Dialect dialect, PanelGeneration generation)
    {
        this.dialect = dialect;
        connection = dialect.Connect();
        HashSet<string> present = dialect.ExistingTables(connection).ToHashSet(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<PanelTable> tables = PanelSchema.Tables(generation);
        Created = tables.Select(table => table.Name).Where(name => !present.Contains(name)).ToFrozenSet();
        foreach (string statement in tables.Where(table => Created.Contains(table.Name)).SelectMany(dialect.Create))
            connection.Execute(statement);
        columns = tables.ToFrozenDictionary(table => table.Name, table => dialect.Columns(connection, table.Name)
            .ToFrozenDictionary(c => c.Name, c => c.Type, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The tables that were missing and have been made.</summary>
    public FrozenSet<string> Created { get; }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            connection.Dispose();
        }
    }

    /// <summary>To be done once the present work is committed, and no lock is held.</summary>
    public void AfterCommit(Action what) => after.Add(what);

    public T Do<T>(Func<T> work)
    {
        Action[] then;
        T result;
        lock (gate)
        {
            if (running is not null) return work();
            ObjectDisposedException.ThrowIf(closed, this);   // work that a fault put off may come after the end
            if (connection.State is not ConnectionState.Open) { connection.Dispose(); connection = dialect.Connect(); }
            using DbTransaction transaction = running = connection.BeginTransaction();
            try
            {
                result = work();
                transaction.Commit();
                then = [.. after];
            }
            finally
            {
                running = null;
                after.Clear();
            }
        }
        foreach (Action what in then) what();
        return result;
    }

    public void Do(Action work) => Do(() => { work(); return 0; });

    public IReadOnlyList<Row> Rows(string sql, object? parameters = null) => Do(() =>
    {
        using DbDataReader reader = (DbDataReader)connection.ExecuteReader(sql, parameters, running);
        List<Row> rows = [];
        while (reader.Read())
        {
            Dictionary<string, object?> values = new(reader.FieldCount, StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < reader.FieldCount; i++) values[reader.GetName(i)] = dialect.Read(reader, i);
            rows.Add(new Row(values));
        }
        return rows;
    });

    public Row? One(string sql, object? parameters = null) => Rows(sql, parameters) is [var first, ..] ? first : null;
    public Row? Find(string table, int id) => One($"SELECT * FROM `{table}` WHERE id = @id", new { id });
    public long Number(string sql, object? parameters = null) => Do(() => connection.ExecuteScalar<long?>(sql, parameters, running) ?? 0);
    public int Run(string sql, object? parameters = null) => Do(() => connection.Execute(sql, parameters, running));

    /// <summary>Columns that this panel's generation does not have are left out; the rest take the table's defaults.</summary>
    public int Insert(string table, params IEnumerable<(string Column, object? Value)> values)
    {
        DynamicParameters parameters = new();
        List<string> names = Bind(table, values, parameters);
        string sql = $"INSERT INTO `{table}` ({string.Join(", ", names.Select(n => $"`{n}`"))}) VALUES ({string.Join(", ", names.Select(n => "@" + n))})";
        return Do(() =>
        {
            connection.Execute(sql, parameters, running);
            // MariaDB's last id is one that it gave itself, not one that was named.
            return names.Contains("id") ? parameters.Get<int>("id") : connection.ExecuteScalar<int>($"SELECT {dialect.LastId}", transaction: running);
        });
    }

    public void Update(string table, int id, params IEnumerable<(string Column, object? Value)> values)
    {
        DynamicParameters parameters = new();
        List<string> names = Bind(table, values, parameters);
        if (names.Count is 0) return;
        parameters.Add("_id", id);
        Run($"UPDATE `{table}` SET {string.Join(", ", names.Select(n => $"`{n}` = @{n}"))} WHERE id = @_id", parameters);
    }

    List<string> Bind(string table, IEnumerable<(string Column, object? Value)> values, DynamicParameters parameters)
    {
        List<string> names = [];
        foreach ((string column, object? value) in values)
        {
            if (!columns[table].TryGetValue(column, out string? type)) continue;
            if (column is "id" && value is null) continue;
            names.Add(column);
            parameters.Add(column, Stored(value, type));
        }
        return names;
    }

    static object? Stored(object? value, string type) => value switch
    {
        bool flag => type.Equals("text", StringComparison.OrdinalIgnoreCase) ? (flag ? "on" : "") : (flag ? 1 : 0),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => value,
    };
}
