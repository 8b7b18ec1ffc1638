using System.Globalization;
using Billing.Sandbox;

namespace Billing.System.Tests.Runs;

/// <summary>
/// Clients of a panel with dates relative to today, so that one run has of everything. Told twice to two panels, both are the same to the last number.
/// </summary>
internal sealed class Town(BillingWorld world)
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Prices = new Dictionary<string, IReadOnlyDictionary<string, decimal>>
    {
        ["ARS"] = new Dictionary<string, decimal> { ["Monthly"] = 5000m, ["Quarterly"] = 14000m },
    };

    private readonly List<int> toPay = [];
    private SandboxPanel Panel => world.Panel;

    /// <summary>What every panel has: a server with cPanel, a product on it, one with another module, one without.</summary>
    public Town Furnish()
    {
        Panel.AddServer(new ServerSeed("web1", "127.0.0.1") { Id = 1 });
        Panel.AddProduct(new ProductSeed("Hosting M") { Id = 1, Prices = Prices });
        Panel.AddProduct(new ProductSeed("Tienda") { Id = 2, Module = "shopmodule", Prices = Prices });
        Panel.AddProduct(new ProductSeed("Soporte") { Id = 3, Module = "", Prices = Prices });
        return this;
    }

    public int Client(string name) => Panel.AddClient(new ClientSeed(name, "Paz", $"{name.ToLowerInvariant().Replace(' ', '.')}@example.com") { Phone = "+54.1155550101" });

    /// <summary>A service of a new client or of one that is there.</summary>
    public int Service(int client, int nextDue, int product = 1, string status = "Active", string reason = "", string cycle = "Monthly") =>
        Panel.AddService(new ServiceSeed(client, product, world.Day(nextDue), 5000m)
        {
            Domain = string.Create(CultureInfo.InvariantCulture, $"sitio{client}p{product}d{nextDue + 100}.com.ar"), ServerId = product == 1 ? 1 : 0, Status = status, SuspendReason = reason, Cycle = cycle,
        });

    /// <summary>An unpaid invoice over a service, for the period from that day on.</summary>
    public int Invoice(int client, int service, int due, string status = "Unpaid") => Panel.AddInvoice(new InvoiceSeed(client, world.Day(due),
        [new InvoiceLineSeed("Hosting", service, 5000m, "Hosting M")]) { Date = world.Day(due - 15), Status = status });

    /// <summary>A client with one service and its unpaid invoice.</summary>
    public (int Client, int Service, int Invoice) Debtor(string name, int due, int product = 1, string status = "Active", string reason = "")
    {
        int client = Client(name), service = Service(client, due, product, status, reason);
        return (client, service, Invoice(client, service, due));
    }

    /// <summary>Weeks ago: debts that grow old, some of them until today, and some to be paid before today.</summary>
    public Town Before()
    {
        for (int n = 0; n < 4; n++)
        {
            Debtor($"Remove {n}", -25);
            toPay.Add(Debtor($"Return {n}", -25, n % 2 == 0 ? 1 : 2).Invoice);
            (int client, int _, int invoice) = Debtor($"Frozen {n}", -36);
            Panel.AddProject(new ProjectSeed(client, $"Sitio {n}"));
            Service(client, 200, cycle: "Annually");
            toPay.Add(invoice);
        }
        return this;
    }

    /// <summary>Yesterday and today: everything that a run of today finds besides.</summary>
    public Town Today()
    {
        foreach (int invoice in toPay) Panel.Pay(invoice);
        for (int n = 0; n < 5; n++)
        {
            Service(Client($"Renews {n}"), 15);
            Together(n);
            Debtor($"First {n}", 10);
            Debtor($"Second {n}", 5);
            Debtor($"Final {n}", 1);
            Debtor($"Suspend {n}", -2, 1 + (n % 3));
            (int client, int _, int _) = Debtor($"All {n}", -20);
            Service(client, 200, 1 + (n % 2), cycle: "Annually");
            Panel.AddProject(new ProjectSeed(client, $"Tienda {n}"));
        }
        for (int n = 0; n < 3; n++)
        {
            int leaving = Service(Client($"Leaves {n}"), 20, 1);
            Panel.AddCancelRequest(leaving, "Immediate", "enough");
            int client = Client($"Ordered {n}"), ordered = Service(client, 0, 2, "Pending");
            Invoice(client, ordered, 0, "Paid");
        }
        return this;
    }

    /// <summary>What only a first day finds: suspensions by the panel itself and by others.</summary>
    public Town Found()
    {
        for (int n = 0; n < 4; n++)
        {
            Debtor($"Adopted {n}", -12, 1, "Suspended", "Overdue on Payment");
            Debtor($"Abuser {n}", -12, 1, "Suspended", "Abuse");
            Debtor($"Old {n}", -120);
        }
        return this;
    }

    private void Together(int n)
    {
        int client = Client($"Together {n}"), service = Service(client, 12);
        Service(client, 12, 2);
        Panel.AddAddon(new AddonSeed(service, "Backup", world.Day(12), 900m));
        Panel.AddDomain(new DomainSeed(client, $"together{n}.com.ar", world.Day(12), 9000m));
    }
}
