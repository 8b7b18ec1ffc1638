using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Sandbox;
using MimeKit;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>The whole road over a panel and a WHM, on the days on which something happens: orders, cancellations, and what comes back from its backup.</summary>
public sealed class RecoveryRoadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_was_removed_is_offered_invoiced_paid_restored_and_told_of()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(140, Cancel);
        Town town = new Town(world).Furnish();
        await GoodAsync(world, -130);
        (int client, int service, int invoice) = town.Debtor("Ana", -110);
        await RemoveAsync(world, service);

        JsonNode kept = Assert.Single(Json(await GoodAsync(world, -84, "recovery", "--json")))!;
        Assert.Equal(($"service {service}", "offered", "there", world.Day(5)), ((string)kept["target"]!, (string)kept["state"]!, (string)kept["found"]!, Day(kept["keptUntil"])));
        Assert.StartsWith("/home/cpmove-", (string)kept["backup"]!, StringComparison.Ordinal);

        Ran offered = await GoodAsync(world, -80, "recovery", "offer", "service", $"{service}");
        Assert.Contains("amount owed: ARS 20000.00", offered.Output, StringComparison.Ordinal);
        Ran again = await world.OnAsync(-80, Cancel, "recovery", "offer", "service", $"{service}");
        Assert.True(again.Code != 0 && again.ErrorLines is [{ } line] && line.Contains("it was asked for on", StringComparison.Ordinal), again.ToString());
        Assert.Equal("Terminated", world.Panel.Service(service)!.Status);

        await GoodAsync(world, -79);
        InvoiceView fee = Assert.Single(world.Panel.Invoices(client), one => one.Id != invoice);
        Assert.Equal((15000m, world.Day(-72), "Unpaid"), (fee.Total, fee.Due!.Value, fee.Status));
        world.Panel.Pay(fee.Id);
        await GoodAsync(world, -78);
        Assert.Equal("fee-paid", (string)Json(await GoodAsync(world, -78, "recovery", "--json"))[0]!["state"]!);
        Assert.Null(world.Whm.Account(world.Panel.Service(service)!.Username));

        world.Panel.Pay(invoice);
        await GoodAsync(world, -77);
        await GoodAsync(world, -77);
        ServiceView back = world.Panel.Service(service)!;
        Assert.Equal(("Active", world.Day(-77).AddMonths(1)), (back.Status, back.NextDue!.Value));
        Assert.False(world.Whm.Account(back.Username)!.Suspended);
        await GoodAsync(world, -76);
        Assert.Equal(1, Told(world, "Su servicio fue recuperado y está activo"));
        Assert.Empty(Json(await GoodAsync(world, -76, "recovery", "--json")));
    }

    [Fact]
    public async Task nobody_paid_so_the_end_is_announced_once_and_carried_out_and_nothing_is_offered_after_it()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(140, Cancel);
        Town town = new Town(world).Furnish();
        await GoodAsync(world, -130);
        (int client, int service, int _) = town.Debtor("Ana", -110);
        await RemoveAsync(world, service);
        await GoodAsync(world, -10);
        Assert.Equal(0, Told(world, "puede recuperar"));
        Ran warned = await GoodAsync(world, -2);
        Assert.Contains("backup-expires", warned.Output, StringComparison.Ordinal);
        await GoodAsync(world, -1);
        Assert.Equal(1, Told(world, "puede recuperar"));

        // A WHM has no call that deletes an archive: a person is told where it lies, once, and the offer is gone all the same.
        string place = (string)Json(await GoodAsync(world, 0, "recovery", "--json"))[0]!["backup"]!;
        Ran over = await world.OnAsync(6, Cancel, "run", "--once");
        Assert.Contains($"delete {place} by hand", over.Output, StringComparison.Ordinal);
        await world.OnAsync(7, Cancel, "run", "--once");
        await using SqlLedger ledger = world.OpenLedger();
        Past past = await ledger.ReadAsync(client, Cancel);
        Assert.Single(past.Done<BillingAction.Report>(), done => done.Action is { Kind: ReportKind.Refused, Target: { } target } && target.Id == service);
        Ran refused = await world.OnAsync(8, Cancel, "recovery", "offer", "service", $"{service}");
        Assert.True(refused.ErrorLines is [{ } line] && line.Contains("its backup was kept until", StringComparison.Ordinal), refused.ToString());
        Assert.Contains((await ledger.Evidence.OfKeyAsync(past.Deeds.Last(deed => deed.Action is BillingAction.DiscardBackup).Action.Key, Cancel)).Select(entry => entry.Says.Kind), kind => kind == EvidenceKind.Refused);
    }

    [Theory]
    [InlineData("addon", "1", "no backup of it is kept"), InlineData("service", "1", "no backup of it is kept")]
    public async Task what_we_did_not_remove_is_not_offered(string kind, string number, string why)
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(1, Cancel);
        Town town = new Town(world).Furnish();
        town.Debtor("Ana", 10);
        await GoodAsync(world, 0);
        Ran ran = await world.OnAsync(0, Cancel, "recovery", "offer", kind, number);
        Assert.True(ran.Code == 1 && ran.ErrorLines is [{ } line] && line.Contains(why, StringComparison.Ordinal), ran.ToString());
    }

    [Fact]
    public async Task who_cancelled_at_once_is_backed_up_and_removed_and_neither_reminded_nor_suspended_for_the_time_after()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(60, Cancel);
        Town town = new Town(world).Furnish();
        await GoodAsync(world, -50);
        (int client, int leaving, int invoice) = town.Debtor("Ana", -30);
        int other = town.Service(client, 200, cycle: "Annually");
        await GoodAsync(world, -45);
        world.Panel.AddCancelRequest(leaving, "Immediate", "too far");
        await GoodAsync(world, -44);
        await GoodAsync(world, -44);
        Assert.Equal("Cancelled", world.Panel.Service(leaving)!.Status);
        Assert.Null(world.Whm.Account(world.Panel.Service(leaving)!.Username));
        Assert.Contains(world.Whm.Archives, archive => archive.Account.User == world.Panel.Service(leaving)!.Username);
        Assert.Equal("Unpaid", world.Panel.Invoice(invoice)!.Status);
        int told = world.Mail.Messages.Count;
        foreach (int day in new[] { -40, -35, -31, -28, -20, -5, 0 }) await GoodAsync(world, day);
        Assert.Equal(told, world.Mail.Messages.Count);
        Assert.Equal("Active", world.Panel.Service(other)!.Status);
        Assert.Single(world.Panel.Invoices(client));
    }

    [Fact]
    public async Task who_cancelled_at_the_end_of_the_period_stays_until_then_and_is_removed_on_that_day()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(60, Cancel);
        Town town = new Town(world).Furnish();
        await GoodAsync(world, -50);
        (int client, int leaving, int _) = town.Debtor("Ana", -30);
        int other = town.Service(client, 200, cycle: "Annually");
        world.Panel.AddCancelRequest(leaving, "End of Billing Period", "too far");
        foreach (int day in new[] { -45, -40, -35, -31 }) await GoodAsync(world, day);
        Assert.Equal("Active", world.Panel.Service(leaving)!.Status);
        await GoodAsync(world, -30);
        await GoodAsync(world, -30);
        Assert.Equal("Cancelled", world.Panel.Service(leaving)!.Status);
        Assert.Null(world.Whm.Account(world.Panel.Service(leaving)!.Username));
        foreach (int day in new[] { -28, -20, -5, 0 }) await GoodAsync(world, day);
        Assert.Empty(world.Mail.Messages);
        Assert.Equal("Active", world.Panel.Service(other)!.Status);
    }

    [Fact]
    public async Task a_paid_order_is_tried_again_until_its_server_takes_it_and_welcomed_once()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(10, Cancel);
        Town town = new Town(world).Furnish();
        world.Panel.AddProduct(new ProductSeed("Hosting L") { Id = 4, Welcome = "Hosting Account Welcome Email" });
        world.Panel.AddProduct(new ProductSeed("Tienda L") { Id = 5, Module = "shopmodule", Welcome = "Shop Welcome" });
        File.WriteAllText(Path.Combine(world.Folder, "plugins", "cpanel.json"), $$"""
            { "servers": [ { "host": "127.0.0.1", "port": {{world.Whm.Url.Port}}, "token": "env:{{ConfigFolderOfATest.WhmToken}}", "tls": "sha256:{{world.Whm.Fingerprint}}" } ], "plans": { "4": "large" } }
            """);
        await GoodAsync(world, -9);
        int client = town.Client("Nueva"), hosting = Order(world, client, 4, "nuevo"), shop = Order(world, client, 5, "");
        foreach (int ordered in new[] { hosting, shop })
            world.Panel.AddInvoice(new InvoiceSeed(client, world.Day(-8), [new InvoiceLineSeed("Hosting", ordered, 5000m)]) { Date = world.Day(-8), Status = "Paid" });
        world.Whm.DiskFull = true;
        Ran failed = await world.RunOnAsync(-8, Cancel);
        Assert.Equal(("Pending", "Active"), (world.Panel.Service(hosting)!.Status, world.Panel.Service(shop)!.Status));
        Assert.Contains("No space left on device", failed.Output + failed.Error, StringComparison.Ordinal);
        Assert.Contains("activate", (await world.OnAsync(-8, Cancel, "explain", "service", $"{hosting}")).Output, StringComparison.Ordinal);
        Assert.Equal(["Shop Welcome"], world.Panel.Mails().Select(mail => mail.Subject));   // the panel's module sent it, and we did not

        world.Whm.DiskFull = false;
        foreach (int day in new[] { -7, -7, -6, -5 }) await GoodAsync(world, day);
        Assert.Equal("Active", world.Panel.Service(hosting)!.Status);
        Assert.Equal("large", world.Whm.Account("nuevo")!.Plan);
        Assert.Equal(["Hosting Account Welcome Email", "Shop Welcome"], world.Panel.Mails().Select(mail => mail.Subject).Order());
    }

    [Fact]
    public async Task a_welcome_without_an_answer_is_reported_and_never_sent_again()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(10, Cancel);
        Town town = new Town(world).Furnish();
        world.Panel.AddProduct(new ProductSeed("Hosting L") { Id = 4, Welcome = "Hosting Account Welcome Email" });
        File.WriteAllText(Path.Combine(world.Folder, "plugins", "cpanel.json"), $$"""
            { "servers": [ { "host": "127.0.0.1", "port": {{world.Whm.Url.Port}}, "token": "env:{{ConfigFolderOfATest.WhmToken}}", "tls": "sha256:{{world.Whm.Fingerprint}}" } ], "plans": { "4": "large" } }
            """);
        await GoodAsync(world, -9);
        int client = town.Client("Nueva"), hosting = Order(world, client, 4, "nuevo");
        world.Panel.AddInvoice(new InvoiceSeed(client, world.Day(-8), [new InvoiceLineSeed("Hosting", hosting, 5000m)]) { Date = world.Day(-8), Status = "Paid" });
        world.Panel.Faults.Add(new Fault("SendEmail", FaultKind.CutAfterWork) { Count = 1 });
        foreach (int day in new[] { -8, -8, -7, -6 }) await world.RunOnAsync(day, Cancel);
        Assert.Single(world.Panel.Mails());
        await using SqlLedger ledger = world.OpenLedger();
        Past past = await ledger.ReadAsync(client, Cancel);
        Assert.Equal(DeedState.InDoubt, past.Find(new BillingAction.Welcome(new Target(TargetKind.Service, hosting)).Key)!.State);
        Assert.Single(past.Done<BillingAction.Report>(), done => done.Action is { Kind: ReportKind.InDoubt, Target: not null });
    }

    private static int Order(BillingWorld world, int client, int product, string user) => world.Panel.AddService(new ServiceSeed(client, product, world.Day(22), 5000m)
    {
        Domain = $"nuevo{product}.com.ar", Username = user, ServerId = product == 4 ? 1 : 0, Status = "Pending", Registered = world.Day(-8),
    });

    /// <summary>Due 110 days ago: told 125, suspended 108, removed 85 days ago; its backup is kept for 90 days, until five days after today.</summary>
    private static async Task RemoveAsync(BillingWorld world, int service)
    {
        foreach (int day in new[] { -125, -108, -85, -85 }) await GoodAsync(world, day);
        Assert.Equal("Terminated", world.Panel.Service(service)!.Status);
        Assert.Null(world.Whm.Account(world.Panel.Service(service)!.Username));
    }

    private static Task<Ran> GoodAsync(BillingWorld world, int day) => GoodAsync(world, day, "run", "--once");

    private static async Task<Ran> GoodAsync(BillingWorld world, int day, params string[] args)
    {
        Ran ran = await world.OnAsync(day, Cancel, args);
        Assert.True(ran.Code == 0 || ran.Output.Contains("the server is at it", StringComparison.Ordinal), ran.ToString());   // a backup and a restoration take their time
        return ran;
    }

    private static JsonArray Json(Ran ran) => JsonNode.Parse(ran.Output)!.AsArray();

    private static DateOnly Day(JsonNode? node) => DateOnly.Parse((string)node!, global::System.Globalization.CultureInfo.InvariantCulture);

    private static int Told(BillingWorld world, string subject) => world.Mail.Messages.Count((MimeMessage message) => message.Subject is { } line && line.Contains(subject, StringComparison.Ordinal));
}
