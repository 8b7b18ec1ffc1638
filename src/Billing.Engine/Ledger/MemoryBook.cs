using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Engine.Ledger;

/// <summary>One deed in memory.</summary>
internal sealed class MemoryDeed(long number, Intent intent, DateTimeOffset now)
{
    private DateOnly on = intent.On;
    private DateTimeOffset at = now;
    private string words = "";
    private int? raised;
    private string? place;

    public long Number => number;
    public int? Raised => raised;
    public int Client { get; } = intent.Client;
    public BillingAction Action { get; } = intent.Action;
    public DateOnly BegunOn { get; set; } = intent.On;
    public string Because { get; set; } = Fitting.Words(intent.Because);
    public string State { get; set; } = Standing.Open;
    public int Attempts { get; set; } = 1;
    public bool HandedOver { get; set; }
    public string? Token { get; set; }
    public bool Bounced { get; set; }

    /// <summary>When it is tried again; null when it is not, or at once.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    public Deed Deed(DateTimeOffset now) => new(Action, on, Standing.Read(State, HandedOver, Action), raised, Bounced, place) { Waits = State == Standing.Later && RetryAt > now };

    public Entry Entry() => new(number, on, Action, Because, State, words, Attempts, Bounced, at);

    public void Finish(Outcome outcome, DateTimeOffset moment, RetryPlan retries)
    {
        State = Standing.After(outcome);
        HandedOver = outcome is Outcome.InDoubt;
        Token = Standing.TokenAfter(outcome, Token);
        RetryAt = outcome is Outcome.TryLater later ? retries.Next(moment, Attempts, later, Token) : null;
        words = Fitting.Words(outcome.Words);
        at = moment;
        if (outcome is Outcome.Done done) (on, raised, place) = (BegunOn, done.Invoice, done.Place);
    }
}

/// <summary>What memory holds of one client, in order.</summary>
internal sealed class MemoryBook
{
    private readonly List<MemoryDeed> deeds = [];
    private readonly HashSet<Target> offline = [];
    private readonly List<Objection> objections = [];
    private readonly List<Promise> promises = [];
    private readonly List<DeadAddress> dead = [];
    private readonly List<(RecoveryRequest Request, bool Finished)> recoveries = [];
    private Past? past;
    private DateTimeOffset pastUntil;
    private bool? unsettled;

    public IEnumerable<MemoryDeed> Deeds => deeds;

    public bool AnyOffline => offline.Count > 0;

    public bool Unsettled => unsettled ??= offline.Count > 0 || objections.Exists(objection => objection.Answered is null)
        || recoveries.Exists(recovery => !recovery.Finished) || deeds.Exists(deed => Standing.Unsettled.Contains(deed.State));

    /// <summary>Something in it can be done now; what is offline, objected to or wanted back always counts.</summary>
    public bool Due(DateTimeOffset now) => offline.Count > 0 || objections.Exists(objection => objection.Answered is null) || recoveries.Exists(recovery => !recovery.Finished)
        || deeds.Exists(deed => Standing.Unsettled.Contains(deed.State) && !(deed.State == Standing.Later && deed.RetryAt > now));

    public Past Past(DateOnly? firstDay, DateTimeOffset now)
    {
        if (past is not null && now < pastUntil) return past;
        pastUntil = deeds.Where(deed => deed.State == Standing.Later && deed.RetryAt > now).Select(deed => deed.RetryAt!.Value).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return past = new Past([.. deeds.Select(deed => deed.Deed(now))])
        {
            Objections = [.. objections],
            Promises = [.. promises],
            DeadAddresses = [.. dead],
            Recoveries = [.. recoveries.Select(recovery => recovery.Request)],
            FirstDay = firstDay,
        };
    }

    /// <summary>What was drawn from it is drawn again.</summary>
    public void Changed() => (past, unsettled) = (null, null);

    public void Add(MemoryDeed deed)
    {
        deeds.Add(deed);
        Changed();
    }

    public void MoveToEnd(MemoryDeed deed)
    {
        deeds.Remove(deed);
        Add(deed);
    }

    /// <summary>Draws from an outcome what it means for the rest of the book.</summary>
    public void Settle(MemoryDeed deed)
    {
        Changed();
        if (deed.State != Standing.Done) return;
        if (Standing.Moves(deed.Action) is (var target, var goes))
        {
            offline.Remove(target);
            if (goes) offline.Add(target);
        }
        if (deed.Action is BillingAction.Restore restore)
            for (int i = 0; i < recoveries.Count; i++)
                if (recoveries[i].Request.Target == restore.Target) recoveries[i] = (recoveries[i].Request, true);
    }

    public bool Object(int invoice, DateOnly on, string said)
    {
        if (objections.Exists(objection => objection.Invoice == invoice && objection.Answered is null)) return false;
        objections.Add(new Objection(invoice, on, null) { Said = Fitting.Said(said) });
        Changed();
        return true;
    }

    public bool Answer(int invoice, DateOnly on)
    {
        int open = objections.FindIndex(objection => objection.Invoice == invoice && objection.Answered is null);
        if (open < 0) return false;
        objections[open] = objections[open] with { Answered = on };
        Changed();
        return true;
    }

    public bool Promise(Promise promise)
    {
        if (promises.Exists(given => given.Invoice == promise.Invoice && given.Until >= promise.On)) return false;
        promises.Add(promise);
        Changed();
        return true;
    }

    public void NoteDead(DeadAddress address)
    {
        if (dead.Exists(known => known.Channel == address.Channel && known.Address == address.Address)) return;
        dead.Add(address);
        Changed();
    }

    public void AskRecovery(Target target, DateOnly on)
    {
        if (recoveries.Exists(recovery => recovery.Request == new RecoveryRequest(target, on))) return;
        recoveries.Add((new RecoveryRequest(target, on), false));
        Changed();
    }
}
