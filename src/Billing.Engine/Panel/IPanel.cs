using Billing.Core.Facts;
using Billing.Sdk;

namespace Billing.Engine.Panel;

/// <summary>
/// What a billing panel can be asked and told. WHMCS implements it twice (its database, its API), the simulator once; all pass one contract suite.
/// Reading never guesses: a row that cannot be understood is reported with its table and number and left out.
/// Writing throws <see cref="PanelException"/>, whose kind says whether anything may have happened.
/// </summary>
public interface IPanel
{
    /// <summary>
    /// Everybody for whom something could follow, in the order of the clients' numbers, each with the panel's part of the facts.
    /// One stream; no query and no call for each client. Clients for whom nothing can follow are left out.
    /// </summary>
    IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, CancellationToken cancel);

    /// <summary>One client, read afresh; null when the panel has no such client or cannot be understood (then <paramref name="reading"/> says so).</summary>
    Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel);

    /// <summary>An invoice's status and balance at this moment, asked just before acting on it; null when it is gone.</summary>
    Task<InvoiceNow?> ReadInvoiceNowAsync(int invoice, CancellationToken cancel);

    /// <summary>An invoice as a notice shows it; null when it is gone.</summary>
    Task<InvoiceSheet?> ReadInvoiceSheetAsync(int invoice, CancellationToken cancel);

    /// <summary>The addresses of the client's contacts that the panel copies into its billing mail, as they are written there, in the order of the contacts' numbers.</summary>
    Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel);

    /// <summary>Whose invoice that is; null when there is none of that number.</summary>
    Task<int?> FindClientOfInvoiceAsync(int invoice, CancellationToken cancel);

    /// <summary>A service as an adapter needs it; null when it is gone.</summary>
    Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel);

    /// <summary>
    /// Everything in use (active or suspended in the panel) that an adapter reaches: services, addons, domains, projects, each with the handle that
    /// <see cref="ReadHandleAsync"/> gives. One stream, read page by page; no query and no call for each thing, and no more than a page is kept. It is no
    /// single moment: what changes meanwhile may be missing or be there as it was.
    /// </summary>
    IAsyncEnumerable<ServiceInUse> ReadInUseAsync(CancellationToken cancel);

    /// <summary>The invoice that bills these items for that due date, whatever its status; null when there is none. The look before and after <see cref="GenerateInvoiceAsync"/>.</summary>
    Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel);

    /// <summary>Lets the panel raise the renewal invoice of these items, with lines tied to them, without its own e-mail.</summary>
    Task GenerateInvoiceAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel);

    /// <summary>Changes what the panel shows of a service, nothing on a server: status and reason. Absolute, so it may be repeated. A thing without such a status (a domain) is left as it is.</summary>
    Task MarkAsync(Target target, ServiceStatus status, string reason, CancellationToken cancel);

    /// <summary>Changes a service's cycle and recurring amount from the next period on.</summary>
    Task ChangeCycleAsync(Target target, BillingCycle cycle, decimal amount, CancellationToken cancel);

    /// <summary>Sets a service's next due date. Absolute, so it may be repeated.</summary>
    Task SetNextDueAsync(Target target, DateOnly nextDue, CancellationToken cancel);

    /// <summary>The fee invoice that carries that mark; null when there is none. The look before and after <see cref="RaiseFeeAsync"/>.</summary>
    Task<int?> FindFeeAsync(int client, string mark, CancellationToken cancel);

    /// <summary>Raises an invoice over a fee, with no service tied to it.</summary>
    /// <param name="client">The debtor.</param>
    /// <param name="text">Its one line, as the client reads it.</param>
    /// <param name="amount">In the client's currency.</param>
    /// <param name="due">Its due date.</param>
    /// <param name="mark">Kept in the invoice's notes, so that it is found again: <c>[billing:recovery service 10/2026-09-20]</c>.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task RaiseFeeAsync(int client, string text, decimal amount, DateOnly due, string mark, CancellationToken cancel);

    /// <summary>Runs a command of the panel's own server module: the hands of the <c>panel-module</c> adapter. May take minutes.</summary>
    Task RunModuleAsync(ModuleCommand command, Target target, string reason, CancellationToken cancel);

    /// <summary>The e-mail template by which the panel welcomes the client of that service; null when its product has none, or it is switched off.</summary>
    Task<string?> FindWelcomeAsync(Target target, CancellationToken cancel);

    /// <summary>Sends that template about that service, with the access data that only the panel knows. Asked twice, it is sent twice.</summary>
    Task SendWelcomeAsync(Target target, string template, CancellationToken cancel);

    /// <summary>The status text of a project; null when it is gone.</summary>
    Task<string?> ReadProjectStatusAsync(int project, CancellationToken cancel);

    /// <summary>Sets the status text of a project.</summary>
    Task SetProjectStatusAsync(int project, string status, CancellationToken cancel);

    /// <summary>The number of the client's ticket whose subject carries that mark; null when there is none. The look before and after <see cref="OpenTicketAsync"/>.</summary>
    Task<int?> FindTicketAsync(int client, string mark, CancellationToken cancel);

    /// <summary>Opens a ticket in the client's name, in the department that is configured for objections.</summary>
    Task OpenTicketAsync(int client, string subject, string message, CancellationToken cancel);

    /// <summary>Whether the provider's people have answered or closed that ticket. A ticket that is gone counts as closed.</summary>
    Task<bool> IsTicketAnsweredAsync(int ticket, CancellationToken cancel);

    /// <summary>One line in the panel's activity log, beside the client.</summary>
    Task LogAsync(int client, string line, CancellationToken cancel);

    /// <summary>
    /// What happened after a mark, a page at a time. Cheap enough to be asked every second. A number is given before its row is visible to others, so a smaller
    /// one can appear after a larger was seen: who must miss nothing asks again from some way back, and drops what is known. Our own lines in the log are
    /// left out. What a panel cannot be asked for has no mark.
    /// </summary>
    Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel);

    /// <summary>
    /// The open invoices (owed, or with a payment pending) of these clients, and those of these numbers. A number that is missing in the answer is no open
    /// invoice any more. For a few thousand of either every few seconds; numbers are cheaper than clients.
    /// </summary>
    Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel);

    /// <summary>The panel as a source of facts, at this moment.</summary>
    /// <param name="counts">Whether clients and services shall be counted, which may take a second in a large panel.</param>
    /// <param name="cancel">Gives up.</param>
    Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel);

    /// <summary>Leaves the mark of an installation of ours in the panel's activity log, where <see cref="ReadSourceAsync"/> finds it as long as the panel keeps the line.</summary>
    Task MarkInstallationAsync(Guid installation, DateTimeOffset at, CancellationToken cancel);

    /// <summary>
    /// The invoices due in a span of days, both ends included, with the day each was paid: settled and still owed ones, neither drafts nor what was withdrawn or given back nor what is no debt. One
    /// stream, in no order, no query for each client. Null where the panel cannot be asked for it without a call for each invoice.
    /// </summary>
    IAsyncEnumerable<PastInvoice>? ReadPastInvoices(DateOnly from, DateOnly until, CancellationToken cancel) => null;

    /// <summary>How many things there are that are not over, by kind, product and the adapter that reaches them. Reads the long lists; for a person who asks, not for a run.</summary>
    Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel);

    /// <summary>Whether the panel answers, who we are there, what is missing: one line for each finding that an admin has to mend. Changes nothing.</summary>
    Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel);
}

/// <summary>What a pass over the panel is about, and what it found besides the facts.</summary>
/// <param name="today">The local day.</param>
/// <param name="renewalsUntil">The last next due date whose renewal is near enough to matter.</param>
/// <param name="always">Clients that are wanted whatever the panel says of them: our ledger has open matters with them.</param>
public sealed class PanelReading(DateOnly today, DateOnly renewalsUntil, IReadOnlySet<int>? always = null)
{
    private readonly Dictionary<(string, long), UnreadableRow> unreadable = [];

    /// <summary>The local day.</summary>
    public DateOnly Today { get; } = today;

    /// <summary>The last next due date whose renewal is near enough to matter.</summary>
    public DateOnly RenewalsUntil { get; } = renewalsUntil;

    /// <summary>Clients wanted in any case.</summary>
    public IReadOnlySet<int> Always { get; } = always ?? new HashSet<int>();

    /// <summary>How many things are in use that a suspension could take offline; known once all was read.</summary>
    public int ActiveServices { get; set; }

    /// <summary>Rows that could not be understood, each once however often it was read.</summary>
    public IReadOnlyList<UnreadableRow> Unreadable
    {
        get
        {
            lock (unreadable) return [.. unreadable.Values];
        }
    }

    /// <summary>Notes a row that could not be understood; it is left out. Several clients may be read at once.</summary>
    public void CannotRead(string table, long id, int client, string why)
    {
        lock (unreadable) unreadable.TryAdd((table, id), new(table, id, client, why));
    }
}

/// <summary>A row of the panel that cannot be understood.</summary>
public sealed record UnreadableRow(string Table, long Id, int Client, string Why);

/// <summary>An invoice at this moment.</summary>
public sealed record InvoiceNow(int Id, InvoiceStatus Status, decimal Balance)
{
    /// <summary>Whether its money is owed.</summary>
    public bool Owed => Status is InvoiceStatus.Unpaid or InvoiceStatus.Collections && Balance > 0;
}

/// <summary>An invoice as a notice shows it.</summary>
/// <param name="Id">The panel's number.</param>
/// <param name="Number">The number printed on it.</param>
/// <param name="Date">Raised on.</param>
/// <param name="Due">Due on.</param>
/// <param name="Total">Total after credit.</param>
/// <param name="Balance">Still owed.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PaymentMethod">The chosen payment method as the client sees it.</param>
/// <param name="PayLink">Where it can be paid.</param>
/// <param name="Lines">Its lines in words, each with its amount.</param>
public sealed record InvoiceSheet(
    int Id, string Number, DateOnly Date, DateOnly Due, decimal Total, decimal Balance, string Currency,
    string PaymentMethod, string PayLink, IReadOnlyList<SheetLine> Lines);

/// <summary>A line as a notice shows it.</summary>
public sealed record SheetLine(string Text, decimal Amount);

/// <summary>The commands of a panel's server module.</summary>
public enum ModuleCommand
{
    /// <summary>Create the account.</summary>
    Create,
    /// <summary>Take it offline.</summary>
    Suspend,
    /// <summary>Bring it back.</summary>
    Unsuspend,
    /// <summary>Remove it.</summary>
    Terminate,
}
