using Billing.Sandbox;

namespace Billing.Host.Demo;

/// <summary>The provider of the demo: its products, its server, and some forty clients, most of whom simply pay.</summary>
internal sealed class DemoProvider(SandboxPanel panel, DateOnly first)
{
    private const int Server = 1, HostingM = 1, HostingL = 2, Licence = 3;
    private int domains;

    public Dictionary<string, int> Clients { get; } = [];

    public Dictionary<string, int> Services { get; } = [];

    public Dictionary<string, int> Projects { get; } = [];

    public void Furnish(int whmPort)
    {
        panel.AddServer(new ServerSeed("srv01", "127.0.0.1") { Id = Server, Port = whmPort });
        panel.AddClientGroup(new ClientGroupSeed("Partners") { Exempt = true });
        Product(HostingM, "Hosting M", "cpanel", 5000);
        Product(HostingL, "Hosting L", "cpanel", 12000);
        Product(Licence, "Support plan", "", 3000);
        Stories();
        foreach ((string name, int i) in Crowd.Select((name, i) => (name, i)))
        {
            int client = Client(name);
            Hosting(name, client, HostingM, 5000, first.AddDays(3 + i * 2 % 29), i % 3 == 0 ? "Quarterly" : "Monthly");
            if (i % 5 == 0) panel.AddDomain(new DomainSeed(client, $"{Slug(name)}.com.ar", first.AddDays(120 + i), 9000));
        }
    }

    /// <summary>Those whose stories are told.</summary>
    private void Stories()
    {
        int ana = Client("Ana Ruiz");
        Hosting("Ana Ruiz", ana, HostingM, 5000, first.AddDays(14));

        int bruno = Client("Bruno Díaz");
        Hosting("Bruno Díaz", bruno, HostingM, 5000, first.AddDays(14));

        int carla = Client("Carla Gómez", company: "Estudio Gómez");
        Hosting("Carla Gómez", carla, HostingL, 12000, first.AddDays(16));
        Hosting("Carla Gómez (tienda)", carla, HostingM, 50000, first.AddDays(200), "Annually");
        Projects["Carla Gómez"] = panel.AddProject(new ProjectSeed(carla, "Sitio nuevo"));

        int diego = Client("Diego Paz");
        Hosting("Diego Paz", diego, HostingM, 5000, first.AddDays(15));

        int elena = Client("Elena Sosa");
        int old = Hosting("Elena Sosa", elena, HostingM, 5000, first.AddDays(-17));
        panel.AddInvoice(new InvoiceSeed(elena, first.AddDays(-17), [new InvoiceLineSeed("Hosting", old, 5000, "Hosting M - sosa.com.ar")]) { Date = first.AddDays(-32) });

        int fabian = Client("Fabián Luna");
        Hosting("Fabián Luna", fabian, HostingM, 5000, first.AddDays(18), status: "Suspended", reason: "Phishing, ticket 4711");

        int gloria = Client("Gloria Vera");
        int found = Hosting("Gloria Vera", gloria, HostingM, 5000, first.AddDays(-8), status: "Suspended", reason: "Overdue on Payment");
        panel.AddInvoice(new InvoiceSeed(gloria, first.AddDays(-8), [new InvoiceLineSeed("Hosting", found, 5000, "Hosting M - vera.com.ar")]) { Date = first.AddDays(-22) });

        int hugo = Client("Hugo Rey", group: "Partners");
        Hosting("Hugo Rey", hugo, HostingL, 12000, first.AddDays(13));

        int ines = Client("Inés Mora", company: "Mora & Asociados");
        Hosting("Inés Mora", ines, HostingM, 5000, first.AddDays(20));
        panel.AddService(new ServiceSeed(ines, Licence, first.AddDays(20), 3000));
        panel.AddDomain(new DomainSeed(ines, "mora.com.ar", first.AddDays(20), 9000));

        int john = Client("John Smith", language: "english", country: "US");
        Hosting("John Smith", john, HostingM, 5000, first.AddDays(17));
    }

    private int Client(string name, string company = "", string language = "spanish", string country = "AR", string group = "")
    {
        string[] names = name.Split(' ', 2);
        return Clients[name] = panel.AddClient(new ClientSeed(names[0], names[1], $"{Slug(name)}@example.com")
        {
            Company = company, Language = language, Country = country, Group = group, Phone = $"+54.11555501{domains:00}",
        });
    }

    private int Hosting(string name, int client, int product, decimal amount, DateOnly next, string cycle = "Monthly", string status = "Active", string reason = "")
    {
        string domain = $"{Slug(name)}.example";
        return Services[name] = panel.AddService(new ServiceSeed(client, product, next, cycle == "Quarterly" ? 14000 : amount)
        {
            Domain = domain, Cycle = cycle, Status = status, SuspendReason = reason, Username = $"web{++domains:000}", ServerId = Server, Registered = next.AddMonths(-7),
        });
    }

    private void Product(int id, string name, string module, decimal monthly) => panel.AddProduct(new ProductSeed(name)
    {
        Id = id, Module = module,
        Prices = new Dictionary<string, IReadOnlyDictionary<string, decimal>>
        {
            ["ARS"] = new Dictionary<string, decimal> { ["Monthly"] = monthly, ["Quarterly"] = 2.8m * monthly, ["Semi-Annually"] = 5.4m * monthly, ["Annually"] = 10 * monthly },
        },
    });

    private static string Slug(string name) => new([.. name.ToLowerInvariant().Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetter)]);

    /// <summary>Those who simply pay, some days before or after the due date.</summary>
    public static IReadOnlyList<string> Crowd { get; } =
    [
        "Marta Acosta", "Luis Benítez", "Rosa Cáceres", "Pablo Duarte", "Silvia Escobar", "Jorge Ferreyra", "Nora Giménez", "Raúl Herrera", "Alicia Ibarra", "Óscar Juárez",
        "Laura Ledesma", "Martín Medina", "Susana Navarro", "Andrés Ojeda", "Beatriz Peralta", "César Quiroga", "Delia Romero", "Emilio Suárez", "Teresa Toledo", "Víctor Urquiza",
        "Graciela Vidal", "Héctor Yáñez", "Mónica Zárate", "Adrián Bravo", "Celia Correa", "Darío Funes", "Estela Godoy", "Félix Luján", "Irma Molina", "Javier Ponce",
    ];
}
