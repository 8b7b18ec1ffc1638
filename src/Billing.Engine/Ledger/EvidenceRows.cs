using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using Billing.Engine.Evidence;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>Adds to the chain, in the transaction of whoever has something to prove. One at a time.</summary>
internal sealed class EvidenceRows(LedgerStore store, TimeProvider clock)
{
    private const string Columns = "INSERT INTO evidence (number, client, invoice, deed_key, kind, at, once, body, hash, personal)";

    /// <summary>
    /// Writes all of it or nothing, and behind it in the chain what the work adds to the list. The end of the chain is locked first: whoever writes evidence waits
    /// here, and never with a lock in hand that another one needs.
    /// </summary>
    /// <returns>How many entries were added; those told before are left out.</returns>
    public async Task<int> WriteAsync(Func<DbConnection, DbTransaction, List<EvidenceRecord>, Task> work, CancellationToken cancel)
    {
        int added = 0;
        await store.TogetherAsync(async (connection, transaction) =>
        {
            EvidenceHead head = Head(await connection.ExecuteScalarAsync<string>(
                new CommandDefinition($"SELECT value FROM marks WHERE name = 'evidence' {store.ForUpdate}", transaction: transaction, cancellationToken: cancel)));
            List<EvidenceRecord> records = [];
            await work(connection, transaction, records);
            added = await AppendAsync(connection, transaction, head, records, cancel);
        }, cancel);
        return added;
    }

    public static async Task<EvidenceHead> HeadAsync(DbConnection connection, CancellationToken cancel) =>
        Head(await connection.ExecuteScalarAsync<string>(new CommandDefinition("SELECT value FROM marks WHERE name = 'evidence'", cancellationToken: cancel)));

    public static byte[] Unpack(byte[] packed)
    {
        using MemoryStream bytes = new();
        using (BrotliStream stream = new(new MemoryStream(packed), CompressionMode.Decompress)) stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private async Task<int> AppendAsync(DbConnection connection, DbTransaction transaction, EvidenceHead head, List<EvidenceRecord> records, CancellationToken cancel)
    {
        if (records.Count == 0) return 0;
        HashSet<string> known = await ToldAsync(connection, transaction, records, cancel);
        DateTimeOffset now = clock.GetUtcNow();
        List<(EvidenceRecord Record, EvidenceEntry Entry)> fresh = [];
        foreach (EvidenceRecord record in records)
        {
            if (record.Once is { } once && !known.Add(once)) continue;
            EvidenceEntry entry = Chain.Next(head, record, now);
            fresh.Add((record, entry));
            head = new EvidenceHead(entry.Number, entry.Hash);
        }
        if (fresh.Count == 0) return 0;
        foreach ((EvidenceRecord, EvidenceEntry)[] some in fresh.Chunk(store.RowsAStatement)) await InsertAsync(connection, transaction, some, now, cancel);
        foreach ((EvidenceRecord record, _) in fresh.Where(each => each.Record.Proof.Content is not null))
            await connection.ExecuteAsync(Say($"INSERT INTO contents (digest, client, at, content) VALUES (@Digest, @Client, @At, @Content) {store.KeepExisting("digest")}",
                new { Digest = Chain.Digest(record.Proof.Content!), record.Client, At = Written.Moment(now), Content = Pack(record.Proof.Content!) }));
        await connection.ExecuteAsync(Say("UPDATE marks SET value = @Head WHERE name = 'evidence'", new { Head = string.Create(CultureInfo.InvariantCulture, $"{head.Number} {head.Hash}") }));
        return fresh.Count;

        CommandDefinition Say(string sql, object args) => new(sql, args, transaction, cancellationToken: cancel);
    }

    private static async Task<HashSet<string>> ToldAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<EvidenceRecord> records, CancellationToken cancel)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string[] some in records.Select(record => record.Once).OfType<string>().Distinct().Chunk(200))
            known.UnionWith(await connection.QueryAsync<string>(new CommandDefinition("SELECT once FROM evidence WHERE once IN @some", new { some }, transaction, cancellationToken: cancel)));
        return known;
    }

    private static async Task InsertAsync(DbConnection connection, DbTransaction transaction, (EvidenceRecord Record, EvidenceEntry Entry)[] rows, DateTimeOffset now, CancellationToken cancel)
    {
        DynamicParameters values = new();
        for (int n = 0; n < rows.Length; n++)
        {
            (EvidenceRecord record, EvidenceEntry entry) = rows[n];
            values.Add($"Number{n}", entry.Number);
            values.Add($"Client{n}", record.Client);
            values.Add($"Invoice{n}", record.Invoice);
            values.Add($"Key{n}", Fitting.Key(record.Key));
            values.Add($"Kind{n}", record.Kind.Word());
            values.Add($"At{n}", Written.Moment(now));
            values.Add($"Once{n}", record.Once);
            values.Add($"Body{n}", entry.Body);
            values.Add($"Hash{n}", entry.Hash);
            values.Add($"Personal{n}", entry.Personal);
        }
        string rowsOf = string.Join(", ", Enumerable.Range(0, rows.Length).Select(n => $"(@Number{n}, @Client{n}, @Invoice{n}, @Key{n}, @Kind{n}, @At{n}, @Once{n}, @Body{n}, @Hash{n}, @Personal{n})"));
        await connection.ExecuteAsync(new CommandDefinition($"{Columns} VALUES {rowsOf}", values, transaction, cancellationToken: cancel));
    }

    private static EvidenceHead Head(string? mark) => mark?.Split(' ') is [{ } number, { } hash]
        ? new EvidenceHead(long.Parse(number, CultureInfo.InvariantCulture), hash)
        : throw new LedgerException("The ledger's evidence has lost its end: restore the ledger's last backup.");

    private static byte[] Pack(byte[] content)
    {
        using MemoryStream bytes = new();
        using (BrotliStream stream = new(bytes, CompressionLevel.Fastest)) stream.Write(content);
        return bytes.ToArray();
    }
}
