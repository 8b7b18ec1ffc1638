using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>Whether a service is online, and if not, whose doing that is.</summary>
internal enum Standing
{
    /// <summary>In use.</summary>
    Online,
    /// <summary>Offline because of us.</summary>
    Ours,
    /// <summary>We took it offline, and somebody put it back by hand.</summary>
    PutBack,
    /// <summary>We set out to take it offline, or to bring it back, and nobody knows whether that happened.</summary>
    Doubt,
    /// <summary>Offline because of somebody else.</summary>
    Others,
    /// <summary>Not in use: pending, ended, given up.</summary>
    Gone,
}

/// <summary>Everything that the rules ask about one client on one day, worked out once.</summary>
internal sealed class Situation
{
    private readonly Dictionary<Target, IReadOnlyList<Hold>> own = [];
    private readonly List<Decision> decisions = [];
    private readonly ILookup<int, (BillingAction.Notify Action, Deed Deed)> notices;
    private Dictionary<(int Invoice, int Days), Announcement>? announced;

    public Situation(ClientFacts facts, BillingPolicy policy, DateOnly today, Occasion occasion, bool explain)
    {
        (Facts, Policy, Today, Occasion, Explaining) = (facts, policy, today, occasion, explain);
        notices = Past.Done<BillingAction.Notify>().ToLookup(notice => notice.Action.InvoiceId ?? 0);
        Debts = [.. facts.Invoices
            .Where(invoice => invoice.Owed || invoice.Status == InvoiceStatus.PaymentPending)
            .OrderBy(invoice => invoice.Due).ThenBy(invoice => invoice.Place)
            .Select(invoice => new Debt(this, invoice))];
        owed = Debts.Where(debt => debt.Owing).Sum(debt => debt.Invoice.Balance);
        ExemptBecause = WhyExempt();
    }

    private readonly decimal owed;

    public ClientFacts Facts { get; }
    public BillingPolicy Policy { get; }
    public DateOnly Today { get; }
    public Occasion Occasion { get; }
    public bool Explaining { get; }
    public Client Client => Facts.Client;
    public Past Past => Facts.Past;

    /// <summary>Unsettled invoices, the oldest due date first.</summary>
    public IReadOnlyList<Debt> Debts { get; }

    public IReadOnlyList<Decision> Decisions => decisions;

    /// <summary>Why the stages after the due date do not apply to this client; null when they do.</summary>
    public string? ExemptBecause { get; }

    /// <summary>Adoption is for the first day beside a panel (policy §5.4).</summary>
    public bool FirstDay => Past.FirstDay is not { } first || first == Today;

    public bool InRun => Occasion == Occasion.Run;

    public Timeline TimelineOf(Service? service) => Policy.For(Client, service, owed);

    public IEnumerable<(BillingAction.Notify Action, Deed Deed)> NoticesOf(int invoice) => notices[invoice];

    /// <summary>What the client of an invoice was told last for a moment in business days; null when nothing is known to have been told.</summary>
    public Announcement? Announced(int invoice, Moment at) =>
        (announced ??= Announcements.In(Past)).TryGetValue((invoice, at.Days), out Announcement told) ? told : null;

    /// <summary>Whether a channel can reach the client: there is an address, and notices are known to arrive there.</summary>
    public bool ReachedBy(string channel, out string why)
    {
        if (!Client.ReachedBy(channel, out why)) return false;
        if (DeadBy(channel) is not { } dead) return true;
        why = $"notices do not arrive at the address that the panel has ({dead.Why}, {dead.Since.Say()}): correct it there";
        return false;
    }

    /// <summary>What is known against the address that the panel has for that channel; null when nothing is.</summary>
    public DeadAddress? DeadBy(string channel)
    {
        foreach (DeadAddress dead in Past.DeadAddresses)
            if (dead.Channel == channel && string.Equals(dead.Address, Client.AddressOf(channel), StringComparison.OrdinalIgnoreCase)) return dead;
        return null;
    }

    /// <summary>Whether it is noted that the time of that notice passed without it.</summary>
    public bool Skipped(int invoice, string notice)
    {
        foreach ((BillingAction.Note note, Deed _) in Past.Done<BillingAction.Note>())
            if (note.Kind == NoteKind.Skipped && note.InvoiceId == invoice && (note.Text == notice || note.Text.Contains(',', StringComparison.Ordinal) && note.Text.Split(',').Contains(notice))) return true;
        return false;
    }

    public void Act(BillingAction action, string because)
    {
        if (!Past.Did(action.Key) || Past.Find(action.Key) is { State: DeedState.InDoubt } && action is not (BillingAction.Notify or BillingAction.Welcome))
            decisions.Add(new Decision.Act(action, because));
    }

    public void Abstain(string about, string because)
    {
        if (Explaining) decisions.Add(new Decision.Abstain(about, because));
    }

    /// <summary>The same with words that nobody puts together unless they are asked for: of most things it is only decided that nothing is done.</summary>
    public void Abstain(string about, [InterpolatedStringHandlerArgument("")] ref WhenExplaining because)
    {
        if (Explaining) decisions.Add(new Decision.Abstain(about, because.Words));
    }

    /// <summary>The day from which the client wants a service no longer; null when there is no request.</summary>
    public DateOnly? EndOf(Service? service) => service switch
    {
        { Cancellation: { Immediate: true } request } => request.On,
        { Cancellation: { } request } => service.NextDue ?? request.On,
        { Parent: { } parent } when Facts.Find(parent) is { } above => EndOf(above),
        _ => null,
    };

    public Standing StandingOf(Service service)
    {
        Episode? open = Past.Open(service.Target);
        return service.Status switch
        {
            ServiceStatus.Active when open is null => Standing.Online,
            ServiceStatus.Active when open.InDoubt || Lifting(open) => Standing.Doubt,
            ServiceStatus.Active when service.Target.Kind == TargetKind.Domain => Standing.Ours,
            ServiceStatus.Active => Standing.PutBack,
            ServiceStatus.Suspended when open is null => Standing.Others,
            ServiceStatus.Suspended when service.Target.Kind != TargetKind.Service || SuspensionReason.IsOurs(service.SuspendReason, open) =>
                open.InDoubt || Lifting(open) ? Standing.Doubt : Standing.Ours,
            ServiceStatus.Suspended => Standing.Others,
            _ => Standing.Gone,
        };
    }

    public IReadOnlyList<Hold> OwnHolds(Service service)
    {
        if (!own.TryGetValue(service.Target, out IReadOnlyList<Hold>? holds))
            own[service.Target] = holds = Holds.Own(this, service);
        return holds;
    }

    /// <summary>Whether something that happened on that day is still news (its notice is worth sending).</summary>
    public bool IsNews(DateOnly day) => day.AddDays(Policy.NewsDays) >= Today;

    /// <summary>We set out to bring it back, and nobody knows whether that happened.</summary>
    private bool Lifting(Episode open) => Past.Find(Suspensions.LiftOf(open).Key) is { State: DeedState.InDoubt };

    private string? WhyExempt() =>
        Policy.Exemptions.ClientGroups.Contains(Client.Group, StringComparer.OrdinalIgnoreCase) && Client.Group.Length > 0 ? $"client group {Client.Group} is exempt by the policy"
        : Client.PanelExempt && Policy.Exemptions.HonourPanelGroupFlag ? "the panel exempts the client's group"
        : null;
}

/// <summary>Words that are put together only when decisions are explained.</summary>
[InterpolatedStringHandler]
internal readonly ref struct WhenExplaining
{
    private readonly System.Text.StringBuilder? words;

    public WhenExplaining(int literal, int holes, Situation situation, out bool explaining)
    {
        explaining = situation.Explaining;
        words = explaining ? new System.Text.StringBuilder(literal + 16 * holes) : null;
    }

    public string Words => words?.ToString() ?? "";

    public void AppendLiteral(string text) => words!.Append(text);

    public void AppendFormatted<T>(T value) => words!.Append(CultureInfo.InvariantCulture, $"{value}");
}
