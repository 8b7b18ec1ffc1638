using Billing.Sandbox;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>An archive that is not listed, lies in the account's own home or is another's is no backup; without one nothing is removed.</summary>
public sealed class CpanelBackupsTests : OnWhm
{
    private const string Archive = "/home/cpmove-bob.tar.gz";

    [Fact]
    public async Task the_archive_is_made_outside_the_home_that_a_removal_deletes()
    {
        await StartAsync();
        Assert.Contains("tarroot=%2Fhome", Assert.Single(Whm.Seen, call => call.Contains("start_background_pkgacct", StringComparison.Ordinal)).Split('&'));
    }

    [Fact]
    public async Task while_the_server_works_we_ask_again_later()
    {
        AdapterOutcome.Pending running = await StartAsync();
        Assert.Equal(running, await PollAsync(running));
        Assert.Equal(TimeSpan.FromSeconds(30), running.PollAfter);
    }

    [Fact]
    public async Task finished_without_an_archive_is_no_backup()
    {
        Server.Packaging = WhmFate.SaysSoOnly;
        AdapterOutcome.Pending running = await StartAsync();
        Server.PollsUntilDone = 0;
        Failed(FailureKind.Precondition, await PollAsync(running));
    }

    [Theory]
    [InlineData("bob", "/home/bob", "cpmove-bob.tar.gz")]
    [InlineData("bobby", "/home", "cpmove-bobby.tar.gz")]
    public async Task an_archive_in_the_home_or_of_another_is_no_backup(string user, string path, string file)
    {
        AdapterOutcome.Pending running = await StartAsync();
        Server.PollsUntilDone = 0;
        Whm.Next("list_cparchive_files", 200, WhmFront.Yes(new { quickrestore_files = new[] { new { user, path, file } } }));
        Failed(FailureKind.Precondition, await PollAsync(running));
    }

    [Fact]
    public async Task the_listed_path_may_be_the_whole_name()
    {
        AdapterOutcome.Pending running = await StartAsync();
        Server.PollsUntilDone = 0;
        Whm.Next("list_cparchive_files", 200, WhmFront.Yes(new { quickrestore_files = new[] { new { user = "bob", path = Archive, file = "cpmove-bob.tar.gz" } } }));
        Assert.Equal(Archive, Assert.IsType<AdapterOutcome.Changed>(await PollAsync(running)).Details);
    }

    [Theory]
    [InlineData("cannot write: No space left on device", FailureKind.NoSpace)]
    [InlineData("pkgacct died", FailureKind.Precondition)]
    public async Task a_failed_backup_says_why(string log, FailureKind kind)
    {
        Server.Packaging = WhmFate.Fails;
        AdapterOutcome.Pending running = await StartAsync();
        Server.PollsUntilDone = 0;
        Whm.Next("fetch_pkgacct_master_log", 200, WhmFront.Yes(new { log }));
        Assert.Contains(log, Failed(kind, await PollAsync(running)));
    }

    [Fact]
    public async Task a_backup_that_the_server_forgot_is_started_again()
    {
        AdapterOutcome.Pending running = await StartAsync();
        Whm.Next("get_pkgacct_session_state", 200, WhmFront.No("no such session"));
        Failed(FailureKind.Precondition, await PollAsync(running));
        Assert.NotEqual(running.Token, (await StartAsync()).Token);
    }

    [Fact]
    public async Task a_service_without_a_domain_cannot_be_compared_and_is_not_removed()
    {
        Server.AddArchive(new WhmArchive(Archive, Bob));
        Refused(FailureKind.Precondition, await RemoveAsync(World.Service with { Domain = "" }, Archive));
        Assert.NotNull(Server.Account("bob"));
    }

    [Fact]
    public async Task the_backup_of_another_account_does_not_count()
    {
        Server.AddArchive(new WhmArchive("/home/cpmove-bobby.tar.gz", Server.Account("bobby")!));
        Refused(FailureKind.Precondition, await RemoveAsync(World.Service, "/home/cpmove-bobby.tar.gz"));
        Assert.NotNull(Server.Account("bob"));
    }

    [Fact]
    public async Task when_the_archives_cannot_be_listed_nothing_is_removed()
    {
        Server.AddArchive(new WhmArchive(Archive, Bob));
        Whm.Next("list_cparchive_files", 502, "<html>");
        Failed(FailureKind.BadResponse, await RemoveAsync(World.Service, Archive));
        Assert.NotNull(Server.Account("bob"));
    }

    [Fact]
    public async Task only_the_named_account_is_removed()
    {
        Server.AddArchive(new WhmArchive(Archive, Bob));
        Assert.IsType<AdapterOutcome.Changed>(await RemoveAsync(World.Service, Archive));
        Assert.Equal(["bobby"], Server.Accounts.Select(account => account.User));
        Assert.StartsWith("removeacct api.version=1&username=bob&", Assert.Single(Whm.Changes));
    }

    private async Task<AdapterOutcome.Pending> StartAsync() =>
        Assert.IsType<AdapterOutcome.Pending>(await ((ICanBackUp)World.Adapter).BackUpAsync(World.Service, Cancel));

    private Task<AdapterOutcome> PollAsync(AdapterOutcome.Pending running) => ((ICanPoll)World.Adapter).PollAsync(World.Service, running.Token, Cancel);

    private Task<AdapterOutcome> RemoveAsync(ServiceHandle service, string backup) => ((ICanTerminate)World.Adapter).TerminateAsync(service, backup, Cancel);
}
