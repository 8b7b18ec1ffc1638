using System.Globalization;
using Billing.Core.Facts;

namespace Billing.Core.Actions;

/// <summary>
/// Something to be done, as data. The family is closed: plan, ledger, command line, scenario and log print these and nothing else. Two sorts:
/// <list type="bullet">
/// <item><b>state actions</b> (suspend, freeze …) say where a thing should be; the key names the occasion, so what was undone by hand is put right as a new one;</item>
/// <item><b>once actions</b> (notices, invoices …) cannot be observed away; the key alone says whether it was done.</item>
/// </list>
/// A key is made from what the action is about, never from a clock or a counter of runs.
/// </summary>
public abstract record BillingAction
{
    private BillingAction() { }

    /// <summary>The action's identity. The same key is never done twice.</summary>
    public abstract string Key { get; }

    /// <summary>The thing it is about; null when it is about an invoice or the client.</summary>
    public virtual Target? About => null;

    /// <summary>Raises one renewal invoice for everything of a client that renews on one day.</summary>
    /// <param name="Client">The debtor.</param>
    /// <param name="Items">What renews, in order.</param>
    /// <param name="Due">The due date: the items' next due date.</param>
    public sealed record Invoice(int Client, IReadOnlyList<Target> Items, DateOnly Due) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"invoice/{Client}/{Due:yyyy-MM-dd}/{string.Join("+", Items)}");
        /// <inheritdoc/>
        public bool Equals(Invoice? other) => other is not null && other.Key == Key;
        /// <inheritdoc/>
        public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>Sends one notice over one channel.</summary>
    /// <param name="Client">Who is told.</param>
    /// <param name="InvoiceId">The invoice it is about; null for a notice about no invoice.</param>
    /// <param name="Due">That invoice's due date.</param>
    /// <param name="Notice">Its name in the policy: <c>reminder-1</c>.</param>
    /// <param name="Channel">Its channel's name in the policy: <c>email</c>.</param>
    /// <param name="Occasion">0 for a notice that is sent once for its invoice; else which time the action told of happened, from 1.</param>
    /// <param name="Subject">The service told of, for notices about one service.</param>
    public sealed record Notify(int Client, int? InvoiceId, DateOnly? Due, string Notice, string Channel, int Occasion = 0, Target? Subject = null) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key =>
            $"notify/{(InvoiceId is { } id ? Inv($"{id}") : Inv($"client {Client}"))}/{(Subject is { } subject ? $"{subject}/" : "")}{Notice}/{Channel}{(Occasion > 0 ? Inv($"/{Occasion}") : "")}";
    }

    /// <summary>Takes a service offline.</summary>
    /// <param name="Target">Which.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="Episode">Which time it is for this cause, from 1.</param>
    public sealed record Suspend(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"suspend/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Freezes a project in progress.</summary>
    public sealed record Freeze(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"freeze/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Takes over a suspension that was found on the first day, so that payment lifts it.</summary>
    /// <param name="Target">Which service.</param>
    /// <param name="Cause">The debt it is put down to.</param>
    /// <param name="Episode">Which time it is for this cause, from 1.</param>
    /// <param name="Reason">The reason that the panel showed.</param>
    public sealed record Adopt(Target Target, Cause Cause, int Episode, string Reason) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"adopt/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Brings a service back whose suspension was ours.</summary>
    /// <param name="Target">Which.</param>
    /// <param name="Cause">Why it was offline.</param>
    /// <param name="Episode">The number of the suspension that ends.</param>
    public sealed record Unsuspend(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"unsuspend/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Lets a frozen project go on.</summary>
    public sealed record Unfreeze(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"unfreeze/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Backs a service up, because its termination is due.</summary>
    public sealed record Backup(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"backup/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Removes a service from its server.</summary>
    public sealed record Terminate(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"terminate/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Brings a terminated service back from its backup, after the fee and what it owed are paid.</summary>
    /// <param name="Target">Which.</param>
    /// <param name="InvoiceId">The recovery invoice.</param>
    /// <param name="NextDue">The service's next due date from then on.</param>
    public sealed record Restore(Target Target, int InvoiceId, DateOnly NextDue) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"restore/{Target}/invoice {InvoiceId}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Creates a newly ordered service on its server, because its first invoice is paid.</summary>
    public sealed record Activate(Target Target) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => $"activate/{Target}";
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Lengthens the cycle of a service from its next period on.</summary>
    /// <param name="Target">Which.</param>
    /// <param name="From">The cycle it has.</param>
    /// <param name="To">The cycle it gets.</param>
    /// <param name="Amount">The price of the new period, in the client's currency.</param>
    /// <param name="Change">Which change of this service's cycle it is, from 1.</param>
    public sealed record ChangeCycle(Target Target, BillingCycle From, BillingCycle To, decimal Amount, int Change) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"change-cycle/{Target}/{Change}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Raises the invoice over the fee for a terminated service's recovery.</summary>
    /// <param name="Client">The debtor.</param>
    /// <param name="Target">The service the client wants back.</param>
    /// <param name="Due">The fee's due date.</param>
    /// <param name="Fee">In the client's currency.</param>
    /// <param name="Request">The day the client asked.</param>
    public sealed record InvoiceRecovery(int Client, Target Target, DateOnly Due, decimal Fee, DateOnly Request) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"invoice-recovery/{Target}/{Request:yyyy-MM-dd}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Records that an invoice is deemed accepted: notified, due, and not objected to.</summary>
    public sealed record Accept(int Client, int InvoiceId, DateOnly Due) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"accept/{InvoiceId}");
    }

    /// <summary>Lays a client's objection before the provider's people: a ticket in the panel, in which it is answered (policy §4.5).</summary>
    /// <param name="Client">Who objects.</param>
    /// <param name="InvoiceId">To what.</param>
    /// <param name="On">The day the objection came.</param>
    public sealed record OpenTicket(int Client, int InvoiceId, DateOnly On) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"ticket/invoice {InvoiceId}/{On:yyyy-MM-dd}");
    }

    /// <summary>Raises an invoice of its own over a late fee: once for the invoice that is overdue, ever.</summary>
    /// <param name="Client">The debtor.</param>
    /// <param name="InvoiceId">The overdue invoice.</param>
    /// <param name="Due">The due date of the fee's own invoice.</param>
    /// <param name="Amount">In the client's currency.</param>
    public sealed record LateFee(int Client, int InvoiceId, DateOnly Due, decimal Amount) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"late-fee/{InvoiceId}");
    }

    /// <summary>Lets the panel send its own welcome e-mail for a service that we created: only the panel knows the access data (policy §8).</summary>
    public sealed record Welcome(Target Target) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => $"welcome/{Target}";
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Removes a backup whose time is over from where it lies. Target, cause and episode are those of the <see cref="Backup"/> that made it.</summary>
    public sealed record DiscardBackup(Target Target, Cause Cause, int Episode) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"discard-backup/{Target}/{Cause.Key}/{Episode}");
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>The brake: a run would take too many services offline at once, so none is.</summary>
    /// <param name="Reason">In words, with the limit.</param>
    /// <param name="Count">How many services would have gone offline.</param>
    /// <param name="On">The day of the run.</param>
    public sealed record Hold(string Reason, int Count, DateOnly On) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key => Inv($"hold/{On:yyyy-MM-dd}");
    }

    /// <summary>Something that a person should look at. Reported once for the same occasion.</summary>
    /// <param name="Kind">What sort of thing.</param>
    /// <param name="Client">Whose.</param>
    /// <param name="Target">The service, when it is about one.</param>
    /// <param name="InvoiceId">The invoice, when it is about one.</param>
    /// <param name="Occasion">Tells two occasions of the same kind apart; empty when there is only one.</param>
    public sealed record Report(ReportKind Kind, int Client, Target? Target = null, int? InvoiceId = null, string Occasion = "") : BillingAction
    {
        /// <inheritdoc/>
        public override string Key =>
            $"report/{ReportKinds.Word(Kind)}/{Target?.ToString() ?? (InvoiceId is { } id ? Inv($"invoice {id}") : Inv($"client {Client}"))}{(Occasion.Length > 0 ? $"/{Occasion}" : "")}";
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    /// <summary>Kept for the record only; nothing happens outside.</summary>
    /// <param name="Kind">What is kept.</param>
    /// <param name="Target">The service, when it is about one.</param>
    /// <param name="InvoiceId">The invoice, when it is about one.</param>
    /// <param name="Text">The notices skipped, separated by commas; the suspension's key; or the day told for a moment, <c>after 5bd=2026-08-11</c>.</param>
    public sealed record Note(NoteKind Kind, Target? Target, int? InvoiceId, string Text) : BillingAction
    {
        /// <inheritdoc/>
        public override string Key =>
            $"note/{Kind}/{Target?.ToString() ?? Inv($"invoice {InvoiceId}")}{(Text.Length > 0 ? $"/{Text}" : "")}";
        /// <inheritdoc/>
        public override Target? About => Target;
    }

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a <see cref="BillingAction.Note"/> keeps.</summary>
public enum NoteKind
{
    /// <summary>The day on which an overdue invoice was first seen: an old debt is one that was old then.</summary>
    Seen,
    /// <summary>A notice whose time passed without it (downtime, an invoice raised late).</summary>
    Skipped,
    /// <summary>A suspension of ours that somebody else ended.</summary>
    UndoneByHand,
    /// <summary>The day that the client was told for a stage in business days: the calendar may put it off, and never brings it nearer.</summary>
    Announced,
}
