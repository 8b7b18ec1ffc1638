namespace Billing.Engine.Ledger;

/// <summary>The book of the channels in memory.</summary>
internal sealed class MemoryChannelBook : IChannelBook
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Channel, string Id), SentMessage> messages = [];
    private readonly Dictionary<(string Channel, string Address, int Client), ChannelPerson> people = [];
    private readonly Dictionary<(string Channel, string Name), string> states = [];

    public Task KeepMessageAsync(string channel, string id, SentMessage message, CancellationToken cancel) => Locked(() => messages.TryAdd((channel, Fitting.Once(id)), message));

    public Task<SentMessage?> FindMessageAsync(string channel, string id, CancellationToken cancel) => Locked(() => messages.GetValueOrDefault((channel, Fitting.Once(id))));

    public Task KeepPersonAsync(ChannelPerson person, CancellationToken cancel) => Locked(() =>
    {
        (string, string, int) key = (person.Channel, person.Address, person.Client);
        ChannelPerson? known = people.GetValueOrDefault(key);
        Reach reach = known is { Reach: Reach.Stopped } || known is not null && person.Reach == Reach.Unknown ? known.Reach : person.Reach;
        return people[key] = person with { Reach = reach };
    });

    public Task<IReadOnlyList<ChannelPerson>> PeopleAtAsync(string channel, string address, CancellationToken cancel) => Those(person => person.Channel == channel && person.Address == address);

    public Task<IReadOnlyList<ChannelPerson>> PeopleOfAsync(string channel, int client, CancellationToken cancel) => Those(person => person.Channel == channel && person.Client == client);

    public Task<IReadOnlyList<ChannelPerson>> PeopleSinceAsync(string channel, DateTimeOffset since, CancellationToken cancel) => Those(person => person.Channel == channel && person.At >= since);

    public Task KeepStateAsync(string channel, string name, string value, CancellationToken cancel) => Locked(() =>
    {
        if (value.Length == 0) return states.Remove((channel, name));
        states[(channel, name)] = value;
        return true;
    });

    public Task<IReadOnlyDictionary<string, string>> StatesAsync(string channel, CancellationToken cancel) => Locked<IReadOnlyDictionary<string, string>>(() =>
        states.Where(state => state.Key.Channel == channel).ToDictionary(state => state.Key.Name, state => state.Value, StringComparer.Ordinal));

    /// <summary>Erasing what is personal takes the addresses along.</summary>
    public void Erase(int? client, DateTimeOffset before)
    {
        lock (gate)
            foreach (ChannelPerson person in people.Values.Where(person => person.At < before && (client is null || person.Client == client) && person.Reach != Reach.Stopped).ToArray())
                people.Remove((person.Channel, person.Address, person.Client));
    }

    private Task<IReadOnlyList<ChannelPerson>> Those(Func<ChannelPerson, bool> wanted) =>
        Locked<IReadOnlyList<ChannelPerson>>(() => [.. people.Values.Where(wanted).OrderBy(person => person.Client).ThenBy(person => person.Address, StringComparer.Ordinal)]);

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (gate) return Task.FromResult(work());
    }
}
