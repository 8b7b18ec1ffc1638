using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>The statement that writes new deeds, one or a handful at once.</summary>
internal static class DeedInsert
{
    /// <summary>One row; its parameters are those of a <see cref="Row"/>.</summary>
    public static readonly string One = $"{Columns} VALUES {Values("")}";

    private const string Columns =
        "INSERT INTO deeds (deed_key, client, turn, run, kind, target, invoice, day, begun_on, because, state, attempts, words, began_at, finished_at, action)";

    /// <summary>Several rows in one statement.</summary>
    public static (string Sql, DynamicParameters Values) Of(IReadOnlyList<Row> rows)
    {
        DynamicParameters values = new();
        for (int i = 0; i < rows.Count; i++) Add(values, i, rows[i]);
        return ($"{Columns} VALUES {string.Join(", ", Enumerable.Range(0, rows.Count).Select(i => Values($"{i}")))}", values);
    }

    /// <summary>The values of a row; its parameters end in that suffix.</summary>
    private static string Values(string n) =>
        $"(@Key{n}, @Client{n}, @Turn{n}, @Run{n}, @Kind{n}, @Target{n}, @Invoice{n}, @Day{n}, @Day{n}, @Because{n}, @State{n}, 1, '', @Now{n}, @Finished{n}, @Action{n})";

    /// <summary>Names follow the parameters.</summary>
    public sealed record Row(
        string Key, int Client, long Turn, long Run, string Kind, string? Target, int? Invoice, string Day, string Because, string State, string Now, string? Finished, string Action);

    private static void Add(DynamicParameters rows, int n, Row row)
    {
        rows.Add($"Key{n}", row.Key);
        rows.Add($"Client{n}", row.Client);
        rows.Add($"Turn{n}", row.Turn);
        rows.Add($"Run{n}", row.Run);
        rows.Add($"Kind{n}", row.Kind);
        rows.Add($"Target{n}", row.Target);
        rows.Add($"Invoice{n}", row.Invoice);
        rows.Add($"Day{n}", row.Day);
        rows.Add($"Because{n}", row.Because);
        rows.Add($"State{n}", row.State);
        rows.Add($"Now{n}", row.Now);
        rows.Add($"Finished{n}", row.Finished);
        rows.Add($"Action{n}", row.Action);
    }
}
