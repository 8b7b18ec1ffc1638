using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sandbox;
using Billing.System.Tests.Sandbox;
using Billing.Whmcs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>WHMCS read from its database, changed through its API.</summary>
public sealed class DatabasePanelTests : WhmcsPanelContract
{
    private protected override SandboxStoreOfATest NewStore() => new MariaDbOfATest();

    private protected override WhmcsOptions With(WhmcsOptions options) => options with { Database = () => Sandbox.ConnectionString };

    [Fact]
    public async Task both_readers_see_the_same_panel()
    {
        Colour();
        await using WhmcsPanel other = Create(options => options, new FakeTimeProvider(Now));
        PanelReading ours = Reading(5), theirs = Reading(5);
        List<ClientFacts> database = await AllAsync(ours);
        var api = new List<ClientFacts>();
        await foreach (ClientFacts facts in other.ReadAllAsync(theirs, Cancel)) api.Add(facts);
        Assert.Equal(database.Select(facts => Told(Living(facts))), api.Select(facts => Told(Living(facts))));
        Assert.Equal(ours.ActiveServices, theirs.ActiveServices);
        Assert.Equal(ours.Unreadable.Select(row => (row.Table, row.Id, row.Client)).Order(), theirs.Unreadable.Select(row => (row.Table, row.Id, row.Client)).Order());
    }

    /// <summary>The API reads what long ended too; no decision asks for it.</summary>
    private static ClientFacts Living(ClientFacts facts) => facts with
    {
        Services = [.. facts.Services.Where(service => service.Status is ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending)],
    };

    private void Colour()
    {
        Sandbox.AddClient(new ClientSeed("Carla", "Sosa", "carla@example.com") { Id = 3, Company = "Sosa &amp; Hijos", Group = "Partners" });
        Sandbox.AddClient(new ClientSeed("Dora", "Vega", "dora@example.com") { Id = 4, Status = "Closed" });
        Sandbox.AddClient(new ClientSeed("Elio", "Rey", "elio@example.com") { Id = 5 });
        Sandbox.AddService(new ServiceSeed(3, 1, PanelWorld.Near, 5000m) { Id = 13, NoSuspend = true, NoSuspendUntil = PanelWorld.Far });
        Sandbox.AddService(new ServiceSeed(3, 1, PanelWorld.Far, 5000m) { Id = 14, Status = "Pending" });
        Sandbox.AddService(new ServiceSeed(3, 1, PanelWorld.Far, 5000m) { Id = 15, Status = "Terminated" });
        Sandbox.AddService(new ServiceSeed(3, 1, null, 0m) { Id = 16, Cycle = "Free Account" });
        Sandbox.AddService(new ServiceSeed(3, 1, PanelWorld.Near, 5000m) { Id = 17, Cycle = "Fortnightly" });
        Sandbox.AddService(new ServiceSeed(4, 1, PanelWorld.Far, 5000m) { Id = 18 });
        Sandbox.AddService(new ServiceSeed(5, 1, PanelWorld.Far, 5000m) { Id = 19 });
        Sandbox.AddInvoice(new InvoiceSeed(3, PanelWorld.Near, [new InvoiceLineSeed("Hosting", 13, 5000m), new InvoiceLineSeed("PromoHosting", 13, -500m)]) { Id = 102, Status = "Cancelled" });
        Sandbox.AddInvoice(new InvoiceSeed(3, PanelWorld.DebtDue, [new InvoiceLineSeed("AddFunds", 0, 900m)]) { Id = 103 });
        Sandbox.AddInvoice(new InvoiceSeed(3, PanelWorld.DebtDue, [new InvoiceLineSeed("", 0, 1500m, "Recovery of service 15")]) { Id = 104, Notes = "[billing:recovery service 15/2026-02-20]" });
        Sandbox.AddInvoice(new InvoiceSeed(5, PanelWorld.DebtDue, [new InvoiceLineSeed("Hosting", 19, 5000m)]) { Id = 105, Status = "Paid" });
        Sandbox.AddInvoice(new InvoiceSeed(5, PanelWorld.DebtDue.AddYears(-1), [new InvoiceLineSeed("Hosting", 19, 5000m)]) { Id = 106, Status = "Refunded", Date = PanelWorld.DebtDue.AddYears(-1) });
        Sandbox.AddInvoice(new InvoiceSeed(2, PanelWorld.DebtDue, [new InvoiceLineSeed("Invoice", PanelWorld.Debt, 5000m)]) { Id = 107, Status = "Payment Pending" });
        Sandbox.AddCancelRequest(11);
        Sandbox.Pay(PanelWorld.Debt, 1234.56m);
    }
}
