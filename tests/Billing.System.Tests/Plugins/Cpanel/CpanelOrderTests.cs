using Billing.Sandbox;
using Billing.System.Tests.Runs;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>The executable, a panel and a WHM: what is paid for comes to be.</summary>
public sealed class CpanelOrderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_paid_order_gets_its_account_and_the_panel_shows_it_active()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        Town town = new Town(world).Furnish();
        File.WriteAllText(Path.Combine(world.Folder, "plugins", "cpanel.json"), $$"""
            { "servers": [ { "host": "127.0.0.1", "port": {{world.Whm.Url.Port}}, "token": "env:{{ConfigFolderOfATest.WhmToken}}", "tls": "sha256:{{world.Whm.Fingerprint}}" } ], "plans": { "1": "basic" } }
            """);
        Ran first = await world.BillingAsync(Cancel, "run", "--once");
        Assert.True(first.Code == 0, first.ToString());

        int client = town.Client("Nueva"), ordered = Order(world, client, "nuevo", "nuevo.com.ar"), nameless = Order(world, client, "", "otro.com.ar");
        town.Invoice(client, ordered, 0, "Paid");
        town.Invoice(client, nameless, 0, "Paid");
        Ran second = await world.BillingAsync(Cancel, "run", "--once");
        WhmAccount account = world.Whm.Account("nuevo")!;
        Assert.Equal(("nuevo.com.ar", "basic", "nueva@example.com"), (account.Domain, account.Plan, account.Email));
        Assert.Equal("Active", world.Panel.Service(ordered)!.Status);
        Assert.Equal("Pending", world.Panel.Service(nameless)!.Status);
        Assert.Contains($"service {nameless}: the panel has no account name for it; enter its Username there", second.ToString(), StringComparison.Ordinal);
        await world.BillingAsync(Cancel, "run", "--once");
        Assert.Single(world.Whm.Calls, call => call.Function == "createacct");
    }

    private static int Order(BillingWorld world, int client, string user, string domain) => world.Panel.AddService(
        new ServiceSeed(client, 1, world.Day(0), 5000m) { Domain = domain, Username = user, ServerId = 1, Status = "Pending" });
}
