using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>
/// What every panel promises, whatever it is read from. All are given the same world: see <see cref="PanelWorld"/>.
/// </summary>
public abstract partial class PanelContract : IAsyncLifetime
{
    private protected static readonly Target Hosting = new(TargetKind.Service, 10), Later = new(TargetKind.Service, 11), Offline = new(TargetKind.Service, 12),
        Addon = new(TargetKind.Addon, 20), Domain = new(TargetKind.Domain, 30), Project = new(TargetKind.Project, 40);

    protected IPanel Panel { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected static PanelReading Reading(params int[] always) => new(PanelWorld.Today, PanelWorld.Today.AddDays(15), always.ToHashSet());

    protected abstract Task<IPanel> StartAsync();

    /// <summary>Somebody of the provider's people answers that ticket.</summary>
    protected abstract void Answer(int ticket);

    public async ValueTask InitializeAsync() => Panel = await StartAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The subjects of the e-mails that the panel sent of itself to that client.</summary>
    protected abstract IReadOnlyList<string> Sent(int client);

    [Fact]
    public async Task a_welcome_is_the_products_own_and_is_sent_each_time_it_is_asked_for()
    {
        Assert.Equal(PanelWorld.Welcome, await Panel.FindWelcomeAsync(Hosting, Cancel));
        Assert.Empty(Sent(1));
        await Panel.SendWelcomeAsync(Hosting, PanelWorld.Welcome, Cancel);
        Assert.Equal([PanelWorld.Welcome], Sent(1));
        await Panel.SendWelcomeAsync(Hosting, PanelWorld.Welcome, Cancel);
        Assert.Equal(2, Sent(1).Count);
        Assert.Empty(Sent(2));
    }

    [Fact]
    public async Task everybody_for_whom_something_could_follow_comes_in_order()
    {
        PanelReading reading = Reading();
        List<ClientFacts> all = await AllAsync(reading);
        Assert.Equal([1, 2], all.Select(facts => facts.Client.Id).Where(id => id <= 2));
        Assert.Equal(all.Select(facts => facts.Client.Id).Order(), all.Select(facts => facts.Client.Id));
        Assert.Empty(reading.Unreadable);
        Assert.Equal(5, reading.ActiveServices);
    }

    [Fact]
    public async Task everything_that_is_not_over_is_counted_by_kind_and_product()
    {
        IReadOnlyList<ServiceGroup> groups = await Panel.CountServicesAsync(Cancel);
        ServiceGroup[] hosting = [.. groups.Where(group => group is { Kind: TargetKind.Service, Product: 1 })];
        Assert.Equal(3, hosting.Sum(group => group.Count));
        Assert.Equal([10, 11, 12], hosting.SelectMany(group => group.First).Order());
        Assert.Equal(6, groups.Sum(group => group.Count));
    }

    [Fact]
    public async Task what_is_counted_together_lives_on_one_server()
    {
        foreach (ServiceGroup group in await Panel.CountServicesAsync(Cancel))
            foreach (int id in group.First)
                Assert.Equal(group.Server, (await Panel.ReadHandleAsync(new Target(group.Kind, id), Cancel))!.Server);
    }

    [Fact]
    public async Task a_client_has_its_services_with_terms_and_prices()
    {
        ClientFacts ana = await AnaAsync();
        Assert.Equal(("Ana Ruiz", "ana@example.com", "ARS", ClientStatus.Active), (ana.Client.Name, ana.Client.Email, ana.Client.Currency, ana.Client.Status));
        Assert.Equal([Hosting, Later, Addon, Domain, Project], ana.Services.Select(service => service.Target));
        Service hosting = ana.Find(Hosting)!;
        Assert.Equal((BillingCycle.Monthly, 5000m, PanelWorld.Near, ServiceStatus.Active), (hosting.Cycle, hosting.Amount, hosting.NextDue, hosting.Status));
        Assert.Equal(14000m, hosting.Prices[BillingCycle.Quarterly]);
        Assert.Equal(Hosting, ana.Find(Addon)!.Parent);
        Assert.Equal((BillingCycle.Years(1), 8000m), (ana.Find(Domain)!.Cycle, ana.Find(Domain)!.Amount));
    }

    [Fact]
    public async Task who_agreed_to_whatsapp_is_read_with_the_client()
    {
        Assert.Equal([(1, true), (2, false)], (await AllAsync(Reading())).Select(facts => (facts.Client.Id, facts.Client.Consent)).Where(client => client.Id <= 2));
        Assert.False((await Panel.ReadClientAsync(2, Reading(), Cancel))!.Client.Consent);
    }

    [Fact]
    public async Task an_unpaid_invoice_has_its_lines_periods_and_balance()
    {
        ClientFacts beto = (await Panel.ReadClientAsync(2, Reading(), Cancel))!;
        Invoice debt = beto.FindInvoice(PanelWorld.Debt)!;
        Assert.Equal((InvoiceStatus.Unpaid, 5000m, PanelWorld.DebtDue), (debt.Status, debt.Balance, debt.Due));
        Assert.Equal(PanelWorld.DebtDue, debt.PeriodOf(Offline));
        Assert.Equal((ServiceStatus.Suspended, "Overdue on Payment"), (beto.Find(Offline)!.Status, beto.Find(Offline)!.SuspendReason));
    }

    [Fact]
    public async Task one_client_read_alone_is_the_same_client()
    {
        foreach (ClientFacts facts in (await AllAsync(Reading())).Where(facts => facts.Client.Id <= 2))
            Assert.Equal(Told(facts), Told((await Panel.ReadClientAsync(facts.Client.Id, Reading(), Cancel))!));
    }

    [Fact]
    public async Task what_is_not_there_is_null()
    {
        Assert.Null(await Panel.ReadClientAsync(999, Reading(), Cancel));
        Assert.Null(await Panel.ReadInvoiceNowAsync(999, Cancel));
        Assert.Null(await Panel.ReadInvoiceSheetAsync(999, Cancel));
        Assert.Null(await Panel.FindClientOfInvoiceAsync(999, Cancel));
        Assert.Null(await Panel.ReadHandleAsync(new Target(TargetKind.Service, 999), Cancel));
        Assert.Null(await Panel.ReadProjectStatusAsync(999, Cancel));
        Assert.Null(await Panel.FindFeeAsync(1, "[billing:none]", Cancel));
    }

    [Fact]
    public async Task a_sheet_says_what_the_client_owes()
    {
        InvoiceSheet sheet = (await Panel.ReadInvoiceSheetAsync(PanelWorld.Debt, Cancel))!;
        Assert.Equal((PanelWorld.DebtDue, 5000m, 5000m, "ARS", "100"), (sheet.Due, sheet.Total, sheet.Balance, sheet.Currency, sheet.Number));
        Assert.Equal(5000m, Assert.Single(sheet.Lines).Amount);
    }

    [Fact]
    public async Task those_whom_the_client_chose_for_billing_mail_are_known()
    {
        Assert.Equal(["carla@example.com", "eva.o'hara@example.com"], await Panel.ReadBillingContactsAsync(1, Cancel));
        Assert.Empty(await Panel.ReadBillingContactsAsync(2, Cancel));
        Assert.Empty(await Panel.ReadBillingContactsAsync(999, Cancel));
    }

    [Fact]
    public async Task a_ticket_is_found_by_its_mark_and_only_with_its_client()
    {
        const string Mark = "[billing:objection 100/2026-03-01]";
        Assert.Null(await Panel.FindTicketAsync(2, Mark, Cancel));
        await Panel.OpenTicketAsync(2, $"Objection to invoice 100 {Mark}", "No pedí esto.\n<b>\"ñandú\" & 'co'</b> 🙂", Cancel);
        int ticket = (await Panel.FindTicketAsync(2, Mark, Cancel))!.Value;
        Assert.Null(await Panel.FindTicketAsync(1, Mark, Cancel));
        Assert.Null(await Panel.FindTicketAsync(2, "[billing:objection 100/2026-03-02]", Cancel));
        await Panel.OpenTicketAsync(2, $"Objection to invoice 100 {Mark}", "again", Cancel);
        Assert.Equal(ticket, await Panel.FindTicketAsync(2, Mark, Cancel));
    }

    [Fact]
    public async Task a_ticket_is_answered_when_somebody_answers_it_and_one_that_is_gone_counts_as_closed()
    {
        const string Mark = "[billing:objection 100/2026-03-01]";
        await Panel.OpenTicketAsync(2, $"Objection {Mark}", "No", Cancel);
        int ticket = (await Panel.FindTicketAsync(2, Mark, Cancel))!.Value;
        Assert.False(await Panel.IsTicketAnsweredAsync(ticket, Cancel));
        Answer(ticket);
        Assert.True(await Panel.IsTicketAnsweredAsync(ticket, Cancel));
        Assert.True(await Panel.IsTicketAnsweredAsync(9999, Cancel));
    }

    [Fact]
    public async Task the_invoices_of_the_past_come_with_the_day_they_were_paid_where_the_panel_can_be_asked()
    {
        if (Panel.ReadPastInvoices(PanelWorld.DebtDue, PanelWorld.DebtDue, Cancel) is not { } owed) return;
        PastInvoice invoice = Assert.Single(await owed.ToListAsync(Cancel));
        Assert.Equal((PanelWorld.Debt, 2, PanelWorld.DebtDue, (DateOnly?)null, 5000m, "ARS"), (invoice.Id, invoice.Client.Id, invoice.Due, invoice.PaidOn, invoice.Total, invoice.Client.Currency));
        Assert.Equal((Offline, 1), (Assert.Single(invoice.Services).Target, invoice.Services[0].Product));
        Assert.Empty(await Panel.ReadPastInvoices(PanelWorld.DebtDue.AddDays(1), PanelWorld.DebtDue.AddDays(30), Cancel)!.ToListAsync(Cancel));
        Pay(PanelWorld.Debt);
        Assert.NotNull(Assert.Single(await Panel.ReadPastInvoices(PanelWorld.DebtDue.AddDays(-20), PanelWorld.DebtDue, Cancel)!.ToListAsync(Cancel)).PaidOn);
    }

    [Fact]
    public async Task a_handle_names_its_client()
    {
        foreach (Target target in new[] { Hosting, Addon, Domain, Project })
            Assert.Equal((target.ToString(), 1), await Panel.ReadHandleAsync(target, Cancel) is { } handle ? (handle.Target, handle.Client) : default);
    }

    [Fact]
    public async Task a_handle_says_what_the_panel_shows_of_a_service()
    {
        ServiceHandle online = (await Panel.ReadHandleAsync(Hosting, Cancel))!, offline = (await Panel.ReadHandleAsync(Offline, Cancel))!;
        Assert.Equal(("Active", ""), (online["status"], online["suspendreason"]));
        Assert.Equal(("Suspended", "Overdue on Payment"), (offline["status"], offline["suspendreason"]));
        Assert.Equal("Active", (await Panel.ReadHandleAsync(Addon, Cancel))!["status"]);
    }

    [Fact]
    public async Task what_is_in_use_comes_once_with_the_handle_that_it_has_alone()
    {
        List<ServiceInUse> all = await InUseAsync();
        Assert.Equal([Hosting, Later, Offline, Addon, Domain, Project], all.Select(thing => thing.Target).Order());
        Assert.Equal([Offline], all.Where(thing => thing.Status == ServiceStatus.Suspended).Select(thing => thing.Target));
        Assert.All(all, thing => Assert.Equal("any", thing.Adapter));
        foreach (ServiceInUse thing in all) Assert.Equal(Told((await Panel.ReadHandleAsync(thing.Target, Cancel))!), Told(thing.Handle));
    }

    [Fact]
    public async Task what_is_over_is_not_in_use()
    {
        await Panel.MarkAsync(Later, ServiceStatus.Terminated, "", Cancel);
        await Panel.MarkAsync(Hosting, ServiceStatus.Suspended, "unpaid", Cancel);
        List<ServiceInUse> all = await InUseAsync();
        Assert.DoesNotContain(all, thing => thing.Target == Later);
        Assert.Equal(ServiceStatus.Suspended, all.Single(thing => thing.Target == Hosting).Status);
    }

    protected async Task<List<ServiceInUse>> InUseAsync()
    {
        var all = new List<ServiceInUse>();
        await foreach (ServiceInUse thing in Panel.ReadInUseAsync(Cancel)) all.Add(thing);
        return all;
    }

    private static string Told(ServiceHandle handle) => $"{handle with { Attributes = new Dictionary<string, string>() }} {string.Join(',', handle.Attributes.OrderBy(word => word.Key, StringComparer.Ordinal))}";

    protected async Task<ClientFacts> AnaAsync() => (await Panel.ReadClientAsync(1, Reading(), Cancel))!;

    protected async Task<List<ClientFacts>> AllAsync(PanelReading reading)
    {
        var all = new List<ClientFacts>();
        await foreach (ClientFacts facts in Panel.ReadAllAsync(reading, Cancel)) all.Add(facts);
        return all;
    }

    /// <summary>Facts as text, so that two of them can be compared whole.</summary>
    internal static string Told(ClientFacts facts) => string.Join('\n',
        [$"{facts.Client}", .. facts.Services.Select(service => $"{service with { Prices = new Dictionary<BillingCycle, decimal>() }} {string.Join(',', service.Prices.OrderBy(price => price.Key.Months))}"),
            .. facts.Invoices.Select(invoice => $"{invoice with { Lines = [] }} {string.Join(',', invoice.Lines)}")]);
}
