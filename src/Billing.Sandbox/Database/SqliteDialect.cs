using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Billing.Sandbox.Database;

internal sealed partial class SqliteDialect(string connectionString) : Dialect
{
    public override string LastId => "last_insert_rowid()";

    public override DbConnection Connect()
    {
        SqliteConnection connection = new(connectionString);
        connection.Open();
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY");
        return connection;
    }

    public override IEnumerable<string> ExistingTables(DbConnection connection) =>
        connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table'");

    public override IEnumerable<(string Name, string Type)> Columns(DbConnection connection, string table) =>
        connection.Query<(string, string)>("SELECT name, type FROM pragma_table_info(@table)", new { table });

    public override IEnumerable<string> Create(PanelTable table)
    {
        yield return $"CREATE TABLE `{table.Name}` ({string.Join(", ", table.Lines.Where(line => line.StartsWith('`')).Select(Column))})";
        foreach (string line in table.Lines)
            if (Key().Match(line) is { Success: true } key)
                yield return $"CREATE {key.Groups["unique"].Value}INDEX `{table.Name}_{key.Groups["name"].Value}` ON `{table.Name}` ({PrefixLength().Replace(key.Groups["columns"].Value, "")})";
    }

    /// <summary>Numbers of a NUMERIC column come back as integer or real: give them the scale that the panel prints.</summary>
    public override object? Read(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => null,
        string text => text,
        long number when reader.GetDataTypeName(column) is not "NUMERIC" => number,
        long number => Scaled(number, reader.GetName(column)),
        double number => Scaled((decimal)number, reader.GetName(column)),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };

    static decimal Scaled(decimal value, string column) => column switch
    {
        "rate" => decimal.Round(value, 5) + 0.00000m,
        "taxrate" or "taxrate2" => decimal.Round(value, 3) + 0.000m,
        _ => decimal.Round(value, 2) + 0.00m,
    };

    static string Column(string line)
    {
        string name = PanelSchema.ColumnName(line)!, rest = line[(name.Length + 3)..];
        if (rest.Contains("AUTO_INCREMENT", StringComparison.Ordinal)) return $"`{name}` INTEGER PRIMARY KEY AUTOINCREMENT";
        string affinity = rest.StartsWith("decimal", StringComparison.Ordinal) ? "NUMERIC"
            : Whole().IsMatch(rest) ? "INTEGER" : "TEXT";
        string fallback = Default().Match(rest) is { Success: true } given ? given.Groups[1].Value
            : affinity is not "TEXT" ? "0"
            : rest.StartsWith("datetime", StringComparison.Ordinal) ? "'0000-00-00 00:00:00'"
            : rest.StartsWith("date", StringComparison.Ordinal) ? "'0000-00-00'" : "''";
        return $"`{name}` {affinity}{(affinity is "TEXT" ? " COLLATE NOCASE" : "")} "
            + (rest.Contains("NOT NULL", StringComparison.Ordinal) ? $"NOT NULL DEFAULT {fallback}" : "DEFAULT NULL");
    }

    [GeneratedRegex(@"^(?<unique>UNIQUE )?KEY `(?<name>\w+)` \((?<columns>.+)\)$")] private static partial Regex Key();
    [GeneratedRegex(@"\(\d+\)")] private static partial Regex PrefixLength();
    [GeneratedRegex(@"^(tiny|big)?int")] private static partial Regex Whole();
    [GeneratedRegex(@"DEFAULT ('[^']*'|[\d.]+)")] private static partial Regex Default();
}
