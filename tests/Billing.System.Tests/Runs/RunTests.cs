using System.Text.Json.Nodes;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>The executable over a whole panel: what it says it would do, what it does, and what it leaves alone.</summary>
public sealed class RunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_run_does_what_the_plan_said_and_a_second_one_nothing()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(40, Cancel);
        world.Config.Policy["safety"]!["noticeDays"] = 0;
        world.Config.Write();
        Town town = new Town(world).Furnish().Before();
        await world.RunOnAsync(-26, Cancel);
        await world.RunOnAsync(-23, Cancel);
        world.ComeToToday();
        town.Today();
        int before = world.Panel.Invoices().Count;

        Ran plan = await world.BillingAsync(Cancel, "plan", "--json"), again = await world.BillingAsync(Cancel, "plan", "--json");
        Assert.Equal(plan.Output, again.Output);
        Assert.Equal(before, world.Panel.Invoices().Count);
        JsonObject run = JsonNode.Parse((await world.BillingAsync(Cancel, "run", "--once", "--json")).Output)!.AsObject();
        string[] planned = [.. JsonNode.Parse(plan.Output)!.AsArray().Select(Say).Order(StringComparer.Ordinal)], done = [.. run["done"]!.AsArray().Select(Say).Order(StringComparer.Ordinal)];
        string[] begun = [.. run["open"]!.AsArray().Select(open => (string)open!["key"]!)];
        Assert.All(begun, key => Assert.StartsWith("backup/", key, StringComparison.Ordinal));   // the server is still at it, and what follows waits
        Assert.Empty(done.Except(planned));
        Assert.All(planned.Except(done), missing => Assert.Matches("^(backup|terminate|notify terminated)", missing));
        await world.BillingAsync(Cancel, "run", "--once");
        Assert.Contains("0 actions done", (await world.BillingAsync(Cancel, "run", "--once")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_first_day_beside_a_panel_takes_nobody_offline()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        Town town = new Town(world).Furnish();
        (_, int owing, _) = town.Debtor("Owes", -12);
        (_, int adopted, int debt) = town.Debtor("Adopted", -12, 1, "Suspended", "Overdue on Payment");
        (_, int abuser, int abuse) = town.Debtor("Abuser", -12, 1, "Suspended", "Abuse");
        town.Debtor("Old", -120);

        Ran first = await world.BillingAsync(Cancel, "run", "--once");
        Assert.True(first.Code == 0, first.ToString());
        foreach (string line in new[] { "adopt", "report old-debt", "report suspended-by-others", "notify last-warning" }) Assert.Contains(line, first.Output, StringComparison.Ordinal);
        Assert.Equal(["Active", "Suspended", "Suspended", "Active"], world.Panel.Services().Select(service => service.Status));
        Assert.DoesNotContain(world.Whm.Calls, call => call.Function is "suspendacct" or "unsuspendacct" or "removeacct");

        world.Panel.Pay(debt);
        world.Panel.Pay(abuse);
        await world.BillingAsync(Cancel, "run", "--once");
        Assert.Equal(("Active", "Active", "Suspended"), (world.Panel.Service(owing)!.Status, world.Panel.Service(adopted)!.Status, world.Panel.Service(abuser)!.Status));
    }

    /// <summary>An act without the number of an invoice that is not raised yet, and without its reason.</summary>
    private static string Say(JsonNode? act)
    {
        string Field(string name) => act![name]?.ToJsonString() ?? "";
        return $"{act!["action"]} {act["notice"]} {act["kind"]} client {Field("client")} {Field("target")} {Field("items")} {Field("due")} {Field("via")} {Field("from")} {Field("to")}";
    }
}
