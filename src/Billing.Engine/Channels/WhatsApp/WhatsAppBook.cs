using Billing.Core.Facts;
using Billing.Engine.Ledger;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>What the ledger keeps of numbers: as the panel has them, in each of their forms, and as WhatsApp calls the person; which form works, which does not, and who asked for no more.</summary>
/// <param name="ledger">Where.</param>
/// <param name="time">The clock.</param>
/// <param name="zone">Whose days count.</param>
internal sealed class WhatsAppBook(ILedger ledger, TimeProvider time, TimeZoneInfo zone)
{
    private const string Channel = WhatsAppChannel.ChannelName;

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

    /// <summary>The forms that may be written to, one that worked first; or why there is none.</summary>
    public async Task<(IReadOnlyList<string> Forms, string Why)> OpenAsync(Client client, WhatsAppNumber number, CancellationToken cancel)
    {
        foreach (string form in number.All)
            if ((await ledger.Channels.PeopleAtAsync(Channel, form, cancel)).Any(person => person.Reach == Reach.Stopped))
            {
                await DeadAsync(client, Wishes.Stopped);
                return ([], Wishes.Stopped);
            }
        Dictionary<string, Reach> known = (await ledger.Channels.PeopleOfAsync(Channel, client.Id, cancel)).ToDictionary(person => person.Address, person => person.Reach, StringComparer.Ordinal);
        string[] open = [.. number.Forms.Where(form => known.GetValueOrDefault(form) != Reach.Fails).OrderByDescending(form => known.GetValueOrDefault(form) == Reach.Works)];
        if (open.Length > 0) return (open, "");
        await DeadAsync(client, "nobody is on WhatsApp at this number");
        return ([], "nobody is on WhatsApp at this number");
    }

    /// <summary>Before the message leaves: a status may come back before its answer does.</summary>
    public async Task BeginAsync(Sending sending, CancellationToken cancel)
    {
        await ledger.Channels.KeepMessageAsync(Channel, sending.Identity, Message(sending), cancel);
        IReadOnlyList<ChannelPerson> known = await ledger.Channels.PeopleOfAsync(Channel, sending.Notice.Client.Id, cancel);
        foreach (string form in sending.Number.Forms)
            if (form == sending.To || !known.Any(person => person.Address == form))
                await ledger.Channels.KeepPersonAsync(Person(sending, form, Reach.Unknown, form == sending.To ? time.GetUtcNow() : DateTimeOffset.UnixEpoch), cancel);
    }

    public async Task TakenAsync(Sending sending, CloudAnswer.Taken taken)
    {
        await ledger.Channels.KeepMessageAsync(Channel, taken.Id, Message(sending), CancellationToken.None);
        await CalledAsync(sending.Notice.Client.Id, taken.Recipient, CancellationToken.None);
        await CalledAsync(sending.Notice.Client.Id, taken.UserId, CancellationToken.None);
    }

    /// <summary>WhatsApp's own name of a person: no form of the number, and so written nowhere.</summary>
    public async Task CalledAsync(int client, string name, CancellationToken cancel)
    {
        if (name.Length > 0 && !(await ledger.Channels.PeopleOfAsync(Channel, client, cancel)).Any(person => person.Address == name))
            await ledger.Channels.KeepPersonAsync(new(Channel, name, client, "", Reach.Unknown, DateTimeOffset.UnixEpoch), cancel);
    }

    public Task FailsAsync(Sending sending) => ledger.Channels.KeepPersonAsync(Person(sending, sending.To, Reach.Fails, time.GetUtcNow()), CancellationToken.None);

    /// <summary>The address that the panel has is left out from now on.</summary>
    public Task DeadAsync(Client client, string why) => ledger.NoteDeadAddressAsync(client.Id, Channel, client.Phone, Today, why, CancellationToken.None);

    /// <summary>A message to that number arrived, or will not.</summary>
    public async Task HeardAsync(int client, string to, Reach reach, string why, CancellationToken cancel)
    {
        IReadOnlyList<ChannelPerson> known = await ledger.Channels.PeopleOfAsync(Channel, client, cancel);
        if (known.FirstOrDefault(person => person.Address == to) is not { } person || person.Reach == Reach.Stopped) return;
        if (person.Reach != reach) await ledger.Channels.KeepPersonAsync(person with { Reach = reach }, cancel);
        bool dead = reach == Reach.Fails && person.Written.Length > 0 && known.All(form => form.Address == to || form.Written != person.Written || form.Reach == Reach.Fails);
        if (dead) await ledger.NoteDeadAddressAsync(client, Channel, person.Written, Today, why, cancel);
    }

    /// <summary>Everybody who reads at one of these names of a person.</summary>
    public async Task<IReadOnlyList<int>> ClientsAsync(IEnumerable<string> names, CancellationToken cancel)
    {
        SortedSet<int> clients = [];
        foreach (string name in names.Where(name => name.Length > 0))
            clients.UnionWith((await ledger.Channels.PeopleAtAsync(Channel, name, cancel)).Select(person => person.Client).Where(client => client != 0));
        return [.. clients];
    }

    /// <summary>No more messages to whoever reads there, whichever client it is, also one that comes later.</summary>
    public async Task StopAsync(IReadOnlyList<int> clients, IEnumerable<string> names, CancellationToken cancel)
    {
        foreach (string name in names.Where(name => name.Length > 0))
            await ledger.Channels.KeepPersonAsync(new(Channel, name, 0, "", Reach.Stopped, time.GetUtcNow()), cancel);
        foreach (int client in clients)
            foreach (ChannelPerson person in await ledger.Channels.PeopleOfAsync(Channel, client, cancel))
            {
                await ledger.Channels.KeepPersonAsync(person with { Reach = Reach.Stopped }, cancel);
                if (person.Written.Length > 0) await ledger.NoteDeadAddressAsync(client, Channel, person.Written, Today, Wishes.Stopped, cancel);
            }
    }

    private static SentMessage Message(Sending sending) => new(sending.Notice.Key, sending.Notice.Client.Id, sending.Notice.Invoice?.Id);

    private static ChannelPerson Person(Sending sending, string form, Reach reach, DateTimeOffset at) => new(Channel, form, sending.Notice.Client.Id, sending.Notice.Client.Phone, reach, at);
}
