using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using MySqlConnector;

namespace Billing.Sandbox.Database;

internal sealed class MariaDbDialect(string connectionString) : Dialect
{
    readonly string connectionString = new MySqlConnectionStringBuilder(connectionString)
    {
        AllowZeroDateTime = true, TreatTinyAsBoolean = false, IgnoreCommandTransaction = true, AllowUserVariables = true,
    }.ConnectionString;

    public override string LastId => "LAST_INSERT_ID()";

    public override DbConnection Connect()
    {
        MySqlConnection connection = new(connectionString);
        connection.Open();
        if (connection.Database is "")
            throw new ArgumentException("The sandbox panel's MariaDB connection string names no database; add Database=NAME.");
        connection.Execute("SET SESSION sql_mode = ''");   // as a panel does: columns without a value take their implicit default
        return connection;
    }

    public override IEnumerable<string> ExistingTables(DbConnection connection) =>
        connection.Query<string>("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()");

    public override IEnumerable<(string Name, string Type)> Columns(DbConnection connection, string table) =>
        connection.Query<(string, string)>(
            "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @table", new { table });

    public override IEnumerable<string> Create(PanelTable table) =>
        [$"CREATE TABLE `{table.Name}` (\n{string.Join(",\n", table.Lines)}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci"];

    public override object? Read(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => null,
        string text => text,
        decimal number => number,
        MySqlDateTime moment => Text(moment, reader.GetDataTypeName(column) is "DATE"),
        DateTime moment => moment.ToString(reader.GetDataTypeName(column) is "DATE" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        double number => (decimal)number,
        var whole => Convert.ToInt64(whole, CultureInfo.InvariantCulture),
    };

    static string Text(MySqlDateTime at, bool day) => day
        ? string.Create(CultureInfo.InvariantCulture, $"{at.Year:D4}-{at.Month:D2}-{at.Day:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{at.Year:D4}-{at.Month:D2}-{at.Day:D2} {at.Hour:D2}:{at.Minute:D2}:{at.Second:D2}");
}
