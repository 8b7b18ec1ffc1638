using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;
using EvolveDb;

namespace Billing.Engine.Ledger;

/// <summary>Brings a ledger's tables up to date, forwards only, with the scripts in <c>Migrations/</c>. One process at a time.</summary>
internal static class Migrations
{
    private const string Table = "migrations";
    private static readonly Assembly Ours = typeof(Migrations).Assembly;

    /// <exception cref="LedgerException">A newer version wrote it, or a script failed.</exception>
    public static Task RunAsync(LedgerStore store, CancellationToken cancel) => store.GuardAsync(async connection =>
    {
        string scripts = $"{typeof(Migrations).Namespace}.Migrations.{store.Migrations}.";
        int newest = Ours.GetManifestResourceNames().Where(name => name.StartsWith(scripts, StringComparison.Ordinal)).Max(name => Version(name[scripts.Length..]));
        int applied = await AppliedAsync(store, connection);
        if (applied > newest)
            throw new LedgerException($"The ledger {store.Place} was written by a newer version (its tables are at {applied}, this version knows {newest}): start that version again, or restore the backup made before it.");
        if (applied < newest) Migrate(store, connection, scripts);
    }, cancel);

    private static async Task<int> AppliedAsync(LedgerStore store, DbConnection connection)
    {
        if (await connection.ExecuteScalarAsync<long>(store.CountTables, new { Name = Table }) == 0) return 0;
        IEnumerable<string> versions = await connection.QueryAsync<string>($"SELECT version FROM {Table} WHERE version IS NOT NULL AND success = 1");
        return versions.Select(version => int.Parse(version, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
    }

    private static void Migrate(LedgerStore store, DbConnection connection, string scripts)
    {
        try
        {
            new Evolve(connection)
            {
                EmbeddedResourceAssemblies = [Ours],
                EmbeddedResourceFilters = [scripts],
                MetadataTableName = Table,
                IsEraseDisabled = true,
                EnableClusterMode = false,  // the guard is ours: the library's own lock is one for the whole server
            }.Migrate();
        }
        catch (EvolveException error)
        {
            throw new LedgerException($"The ledger {store.Place} cannot be brought up to date ({error.Message.ReplaceLineEndings(" ")}): restore its last backup, and report this.", error);
        }
    }

    /// <summary><c>V1__ledger.sql</c> is 1.</summary>
    private static int Version(string script) => int.Parse(script[1..script.IndexOf("__", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
