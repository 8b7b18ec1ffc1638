using Billing.Host.Cli;
using Billing.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>
/// A provider whose clients do not pay: one told in Spanish with two services and a project, one in English, with a name written from right to left and twelve
/// services, and one whom nobody ever told of an old invoice. Every notice can be previewed on the day on which it goes out.
/// </summary>
internal sealed class NoticeWorld : IAsyncDisposable
{
    public static readonly DateOnly Due = new(2026, 8, 3), Raised = Due.AddDays(-15), Suspended = Due.AddDays(2), AllSuspended = new(2026, 8, 11), Removed = Due.AddDays(25);

    private readonly FakeTimeProvider time = new(At(Raised));

    private NoticeWorld()
    {
    }

    public Trial Trial { get; } = new();

    public SandboxPanel Panel { get; private set; } = null!;

    public int Ana { get; private set; }

    public int Levant { get; private set; }

    /// <summary>The invoice that nobody was told of.</summary>
    public int Untold { get; private set; }

    public int Service { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public static async Task<NoticeWorld> StartAsync()
    {
        NoticeWorld world = new();
        world.Panel = await SandboxPanel.StartAsync(new SandboxPanelOptions
        {
            Time = world.time, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"), Identifier = Trial.TheSecret, Secret = Trial.TheSecret,
        }, TestContext.Current.CancellationToken);
        world.Trial.Change("billing.json", billing => billing["panel"]!["url"] = world.Panel.Url.ToString());
        world.Furnish();
        return world;
    }

    public int InvoiceOf(int client) => Panel.Invoices(client)[^1].Id;

    public void Go(DateOnly day) => time.SetUtcNow(At(day));

    /// <summary>The run of that day.</summary>
    public async Task LiveAsync(DateOnly day)
    {
        Go(day);
        Said said = await Trial.RunAsync(time, "run", "--once");
        Assert.True(said.Code is ExitCode.Done, said.Output + said.Error);
    }

    public Task<Said> PreviewAsync(string name, params string[] args) => Trial.RunAsync(time, ["notice", "preview", name, .. args]);

    public async ValueTask DisposeAsync()
    {
        await Panel.DisposeAsync();
        Trial.Dispose();
    }

    private void Furnish()
    {
        Dictionary<string, decimal> prices = new() { ["Monthly"] = 18500m, ["Quarterly"] = 52000m };
        int hosting = Panel.AddProduct(new ProductSeed("Hosting Profesional") { Module = "plesk", Prices = new Dictionary<string, IReadOnlyDictionary<string, decimal>> { ["ARS"] = prices } });
        Ana = Panel.AddClient(new ClientSeed("Ana", "Pérez", "ana@example.com"));
        Service = Panel.AddService(new ServiceSeed(Ana, hosting, Due, 18500m) { Domain = "estudio-perez.com.ar" });
        Panel.AddService(new ServiceSeed(Ana, hosting, Due, 9200.5m) { Domain = "tienda.estudio-perez.com.ar" });
        Panel.AddService(new ServiceSeed(Ana, hosting, Due.AddMonths(5), 21000m) { Domain = "otro-proyecto.com.ar" });
        Panel.AddProject(new ProjectSeed(Ana, "Sitio nuevo"));
        Levant = Panel.AddClient(new ClientSeed("Noa", "Levi", "noa@example.com") { Company = "נועה סחר (Levant Trading)", Country = "GB", Language = "english", Currency = "USD" });
        for (int site = 1; site <= 12; site++)
            Panel.AddService(new ServiceSeed(Levant, hosting, Due, 25m + site) { Domain = site == 7 ? "a-very-long-name-of-a-domain-that-hardly-fits-on-any-telephone.subdomain.example.com" : $"shop-{site}.example.com" });
        int bruno = Panel.AddClient(new ClientSeed("Bruno", "Díaz", "bruno@example.com"));
        int untold = Panel.AddService(new ServiceSeed(bruno, hosting, new DateOnly(2026, 9, 20), 18500m) { Domain = "bruno-diaz.com.ar" });
        Untold = Panel.AddInvoice(new InvoiceSeed(bruno, new DateOnly(2026, 7, 10), [new InvoiceLineSeed("Hosting", untold, 18500m, "Hosting Profesional - bruno-diaz.com.ar")]) { Date = new DateOnly(2026, 7, 1) });
    }

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(13, 0), TimeSpan.Zero);
}
