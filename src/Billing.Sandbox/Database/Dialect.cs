using System.Data.Common;

namespace Billing.Sandbox.Database;

/// <summary>What differs between the two databases a panel may lie in; all other SQL is common to both.</summary>
internal abstract class Dialect
{
    public abstract string LastId { get; }
    public abstract DbConnection Connect();
    public abstract IEnumerable<string> ExistingTables(DbConnection connection);
    public abstract IEnumerable<(string Name, string Type)> Columns(DbConnection connection, string table);
    public abstract IEnumerable<string> Create(PanelTable table);

    /// <summary>One value as the panel sees it: null, string, long or decimal. Dates are text, zero dates too.</summary>
    public abstract object? Read(DbDataReader reader, int column);
}
