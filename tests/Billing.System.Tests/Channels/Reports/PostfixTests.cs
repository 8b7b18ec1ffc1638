using Billing.Engine.Channels.Reports;
using Billing.Engine.Evidence;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>What is known of a notice that went over a real Postfix, by what the recipient's mail server is.</summary>
public sealed class PostfixTests(PostfixRound round) : IClassFixture<PostfixRound>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void in_a_mailbox_of_its_own_it_is_delivered()
    {
        Statement said = Assert.Single(round.Of("mailbox"));
        Assert.Equal((EvidenceKind.Delivered, "2.0.0", "0"), (said.Kind, said["status"], said["hops"]));
    }

    [Fact]
    public void taken_by_another_server_it_is_relayed_with_that_servers_words()
    {
        Statement said = Assert.Single(round.Of("remote"));
        Assert.Equal((EvidenceKind.Relayed, "250 2.0.0 Ok: queued as B8F8BB66011"), (said.Kind, said["words"]));
        Assert.Equal("mx.panel.test", said["reporter"]);
    }

    [Theory]
    [InlineData("nouser")]
    [InlineData("over imap")]
    public async Task a_mailbox_that_there_is_not_brings_it_back_and_the_address_is_dead(string name)
    {
        Statement said = Assert.Single(round.Of(name));
        Assert.Equal((EvidenceKind.Bounced, "5.1.1", "5.1.1: there is no such mailbox"), (said.Kind, said["status"], said["why"]));
        Billing.Core.Facts.Past past = await round.Ledger.ReadAsync(round.Links(name).Client, Cancel);
        Assert.True(past.Find(round.Links(name).Key)!.Bounced);
        Assert.Equal("nouser@remote.test", Assert.Single(past.DeadAddresses).Address);
    }

    [Fact]
    public async Task refused_for_who_we_are_it_comes_back_and_the_address_lives()
    {
        Assert.Equal(EvidenceKind.Bounced, Assert.Single(round.Of("policy")).Kind);
        Assert.Empty((await round.Ledger.ReadAsync(round.Links("policy").Client, Cancel)).DeadAddresses);
        Assert.Contains(round.News, news => news.Kind == ReportNewsKind.NotTaken && news.Words.Contains("554 5.7.1 relay access denied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task put_off_until_it_expires_it_comes_back_though_its_status_is_a_four()
    {
        Assert.Equal([EvidenceKind.Delayed, EvidenceKind.Bounced], round.Of("deferred").Select(said => said.Kind));
        Assert.Equal("4.7.1", round.Of("deferred")[1]["status"]);
        Assert.Empty((await round.Ledger.ReadAsync(round.Links("deferred").Client, Cancel)).DeadAddresses);
    }

    [Fact]
    public void put_off_for_a_while_it_is_late_and_then_relayed() =>
        Assert.Equal([EvidenceKind.Delayed, EvidenceKind.Relayed], round.Of("grey").Select(said => said.Kind));

    [Fact]
    public void a_server_that_promises_reports_itself_is_silent_unless_it_is_not_asked()
    {
        Assert.Empty(round.Of("silent"));
        Assert.Equal(EvidenceKind.Relayed, Assert.Single(round.Of("spoken")).Kind);
    }

    [Fact]
    public async Task a_copy_that_comes_back_takes_nothing_from_the_notice()
    {
        Assert.Equal(["Bounced copy", "Delivered "], round.Of("copied").Select(said => $"{said.Kind} {said["recipient"]}").Order(StringComparer.Ordinal));
        Assert.False((await round.Ledger.ReadAsync(round.Links("copied").Client, Cancel)).Find(round.Links("copied").Key)!.Bounced);
    }
}
