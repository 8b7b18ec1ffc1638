using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary>A panel whose clients were warned and taken offline for a debt in the last weeks, as a service that starts today finds them.</summary>
internal sealed class Offline : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow.AddDays(-17));

    public Trial Trial { get; } = new();
    public SandboxPanel Panel { get; private set; } = null!;
    public List<(int Client, int Service)> Debtors { get; } = [];

    public static async Task<Offline> OpenAsync(int clients)
    {
        Offline offline = new();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SandboxPanel panel = offline.Panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = offline.time, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, cancel);
        offline.Trial.Change("billing.json", billing =>
        {
            billing["panel"]!["url"] = panel.Url.ToString();
            (billing["worker"]!["lookEvery"], billing["worker"]!["parallel"]) = ("00:00:01", 1);
        });
        offline.Trial.Change("policy.json", policy =>
        {
            policy["runAt"] = "00:00";
            policy["safety"]!["brake"]!["atLeast"] = 100;
        });
        int product = panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" });
        DateOnly due = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-3);
        for (int each = 1; each <= clients; each++)
        {
            int client = panel.AddClient(new ClientSeed("Ana", $"Ruiz {each}", $"ana{each}@example.com"));
            offline.Debtors.Add((client, panel.AddService(new ServiceSeed(client, product, due, 5000m) { Domain = $"ejemplo{each}.com.ar" })));
        }
        Assert.Equal(ExitCode.Done, (await offline.Trial.RunAsync(offline.time, "run", "--once")).Code);
        offline.time.SetUtcNow(DateTimeOffset.UtcNow.AddDays(-1));
        Assert.Equal(ExitCode.Done, (await offline.Trial.RunAsync(offline.time, "run", "--once")).Code);
        offline.time.SetUtcNow(DateTimeOffset.UtcNow);
        Assert.All(offline.Debtors, debtor => Assert.Equal("Suspended", offline.Status(debtor)));
        return offline;
    }

    public void Pay((int Client, int Service) debtor) => Panel.Pay(Panel.Invoices(debtor.Client)[0].Id);

    public string Status((int Client, int Service) debtor) => Panel.Service(debtor.Service)!.Status;

    public async ValueTask DisposeAsync()
    {
        await Panel.DisposeAsync();
        Trial.Dispose();
    }
}
