using System.Data.Common;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>The book of the channels in a database.</summary>
internal sealed class SqlChannelBook(LedgerStore store) : IChannelBook
{
    private const string People = "SELECT channel, address, client, written, reach, at FROM channel_people";

    public Task KeepMessageAsync(string channel, string id, SentMessage message, CancellationToken cancel) => WriteAsync(
        $"INSERT INTO channel_messages (channel, id, deed_key, client, invoice) VALUES (@channel, @Id, @Key, @Client, @Invoice) {store.KeepExisting("id")}",
        new { channel, Id = Fitting.Once(id), Key = Fitting.Key(message.Key), message.Client, message.Invoice }, cancel);

    public Task<SentMessage?> FindMessageAsync(string channel, string id, CancellationToken cancel) => store.ReadAsync(async connection =>
    {
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            "SELECT deed_key, client, invoice FROM channel_messages WHERE channel = @channel AND id = @Id", new { channel, Id = Fitting.Once(id) }, cancellationToken: cancel));
        return await row.ReadAsync(cancel) ? new SentMessage(row.GetString(0), row.GetInt32(1), row.MaybeNumber(2)) : null;
    }, cancel);

    public Task KeepPersonAsync(ChannelPerson person, CancellationToken cancel) => store.TogetherAsync(async (connection, transaction) =>
    {
        object row = new { person.Channel, person.Address, person.Client, person.Written, Reach = Word(person.Reach), At = Written.Moment(person.At) };
        await Do($"INSERT INTO channel_people (channel, address, client, written, reach, at) VALUES (@Channel, @Address, @Client, @Written, @Reach, @At) {store.KeepExisting("channel")}");
        await Do("""
            UPDATE channel_people SET written = @Written, at = @At, reach = CASE WHEN reach = 'stopped' OR @Reach = 'unknown' THEN reach ELSE @Reach END
            WHERE channel = @Channel AND address = @Address AND client = @Client
            """);

        Task Do(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: cancel));
    }, cancel);

    public Task<IReadOnlyList<ChannelPerson>> PeopleAtAsync(string channel, string address, CancellationToken cancel) => PeopleAsync("address = @address", new { channel, address }, cancel);

    public Task<IReadOnlyList<ChannelPerson>> PeopleOfAsync(string channel, int client, CancellationToken cancel) => PeopleAsync("client = @client", new { channel, client }, cancel);

    public Task<IReadOnlyList<ChannelPerson>> PeopleSinceAsync(string channel, DateTimeOffset since, CancellationToken cancel) =>
        PeopleAsync("at >= @Since", new { channel, Since = Written.Moment(since) }, cancel);

    public Task KeepStateAsync(string channel, string name, string value, CancellationToken cancel) => store.TogetherAsync(async (connection, transaction) =>
    {
        object row = new { channel, name, value };
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM channel_states WHERE channel = @channel AND name = @name", row, transaction, cancellationToken: cancel));
        if (value.Length > 0)
            await connection.ExecuteAsync(new CommandDefinition($"INSERT INTO channel_states (channel, name, value) VALUES (@channel, @name, @value) {store.KeepExisting("name")}", row, transaction, cancellationToken: cancel));
    }, cancel);

    public Task<IReadOnlyDictionary<string, string>> StatesAsync(string channel, CancellationToken cancel) => store.ReadAsync<IReadOnlyDictionary<string, string>>(async connection =>
        (await connection.QueryAsync<(string Name, string Value)>(new CommandDefinition("SELECT name, value FROM channel_states WHERE channel = @channel", new { channel }, cancellationToken: cancel)))
            .ToDictionary(state => state.Name, state => state.Value, StringComparer.Ordinal), cancel);

    private Task<IReadOnlyList<ChannelPerson>> PeopleAsync(string where, object args, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<ChannelPerson>>(async connection =>
    {
        List<ChannelPerson> people = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition($"{People} WHERE channel = @channel AND {where} ORDER BY client, address", args, cancellationToken: cancel));
        while (await row.ReadAsync(cancel))
            people.Add(new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3), Enum.Parse<Reach>(row.GetString(4), ignoreCase: true), Written.Moment(row.GetValue(5))));
        return people;
    }, cancel);

    private Task<int> WriteAsync(string sql, object args, CancellationToken cancel) =>
        store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition(sql, args, cancellationToken: cancel)), cancel);

    private static string Word(Reach reach) => reach switch { Reach.Works => "works", Reach.Fails => "fails", Reach.Stopped => "stopped", _ => "unknown" };
}
