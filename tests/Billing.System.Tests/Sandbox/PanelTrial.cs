using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Billing.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Sandbox;

/// <summary>A panel with one client (1), a cpanel product (1) and one without module (2), on 1 March 2026, and a caller of its API.</summary>
public abstract class PanelTrial : IAsyncLifetime
{
    readonly HttpClient http = new();
    SandboxStoreOfATest? store;

    protected abstract SandboxStoreOfATest NewStore();
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    protected SandboxPanel Panel { get; private set; } = null!;
    protected SandboxWhm Whm { get; private set; } = null!;
    protected virtual SandboxPanelOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        store = NewStore();
        Whm = await SandboxWhm.StartAsync(new SandboxWhmOptions { Time = Time, Https = false }, TestContext.Current.CancellationToken);
        Panel = await SandboxPanel.StartAsync(Options with { Store = store.Store, Time = Time, Whm = Whm }, TestContext.Current.CancellationToken);
        Panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com") { Id = 1, Phone = "+54.1155550101" });
        Panel.AddProduct(new ProductSeed("Hosting M") { Id = 1, Prices = new Dictionary<string, IReadOnlyDictionary<string, decimal>>
            { ["ARS"] = new Dictionary<string, decimal> { ["Monthly"] = 5000m, ["Quarterly"] = 14000m } } });
        Panel.AddProduct(new ProductSeed("Consulting") { Id = 2, Module = "" });
    }

    public async ValueTask DisposeAsync()
    {
        await Panel.DisposeAsync();
        await Whm.DisposeAsync();
        await store!.DisposeAsync();
        http.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected int Service(string nextDue = "2026-03-16", int product = 1, decimal amount = 5000m) =>
        Panel.AddService(new ServiceSeed(1, product, Day(nextDue), amount) { Domain = "ejemplo.com.ar" });

    protected async Task<(HttpStatusCode Status, string Text)> PostAsync(params (string, string)[] fields)
    {
        using FormUrlEncodedContent form = new(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(Panel.Url, "includes/api.php"), form, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    protected async Task<JsonNode> CallAsync(string action, params (string, string)[] fields) => JsonNode.Parse((await PostAsync(
        [("action", action), ("identifier", Panel.Identifier), ("secret", Panel.Secret), ("responsetype", "json"), .. fields])).Text)!;

    protected async Task<string> MessageAsync(string action, params (string, string)[] fields)
    {
        JsonNode answer = await CallAsync(action, fields);
        Assert.Equal("error", (string?)answer["result"]);
        return (string)answer["message"]!;
    }
}
