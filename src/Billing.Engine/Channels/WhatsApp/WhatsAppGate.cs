using Billing.Engine.Acting;
using Billing.Engine.Ledger;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>
/// What keeps the channel from hammering: a pause of the whole channel after an error that concerns all of it, the pace, the numbers of a day, and templates that
/// Meta does not let us use. Pauses and what was learnt from errors last as long as the process; what Meta tells by itself is kept in the ledger.
/// </summary>
internal sealed class WhatsAppGate(WhatsAppOptions options, IChannelBook book, TimeProvider time, Action<string> alert)
{
    public static readonly TimeSpan LongPause = TimeSpan.FromMinutes(15), ShortPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24), Shunned = TimeSpan.FromHours(6);

    private readonly Lock gate = new();
    private readonly Pace pace = new(LaneOptions.Default with { PerSecond = options.PerSecond, Burst = TimeSpan.FromSeconds(1) });
    private readonly Dictionary<string, DateTimeOffset> shunned = new(StringComparer.Ordinal);
    private Task<Dictionary<string, DateTimeOffset>>? written;
    private DateTimeOffset until;
    private DateTimeOffset fullSaid;
    private string why = "";

    /// <summary>Why nothing may be sent now; null when the channel is open.</summary>
    public string? Paused
    {
        get { lock (gate) return time.GetUtcNow() < until ? why : null; }
    }

    /// <summary>Closes the channel for a while, and tells the admin once.</summary>
    public void Pause(TimeSpan span, string because)
    {
        lock (gate)
        {
            bool known = time.GetUtcNow() < until;
            (until, why) = (time.GetUtcNow() + span, because);
            if (known) return;
        }
        alert($"WhatsApp pauses for {(int)span.TotalMinutes} min: {because}");
    }

    /// <summary>Waits for the number's turn; false when the day's numbers are used up.</summary>
    public async Task<bool> EnterAsync(string number, CancellationToken cancel)
    {
        Dictionary<string, DateTimeOffset> day = await DayAsync();
        bool enters, tell = false;
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            enters = Reserve(day, number, now);
            if (!enters && now - fullSaid >= TimeSpan.FromHours(1)) (fullSaid, tell) = (now, true);
        }
        if (tell) alert($"WhatsApp: {options.PerDay} numbers were written to within 24 hours (channels.whatsapp.perDay): the others follow later");
        if (enters) await pace.WaitAsync(cancel);
        return enters;
    }

    /// <summary>Takes a template out of use for some hours, because the API refused it.</summary>
    public void Shun(string template, string because)
    {
        lock (gate) shunned[template] = time.GetUtcNow() + Shunned;
        alert($"WhatsApp: the template {template} cannot be used: {because}");
    }

    /// <summary>Those that may be used now.</summary>
    public async Task<IReadOnlyList<WhatsAppMessage>> UsableAsync(IReadOnlyList<WhatsAppMessage> messages, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, string> states = await book.StatesAsync(WhatsAppChannel.ChannelName, cancel);
        lock (gate)
            return [.. messages.Where(message => !(shunned.TryGetValue(message.Name, out DateTimeOffset end) && time.GetUtcNow() < end)
                && !states.ContainsKey(TemplateStates.Status(message.Name)) && !states.ContainsKey(TemplateStates.Category(message.Name)))];
    }

    private bool Reserve(Dictionary<string, DateTimeOffset> day, string number, DateTimeOffset now)
    {
        if (day.TryGetValue(number, out DateTimeOffset last) && now - last < Day) return true;
        if (day.Count >= options.PerDay)
            foreach (string old in day.Where(each => now - each.Value >= Day).Select(each => each.Key).ToArray()) day.Remove(old);
        if (day.Count >= options.PerDay) return false;
        day[number] = now;
        return true;
    }

    /// <summary>Who was written to lately: read once, as the ledger has it, and kept on from there.</summary>
    private Task<Dictionary<string, DateTimeOffset>> DayAsync()
    {
        lock (gate) return written is null or { IsFaulted: true } ? written = ReadAsync() : written;

        async Task<Dictionary<string, DateTimeOffset>> ReadAsync() =>
            (await book.PeopleSinceAsync(WhatsAppChannel.ChannelName, time.GetUtcNow() - Day, CancellationToken.None))
                .GroupBy(person => person.Address, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Max(person => person.At), StringComparer.Ordinal);
    }
}

/// <summary>Under which names the book keeps what Meta told about templates; what is kept keeps a template from being used.</summary>
internal static class TemplateStates
{
    /// <summary>Paused, disabled, rejected.</summary>
    public static string Status(string template) => $"template-status/{template}";

    /// <summary>Re-categorised: no utility any more.</summary>
    public static string Category(string template) => $"template-category/{template}";
}
