using System.Diagnostics;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>What an operator gets wrong, and what breaks around us: said in clear lines, and nothing is lost by it.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const int Failed = 1, Configuration = 3, Unreachable = 4;
    private const string WrongSecret = "sesame-of-the-test";

    private BillingWorld world = null!;
    private Town town = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await BillingWorld.CreateAsync(0, Cancel);
        world.Config.Policy["safety"]!["noticeDays"] = 0;
        world.Config.Write();
        town = new Town(world).Furnish();
        town.Service(town.Client("Renews"), 15);
        town.Debtor("Suspend", -2, 2);
        town.Debtor("Final", 1);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return world.DisposeAsync();
    }

    private Task<Ran> RunAsync() => world.BillingAsync(Cancel, "run", "--once");

    /// <summary>One line for an operator; no trace, no secret.</summary>
    private void AssertSaid(Ran ran, int code, params string[] words)
    {
        AssertClean(ran);
        Assert.True(ran.Code == code && ran.ErrorLines.Length == 1, ran.ToString());
        Assert.All(words, word => Assert.Contains(word, ran.Error, StringComparison.Ordinal));
    }

    private void AssertClean(Ran ran)
    {
        Assert.DoesNotContain("   at ", ran.Output + ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", ran.Output + ran.Error, StringComparison.Ordinal);
        Assert.All(world.Secrets, secret => Assert.DoesNotContain(secret, ran.Output + ran.Error, StringComparison.Ordinal));
    }

    /// <summary>Whatever went wrong before, two runs do all there is, once.</summary>
    private async Task AssertNothingIsLostAsync()
    {
        world.Panel.Faults.Clear();
        Ran ran = await RunAsync();
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Contains("0 actions done", (await RunAsync()).Output, StringComparison.Ordinal);
        Assert.Equal("Suspended", world.Panel.Service(2)!.Status);
        Assert.Single(world.Panel.Invoices(1));
        Assert.Empty(WorldState.PeriodsInvoicedTwice(world));
        Assert.Equal(3, world.Mail.Messages.Select(message => message.MessageId).Distinct().Count());
        Assert.Equal(3, world.Mail.Messages.Count);
        AssertClean(ran);
    }

    [Fact]
    public async Task a_database_that_cannot_be_reached_is_named()
    {
        uint port = world.Config.Database.Port;
        world.Config.DatabasePort = 1;
        world.Config.Write();
        AssertSaid(await RunAsync(), Unreachable, "127.0.0.1:1");
        world.Config.DatabasePort = port;
        world.Config.Write();
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task a_wrong_password_of_the_database_is_said_and_not_shown()
    {
        string? right = world.Environment[ConfigFolderOfATest.DatabasePassword];
        world.Environment[ConfigFolderOfATest.DatabasePassword] = WrongSecret;
        AssertSaid(await RunAsync(), Unreachable, world.Config.Database.Database, "password");
        world.Environment[ConfigFolderOfATest.DatabasePassword] = right;
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task a_wrong_secret_of_the_panel_leaves_everything_for_later()
    {
        world.Environment[ConfigFolderOfATest.Secret] = WrongSecret;
        Ran ran = await RunAsync();
        AssertClean(ran);
        Assert.True(ran.Code is Failed or Unreachable, ran.ToString());
        Assert.Equal("Active", world.Panel.Service(2)!.Status);
        world.Environment[ConfigFolderOfATest.Secret] = world.Panel.Secret;
        await AssertNothingIsLostAsync();
    }

    [Theory, InlineData("ModuleSuspend", "suspend/service 2"), InlineData("GenInvoices", "invoice/1/")]
    public async Task what_our_role_may_not_do_is_refused_and_reported_and_the_rest_goes_on(string action, string key)
    {
        world.Panel.Faults.Add(new Fault(action, FaultKind.Forbidden));
        Ran ran = await RunAsync();
        AssertClean(ran);
        Assert.True(ran.Code == Failed, ran.ToString());
        Assert.Contains("refused", ran.Output, StringComparison.Ordinal);
        Assert.Contains(key, ran.Output, StringComparison.Ordinal);
        Assert.Contains("report refused", ran.Output, StringComparison.Ordinal);
        Assert.Contains(world.Mail.Messages, message => message.Headers["X-Notice-Id"]!.Contains("reminder-final", StringComparison.Ordinal));
        await AssertNothingIsLostAsync();
    }

    [Theory, InlineData(FaultKind.Html), InlineData(FaultKind.ServerError)]
    public async Task a_panel_under_maintenance_is_waited_for(FaultKind kind)
    {
        world.Panel.Faults.Add(new Fault("*", kind));
        Ran ran = await RunAsync();
        AssertClean(ran);
        Assert.True(ran.Code is Failed or Unreachable, ran.ToString());
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task a_panel_that_goes_down_in_the_middle_is_waited_for()
    {
        world.Panel.Faults.Add(new Fault("*", FaultKind.Slow) { Count = 6 });
        world.Panel.Faults.Add(new Fault("*", FaultKind.ServerError));
        Ran ran = await RunAsync();
        AssertClean(ran);
        Assert.True(ran.Code is Failed or Unreachable, ran.ToString());
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task answers_that_were_lost_after_the_work_are_looked_up()
    {
        foreach (string action in new[] { "GenInvoices", "ModuleSuspend", "UpdateClientProduct" }) world.Panel.Faults.Add(new Fault(action, FaultKind.CutAfterWork) { Count = 1 });
        AssertClean(await RunAsync());
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task a_policy_that_cannot_be_right_is_refused_with_all_its_problems()
    {
        world.Config.Policy["timeZone"] = "Atlantis/Central";
        world.Config.Policy["safety"]!["brake"]!["percnt"] = 5;
        world.Config.Write();
        Ran ran = await RunAsync();
        AssertClean(ran);
        Assert.True(ran.Code == Configuration && ran.ErrorLines.Length == 2, ran.ToString());
        Assert.Contains("Atlantis/Central", ran.Error, StringComparison.Ordinal);
        Assert.Contains("percnt", ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(world.LedgerFile));
    }

    [Fact]
    public async Task a_clock_set_back_takes_nobody_offline_until_it_is_released_and_the_rest_goes_on()
    {
        Assert.Equal(0, (await world.RunOnAsync(1, Cancel)).Code);
        town.Debtor("Behind", -3);
        Ran ran = await RunAsync();
        Assert.Contains("our clock says", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Whm.Calls, call => call.Function is "suspendacct" or "removeacct");
        Assert.Equal(0, (await world.BillingAsync(Cancel, "brake", "release", "clock", "--because", "the battery was empty")).Code);
        Assert.DoesNotContain("our clock says", (await RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task rows_that_cannot_be_understood_are_named_and_the_rest_is_done()
    {
        (int client, int weird, int _) = town.Debtor("Weird", -3);
        int odd = town.Service(client, 10, 2), undated = town.Debtor("Undated", -3).Invoice, poor = town.Debtor("Poor", -3).Client;
        await world.SqlAsync($"UPDATE tblhosting SET domainstatus = 'Sleeping' WHERE id = {weird}; UPDATE tblhosting SET billingcycle = 'Fortnightly' WHERE id = {odd}; "
            + $"UPDATE tblinvoices SET duedate = '0000-00-00' WHERE id = {undated}; UPDATE tblclients SET currency = 0 WHERE id = {poor}", Cancel);
        Ran ran = await RunAsync();
        AssertClean(ran);
        foreach (string row in new[] { $"tblhosting {weird}", $"tblhosting {odd}", $"tblinvoices {undated}", $"tblclients {poor}" }) Assert.Contains(row, ran.Output, StringComparison.Ordinal);
        Assert.Equal("Suspended", world.Panel.Service(2)!.Status);
        Assert.Single(world.Panel.Invoices(1));
        Assert.Contains("0 actions done", (await RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_line_that_stands_twice_on_an_invoice_changes_nothing()
    {
        await world.SqlAsync("INSERT INTO tblinvoiceitems (invoiceid, userid, type, relid, description, amount, duedate) SELECT invoiceid, userid, type, relid, description, amount, duedate FROM tblinvoiceitems", Cancel);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task without_a_mail_server_the_rest_is_done_and_mail_goes_out_once_it_is_back()
    {
        world.StopMail();
        Ran ran = await RunAsync();
        AssertClean(ran);
        Assert.True(ran.Code == Failed, ran.ToString());
        Assert.Equal("Suspended", world.Panel.Service(2)!.Status);
        Assert.Single(world.Panel.Invoices(1));
        world.StartMail();
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task a_ledger_whose_folder_is_not_there_is_named()
    {
        world.Config.Ledger = "/nowhere/at/all/ledger.db";
        world.Config.Write();
        AssertSaid(await RunAsync(), Unreachable, "/nowhere/at/all/ledger.db");
    }

    [Fact]
    public async Task a_file_that_is_no_ledger_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(world.LedgerFile, new string('x', 4096), Cancel);
        AssertSaid(await RunAsync(), Unreachable, world.LedgerFile);
        Assert.Equal(4096, new FileInfo(world.LedgerFile).Length);
    }

    [Fact]
    public async Task a_second_process_with_the_same_ledger_is_refused()
    {
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously), refused = new();
        world.Panel.Faults.Add(new Fault("*", FaultKind.Slow));
        world.Panel.Faults.Wait = _ =>
        {
            called.TrySetResult();
            return refused.Task;
        };
        using Process first = world.Start("run", "--once");
        await Task.WhenAny(called.Task, first.WaitForExitAsync(Cancel));
        AssertSaid(await RunAsync(), Unreachable, "Another `billing run`");
        refused.SetResult();
        await first.WaitForExitAsync(Cancel);
        Assert.Equal(0, first.ExitCode);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task a_secret_that_is_not_set_is_asked_for_by_name()
    {
        world.Environment[ConfigFolderOfATest.Secret] = null;
        AssertSaid(await RunAsync(), Configuration, ConfigFolderOfATest.Secret);
    }

    [Fact]
    public async Task no_json_is_said_with_its_place()
    {
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "policy.json"), "{ \"timeZone\": ", Cancel);
        Ran ran = await RunAsync();
        Assert.True(ran.Code == Configuration, ran.ToString());
        Assert.Contains("policy.json", ran.Error, StringComparison.Ordinal);
        AssertClean(ran);
    }
}
