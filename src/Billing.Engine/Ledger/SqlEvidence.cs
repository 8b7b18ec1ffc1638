using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Billing.Engine.Evidence;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>The evidence in a database.</summary>
internal sealed class SqlEvidence(LedgerStore store, EvidenceRows rows) : IEvidence
{
    private const string Entries = "SELECT number, body, hash, personal FROM evidence";

    public async Task<int> AppendAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancel) => records.Count == 0 ? 0
        : await rows.WriteAsync((_, _, adding) =>
        {
            adding.AddRange(records);
            return Task.CompletedTask;
        }, cancel);

    public async IAsyncEnumerable<EvidenceEntry> ReadAllAsync(long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using DbConnection connection = await store.OpenAsync(cancel);
        await using DbDataReader row = await store.ExplainedAsync(() => connection.ExecuteReaderAsync(new CommandDefinition($"{Entries} WHERE number >= @from ORDER BY number", new { from }, cancellationToken: cancel)));
        while (await store.ExplainedAsync(() => row.ReadAsync(cancel))) yield return Read(row);
    }

    public Task<IReadOnlyList<EvidenceEntry>> OfInvoiceAsync(int invoice, CancellationToken cancel) => ListAsync($"""
        {Entries} WHERE invoice = @invoice OR deed_key IN (SELECT deed_key FROM evidence WHERE invoice = @invoice AND deed_key <> '') ORDER BY number
        """, new { invoice }, cancel);

    public Task<IReadOnlyList<EvidenceEntry>> OfKeyAsync(string key, CancellationToken cancel) => ListAsync($"{Entries} WHERE deed_key = @Key ORDER BY number", new { Key = Fitting.Key(key) }, cancel);

    public Task<EvidenceHead> HeadAsync(CancellationToken cancel) => store.ReadAsync(connection => EvidenceRows.HeadAsync(connection, cancel), cancel);

    public Task<byte[]?> ContentAsync(string digest, CancellationToken cancel) => store.ReadAsync(async connection =>
        await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition("SELECT content FROM contents WHERE digest = @digest", new { digest }, cancellationToken: cancel)) is { } packed ? EvidenceRows.Unpack(packed) : null, cancel);

    public async Task<int> EraseAsync(int? client, DateTimeOffset before, string why, CancellationToken cancel)
    {
        int erased = 0;
        await rows.WriteAsync(async (connection, transaction, adding) =>
        {
            object args = new { client, Before = Written.Moment(before) };
            string whose = client is null ? "" : "AND client = @client";
            erased = await Do($"UPDATE evidence SET personal = NULL WHERE personal IS NOT NULL AND at < @Before {whose}");
            int contents = await Do($"DELETE FROM contents WHERE at < @Before {whose}");
            await Do($"DELETE FROM channel_people WHERE at < @Before AND reach <> 'stopped' {whose}");   // a wish for no more messages must outlive it
            if (client is not null)
            {
                await Do("DELETE FROM dead_addresses WHERE client = @client");
                await Do("UPDATE objections SET said = '' WHERE client = @client AND came < @Before");
            }
            if (erased + contents == 0) return;
            Proof proof = Proof.Of(("entries", Text(erased)), ("contents", Text(contents)), ("before", Written.Moment(before)), ("why", why));
            adding.Add(new EvidenceRecord(EvidenceKind.Erased, client ?? 0, null, "", proof));

            Task<int> Do(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, args, transaction, cancellationToken: cancel));
        }, cancel);
        return erased;
    }

    public async Task<NoticeLinks> KeepLinksAsync(NoticeLinks links, CancellationToken cancel)
    {
        await store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition(
            $"INSERT INTO links (id, deed_key, client, invoice, destinations, made_at, expires_at) VALUES (@Id, @Key, @Client, @Invoice, @To, @Made, @Expires) {store.KeepExisting("id")}",
            new
            {
                links.Id, Key = Fitting.Key(links.Key), links.Client, links.Invoice, To = JsonSerializer.Serialize(links.Destinations),
                Made = Written.Moment(links.Made), Expires = Written.Moment(links.Expires),
            }, cancellationToken: cancel)), cancel);
        return await FindAsync("deed_key = @value", Fitting.Key(links.Key), cancel) ?? throw new LedgerException($"The links of {links.Key} were not kept: look at the ledger's disk.");
    }

    public Task<NoticeLinks?> FindLinksAsync(string id, CancellationToken cancel) => FindAsync("id = @value", id, cancel);

    private Task<NoticeLinks?> FindAsync(string where, string value, CancellationToken cancel) => store.ReadAsync(async connection =>
    {
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            $"SELECT id, deed_key, client, invoice, destinations, made_at, expires_at FROM links WHERE {where}", new { value }, cancellationToken: cancel));
        return await row.ReadAsync(cancel)
            ? new NoticeLinks(row.GetString(0), row.GetString(1), row.GetInt32(2), row.MaybeNumber(3), JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4))!,
                Written.Moment(row.GetValue(5)), Written.Moment(row.GetValue(6)))
            : null;
    }, cancel);

    private Task<IReadOnlyList<EvidenceEntry>> ListAsync(string sql, object args, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<EvidenceEntry>>(async connection =>
    {
        List<EvidenceEntry> entries = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(sql, args, cancellationToken: cancel));
        while (await row.ReadAsync(cancel)) entries.Add(Read(row));
        return entries;
    }, cancel);

    private static EvidenceEntry Read(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.MaybeText(3));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
