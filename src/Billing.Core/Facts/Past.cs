using Billing.Core.Actions;

namespace Billing.Core.Facts;

/// <summary>How far something that we set out to do has come.</summary>
public enum DeedState
{
    /// <summary>It happened.</summary>
    Done,
    /// <summary>It was begun, and no outcome is known: it may have happened.</summary>
    InDoubt,
    /// <summary>It did not happen, for a reason that passes: it is tried again soon.</summary>
    NotDone,
    /// <summary>It did not happen: refused for good, or wanted no more when its turn came. A run that still wants it tries it again.</summary>
    GivenUp,
}

/// <summary>Something that we did, or set out to do, as the ledger has it.</summary>
/// <param name="Action">What.</param>
/// <param name="On">The local day.</param>
/// <param name="State">How far it came.</param>
/// <param name="Invoice">The number of the invoice that it raised; null for anything else.</param>
/// <param name="Bounced">A notice that was accepted first and came back.</param>
/// <param name="Place">Where a backup lies.</param>
public sealed record Deed(BillingAction Action, DateOnly On, DeedState State, int? Invoice = null, bool Bounced = false, string? Place = null)
{
    /// <summary>It is to be tried again, and its time has not come yet. Only looks between two runs heed that; a run tries everything.</summary>
    public bool Waits { get; init; }
}

/// <summary>A client's objection to an invoice.</summary>
/// <param name="Invoice">Which.</param>
/// <param name="On">The day it came.</param>
/// <param name="Answered">The day it was answered; null while it is open.</param>
public sealed record Objection(int Invoice, DateOnly On, DateOnly? Answered)
{
    /// <summary>In the client's words; empty when they are not known any more.</summary>
    public string Said { get; init; } = "";
}

/// <summary>A client's promise to pay an invoice later, which the policy allows and we took.</summary>
/// <param name="Invoice">Which.</param>
/// <param name="On">The day it was given.</param>
/// <param name="Until">The last day on which it is kept by paying.</param>
public sealed record Promise(int Invoice, DateOnly On, DateOnly Until)
{
    /// <summary>Given, and its last day is not over.</summary>
    public bool OpenOn(DateOnly day) => On <= day && day <= Until;
}

/// <summary>An address to which notices do not arrive. It counts as long as the panel has that very address.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Address">As it was written to.</param>
/// <param name="Since">The day on which that became known.</param>
/// <param name="Why">In words.</param>
public sealed record DeadAddress(string Channel, string Address, DateOnly Since, string Why);

/// <summary>A client's wish to have a terminated service back.</summary>
public sealed record RecoveryRequest(Target Target, DateOnly On);

/// <summary>A time that a service was offline because of us: from our suspension, freeze or adoption until we lifted it.</summary>
/// <param name="Target">Which service.</param>
/// <param name="Cause">The recorded cause.</param>
/// <param name="Number">Which time it was for that cause, from 1.</param>
/// <param name="From">The day we suspended or adopted it.</param>
/// <param name="Adopted">The reason found, when the suspension was taken over; null when it was ours from the start.</param>
/// <param name="InDoubt">It was begun and no outcome is known.</param>
/// <param name="Ended">The day we lifted it; null while it is open.</param>
/// <param name="EndedByUs">False when somebody else undid it.</param>
public sealed record Episode(Target Target, Cause Cause, int Number, DateOnly From, string? Adopted, bool InDoubt, DateOnly? Ended, bool EndedByUs);

/// <summary>
/// Our ledger's part of what is known about a client. Deeds are in the order in which they were begun; a deed that was tried again appears once, as it stands.
/// </summary>
public sealed class Past
{
    /// <summary>Nothing was ever done.</summary>
    public static readonly Past None = new([]);

    private readonly Dictionary<string, Deed> byKey;
    private readonly Dictionary<Target, List<Episode>> episodes = [];

    /// <summary>Makes the past of one client from its deeds.</summary>
    public Past(IReadOnlyList<Deed> deeds)
    {
        Deeds = deeds;
        byKey = new Dictionary<string, Deed>(deeds.Count, StringComparer.Ordinal);
        Take(deeds);
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<Deed> Deeds { get; }

    /// <summary>The client's objections.</summary>
    public IReadOnlyList<Objection> Objections { get; init; } = [];

    /// <summary>The client's promises to pay, oldest first.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    /// <summary>The client's wishes to have terminated services back.</summary>
    public IReadOnlyList<RecoveryRequest> Recoveries { get; init; } = [];

    /// <summary>Addresses of the client to which notices do not arrive.</summary>
    public IReadOnlyList<DeadAddress> DeadAddresses { get; init; } = [];

    /// <summary>The day of our first run beside this panel; null when this is it.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>The same past, beside a panel whose first day is known.</summary>
    public Past From(DateOnly? firstDay) => new(Deeds, this) { FirstDay = firstDay };

    /// <summary>The same past with other deeds.</summary>
    internal Past With(IReadOnlyList<Deed> deeds) => new(deeds, this);

    /// <summary>The same past with one more promise.</summary>
    internal Past With(Promise promise) => new(Deeds, this) { Promises = [.. Promises, promise] };

    /// <summary>The same past with more deeds behind it; one whose key is there already takes the other's place. What is known of the others is not worked out again.</summary>
    internal Past And(IReadOnlyList<Deed> more)
    {
        if (more.Count == 0) return this;
        HashSet<string>? replaced = null;
        foreach (Deed deed in more)
            if (byKey.ContainsKey(deed.Action.Key)) (replaced ??= new(StringComparer.Ordinal)).Add(deed.Action.Key);
        if (replaced is not null) return With([.. Deeds.Where(deed => !replaced.Contains(deed.Action.Key)), .. more]);
        return new Past(this, more);
    }

    private Past(IReadOnlyList<Deed> deeds, Past beside) : this(deeds) =>
        (Objections, Promises, Recoveries, DeadAddresses, FirstDay) = (beside.Objections, beside.Promises, beside.Recoveries, beside.DeadAddresses, beside.FirstDay);

    private Past(Past before, IReadOnlyList<Deed> more)
    {
        (Objections, Promises, Recoveries, DeadAddresses, FirstDay) = (before.Objections, before.Promises, before.Recoveries, before.DeadAddresses, before.FirstDay);
        Deeds = [.. before.Deeds, .. more];
        byKey = new Dictionary<string, Deed>(before.byKey, StringComparer.Ordinal);
        foreach ((Target target, List<Episode> list) in before.episodes) episodes[target] = [.. list];
        Take(more);
    }

    private void Take(IReadOnlyList<Deed> deeds)
    {
        foreach (Deed deed in deeds)
        {
            byKey[deed.Action.Key] = deed;
            if (Happened(deed)) Remember(deed);
        }
    }

    /// <summary>Whether that very thing was done, or may have been.</summary>
    public bool Did(string key) => byKey.TryGetValue(key, out Deed? deed) && Happened(deed);

    /// <summary>The deed of that key; null when it was never begun.</summary>
    public Deed? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The times that a service was offline because of us, oldest first.</summary>
    public IReadOnlyList<Episode> Episodes(Target target) => episodes.TryGetValue(target, out List<Episode>? list) ? list : [];

    /// <summary>Everything that was ever offline because of us.</summary>
    public IEnumerable<Episode> AllEpisodes => episodes.Values.SelectMany(list => list);

    /// <summary>The open one; null when the service is not offline because of us.</summary>
    public Episode? Open(Target target) => Episodes(target) is [.., { Ended: null } last] ? last : null;

    /// <summary>The number that the next suspension of that service for that cause gets.</summary>
    public int NextEpisode(Target target, Cause cause) => 1 + Episodes(target).Count(episode => episode.Cause.Key == cause.Key);

    /// <summary>Those deeds of one sort that happened.</summary>
    public IEnumerable<(T Action, Deed Deed)> Done<T>() where T : BillingAction
    {
        foreach (Deed deed in Deeds)
            if (deed.State == DeedState.Done && deed.Action is T action) yield return (action, deed);
    }

    /// <summary>The day on which we first had to do with that invoice; null when this is it.</summary>
    public DateOnly? FirstSeen(int invoice)
    {
        DateOnly? first = null;
        foreach (Deed deed in Deeds)
            if ((deed.Invoice == invoice || InvoiceOf(deed.Action) == invoice) && (first is null || deed.On < first)) first = deed.On;
        return first;
    }

    private static bool Happened(Deed deed) => deed.State is DeedState.Done or DeedState.InDoubt;

    private static int? InvoiceOf(BillingAction action) => action switch
    {
        BillingAction.Notify notify => notify.InvoiceId,
        BillingAction.Note note => note.InvoiceId,
        BillingAction.Accept accept => accept.InvoiceId,
        BillingAction.Report report => report.InvoiceId,
        BillingAction.OpenTicket ticket => ticket.InvoiceId,
        BillingAction.LateFee fee => fee.InvoiceId,
        _ => null,
    };

    private void Remember(Deed deed)
    {
        bool doubt = deed.State == DeedState.InDoubt;
        switch (deed.Action)
        {
            case BillingAction.Suspend(Target target, Cause cause, int number): Begin(new(target, cause, number, deed.On, null, doubt, null, false)); break;
            case BillingAction.Freeze(Target target, Cause cause, int number): Begin(new(target, cause, number, deed.On, null, doubt, null, false)); break;
            case BillingAction.Adopt(Target target, Cause cause, int number, string reason): Begin(new(target, cause, number, deed.On, reason, doubt, null, false)); break;
            case BillingAction.Unsuspend unsuspend when !doubt: End(unsuspend.Target, deed.On, byUs: true); break;
            case BillingAction.Unfreeze unfreeze when !doubt: End(unfreeze.Target, deed.On, byUs: true); break;
            case BillingAction.Terminate terminate when !doubt: End(terminate.Target, deed.On, byUs: false); break;
            case BillingAction.Note { Kind: NoteKind.UndoneByHand, Target: { } target } when !doubt: End(target, deed.On, byUs: false); break;
        }
    }

    private void Begin(Episode episode)
    {
        if (!episodes.TryGetValue(episode.Target, out List<Episode>? list)) episodes[episode.Target] = list = [];
        if (list is [.., { Ended: null } open]) list[^1] = open with { Ended = episode.From };
        list.Add(episode);
    }

    private void End(Target target, DateOnly on, bool byUs)
    {
        if (Episodes(target) is List<Episode> list and [.., { Ended: null } open])
            list[^1] = open with { Ended = on, EndedByUs = byUs };
    }
}
