using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Panel;

namespace Billing.Engine.Forecasting;

/// <summary>
/// The past under two policies: for each invoice the day on which its services would have been suspended, against the day on which it was paid. Only stages and
/// calendars count, and the timelines by which they are chosen (a smallest debt by the invoice alone): whether anybody was told early enough is not asked.
/// Who paid on the day of the suspension or before was not suspended.
/// </summary>
internal sealed class PastComparison(BillingPolicy now, BillingPolicy then, DateOnly from, DateOnly today)
{
    /// <summary>The first due date looked at.</summary>
    public DateOnly From { get; } = from;

    /// <summary>Invoices over hosting services.</summary>
    public int Invoices { get; private set; }

    /// <summary>Of them, those whose services the present policy would have suspended, and those the other would have.</summary>
    public (int Now, int Then) Suspended { get; private set; }

    public SortedDictionary<Turn, Share> Shares { get; } = [];

    /// <summary>
    /// Of the invoices that were paid after the day of the present policy's suspension, by currency: supposed that the client pays as many days after the
    /// suspension as then, how much would have come how much sooner (amount times days; less than zero for later).
    /// </summary>
    public SortedDictionary<string, (decimal Amount, decimal AmountDays)> Sooner { get; } = new(StringComparer.Ordinal);

    public void Add(PastInvoice invoice)
    {
        if (invoice.Services.Count == 0) return;
        Invoices++;
        DateOnly? was = Suspension(now, invoice), would = Suspension(then, invoice);
        Suspended = (Suspended.Now + (was is null ? 0 : 1), Suspended.Then + (would is null ? 0 : 1));
        if (was is { } one && Day(then, invoice) is { } other && invoice.PaidOn is not null) Money(invoice, other.DayNumber - one.DayNumber);
        if (was == would) return;
        Turn turn = was is null ? Turn.Newly : would is null ? Turn.NoLonger : would < was ? Turn.Earlier : Turn.Later;
        if (!Shares.TryGetValue(turn, out Share? share)) Shares[turn] = share = new Share();
        share.Add(was is { } before && would is { } after ? Math.Abs(after.DayNumber - before.DayNumber) : 0, invoice.Client.Currency, invoice.Total);
    }

    private void Money(PastInvoice invoice, int later)
    {
        if (later == 0) return;
        (decimal amount, decimal days) = Sooner.GetValueOrDefault(invoice.Client.Currency);
        Sooner[invoice.Client.Currency] = (amount + invoice.Total, days - invoice.Total * later);
    }

    /// <summary>The day on which its services would have been suspended; null when it was paid by then, or that day has not come.</summary>
    private DateOnly? Suspension(BillingPolicy policy, PastInvoice invoice) => Day(policy, invoice) is { } day && day <= today && !(invoice.PaidOn <= day) ? day : null;

    private static DateOnly? Day(BillingPolicy policy, PastInvoice invoice)
    {
        Client client = invoice.Client;
        bool exempt = client.Group.Length > 0 && policy.Exemptions.ClientGroups.Contains(client.Group, StringComparer.OrdinalIgnoreCase) || client.PanelExempt && policy.Exemptions.HonourPanelGroupFlag;
        return exempt ? null : policy.For(client, invoice.Services[0], invoice.Total).With(StageAct.SuspendService)?.At.On(invoice.Due, policy.Calendar);
    }
}
