using Billing.Core.Facts;
using Billing.Engine.Panel;

namespace Billing.Engine.Simulation;

/// <summary>What the panel tells of its changes and of itself. Its clock is the given one, so it never disagrees with ours.</summary>
public sealed partial class SimulatedPanel
{
    private readonly List<int> transactions = [];
    private readonly List<(int Client, string Line)> log = [];

    /// <summary>The panel's clock; without one it knows the day only.</summary>
    internal TimeProvider? Clock { get; init; }

    /// <summary>Money came in or went out.</summary>
    internal void Book(int client) => transactions.Add(client);

    /// <inheritdoc/>
    public Task LogAsync(int client, string line, CancellationToken cancel)
    {
        log.Add((client, line));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel)
    {
        PanelMark highest = new(transactions.Count, log.Count);
        PanelChange[] found =
        [
            .. transactions.Index().Where(one => one.Index + 1 > after.Transaction).Select(one => new PanelChange(ChangeKind.Transaction, one.Index + 1, one.Item)),
            .. log.Index().Where(one => one.Index + 1 > after.LogLine && one.Item.Client > 0 && !OwnLines.Has(one.Item.Line)).Select(one => new PanelChange(ChangeKind.LogLine, one.Index + 1, one.Item.Client)),
        ];
        return Task.FromResult(new PanelChanges(found, new PanelMark(Further(after.Transaction, highest.Transaction), Further(after.LogLine, highest.LogLine)), highest, More: false, []));

        static long? Further(long? after, long? highest) => after > highest ? after : after is null ? null : highest;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<WatchedInvoice>>([.. invoices.Values
            .Where(invoice => invoice.Status is InvoiceStatus.Unpaid or InvoiceStatus.PaymentPending or InvoiceStatus.Collections)
            .Where(invoice => clients.Contains(invoice.Client) || numbers.Contains(invoice.Id))
            .Select(invoice => new WatchedInvoice(invoice.Id, invoice.Client, $"{invoice.Status}|{invoice.Total}|{invoice.Due:yyyy-MM-dd}"))]);

    /// <inheritdoc/>
    public IAsyncEnumerable<PastInvoice> ReadPastInvoices(DateOnly from, DateOnly until, CancellationToken cancel) => invoices.Values
        .Where(invoice => invoice.Due >= from && invoice.Due <= until && invoice.Facts.Kind == InvoiceKind.Ordinary)
        .Where(invoice => invoice.Status is InvoiceStatus.Paid or InvoiceStatus.Unpaid or InvoiceStatus.Collections or InvoiceStatus.PaymentPending)
        .Select(invoice => new PastInvoice(invoice.Id, clients[invoice.Client], invoice.Due, invoice.Status == InvoiceStatus.Paid ? invoice.PaidOn ?? invoice.Due : null, invoice.Total,
            [.. invoice.Facts.Targets.Where(target => target.Kind == TargetKind.Service && services.ContainsKey(target)).Select(target => services[target].Facts)]))
        .ToAsyncEnumerable();

    /// <inheritdoc/>
    public Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel)
    {
        DateTimeOffset now = Clock?.GetUtcNow() ?? new DateTimeOffset(today(), TimeOnly.MinValue, TimeSpan.Zero);
        return Task.FromResult(new SourceReading(
            Clock is null ? [] : [new ClockReading("the panel", now, now)], invoices.Count == 0 ? 0 : invoices.Keys.Last(), transactions.Count, log.Count,
            counts ? clients.Count : null, counts ? services.Keys.Count(target => target.Kind == TargetKind.Service) : null,
            OwnLines.Latest(log.Select(one => OwnLines.Mark(one.Line)).OfType<InstallationMark>())));
    }

    /// <inheritdoc/>
    public Task MarkInstallationAsync(Guid installation, DateTimeOffset at, CancellationToken cancel) => LogAsync(0, OwnLines.Of(installation, at), cancel);
}
