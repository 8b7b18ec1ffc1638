using Billing.Core.Facts;
using Billing.Engine.Simulation;
using Billing.Sandbox;

namespace Billing.System.Tests.Api;

/// <summary>
/// The world of the panel contract, on 1 March 2026. Ana (1) has hosting 10 with addon 20, and a domain 30, all due on 16 March; hosting 11 due in June; a project 40.
/// Ana agreed to WhatsApp, Beto did not: the panel's first custom field says so. Beto (2) has hosting 12, suspended by the panel for invoice 100.
/// </summary>
internal static class PanelWorld
{
    public const int Debt = 100;

    /// <summary>By which everything of product 1 is welcomed.</summary>
    public const string Welcome = "Hosting Account Welcome Email";

    public static readonly DateOnly Today = new(2026, 3, 1), Near = new(2026, 3, 16), Far = new(2026, 6, 1), DebtDue = new(2026, 2, 1);

    public static void Fill(SandboxPanel panel)
    {
        panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com") { Id = 1, Phone = "+54.1155550101" });
        panel.AddClient(new ClientSeed("Beto", "Paz", "beto@example.com") { Id = 2, Phone = "+54.1155550102" });
        int field = panel.AddClientField("WhatsApp|Mensajes por WhatsApp");
        panel.SetClientField(field, 1, "on");
        panel.SetClientField(field, 2, "");
        panel.AddContact(new ContactSeed(1, "Carla", "Ruiz", "carla@example.com"));
        panel.AddContact(new ContactSeed(1, "Dora", "Ruiz", "dora@example.com") { Invoices = false });
        panel.AddContact(new ContactSeed(1, "Eva", "O'Hara", "eva.o'hara@example.com"));
        panel.AddProduct(new ProductSeed("Hosting M") { Id = 1, Module = "", Welcome = Welcome, Prices = new Dictionary<string, IReadOnlyDictionary<string, decimal>>
            { ["ARS"] = new Dictionary<string, decimal> { ["Monthly"] = 5000m, ["Quarterly"] = 14000m } } });
        panel.AddServer(new ServerSeed("srv01", "srv01.example.com") { Id = 1, Module = "" });
        panel.AddServer(new ServerSeed("srv02", "") { Id = 2, Module = "", Address = "127.0.0.2" });
        panel.AddService(new ServiceSeed(1, 1, Near, 5000m) { Id = 10, Domain = "ana.example", ServerId = 1 });
        panel.AddService(new ServiceSeed(1, 1, Far, 5000m) { Id = 11, Domain = "ana2.example", ServerId = 2 });
        panel.AddAddon(new AddonSeed(10, "Backups", Near, 500m) { Id = 20 });
        panel.AddDomain(new DomainSeed(1, "ana.example", Near, 8000m) { Id = 30 });
        panel.AddProject(new ProjectSeed(1, "Shop") { Id = 40 });
        panel.AddService(new ServiceSeed(2, 1, DebtDue, 5000m) { Id = 12, Domain = "beto.example", ServerId = 2, Status = "Suspended", SuspendReason = "Overdue on Payment" });
        panel.AddInvoice(new InvoiceSeed(2, DebtDue, [new InvoiceLineSeed("Hosting", 12, 5000m, "Hosting M")]) { Id = Debt, Date = new DateOnly(2026, 1, 15) });
    }

    public static void Fill(SimulatedPanel panel)
    {
        Dictionary<BillingCycle, decimal> prices = new() { [BillingCycle.Monthly] = 5000m, [BillingCycle.Quarterly] = 14000m };
        Service hosting = new() { Target = new(TargetKind.Service, 10), Product = 1, Adapter = "any", Cycle = BillingCycle.Monthly, Amount = 5000m, NextDue = Near, Prices = prices };
        panel.Add(new Client { Id = 1, Name = "Ana Ruiz", Email = "ana@example.com", Currency = "ARS" });
        panel.Add(new Client { Id = 2, Name = "Beto Paz", Email = "beto@example.com", Currency = "ARS", Consent = false });
        panel.WelcomeTemplates[1] = Welcome;
        panel.AddContact(1, "carla@example.com");
        panel.AddContact(1, "eva.o'hara@example.com");
        panel.Add(1, hosting);
        panel.Add(1, hosting with { Target = new(TargetKind.Service, 11), NextDue = Far });
        panel.Add(1, new Service { Target = new(TargetKind.Addon, 20), Parent = hosting.Target, Adapter = "any", Cycle = BillingCycle.Monthly, Amount = 500m, NextDue = Near });
        panel.Add(1, new Service { Target = new(TargetKind.Domain, 30), Adapter = "any", Cycle = BillingCycle.Years(1), Amount = 8000m, NextDue = Near });
        panel.Add(1, new Service { Target = new(TargetKind.Project, 40), Adapter = "any" });
        panel.Add(2, hosting with { Target = new(TargetKind.Service, 12), NextDue = DebtDue, Status = ServiceStatus.Suspended, SuspendReason = "Overdue on Payment" });
        panel.Add(new SimulatedInvoice(Debt, 2, new DateOnly(2026, 1, 15), DebtDue, InvoiceStatus.Unpaid, [new InvoiceLine(new(TargetKind.Service, 12), 5000m, DebtDue)], InvoiceKind.Ordinary));
    }
}
