using Billing.Engine.Channels.Reports;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

public sealed class ReportDeskTests : IDisposable
{
    private readonly Returns returns = new();

    public void Dispose() => returns.Dispose();

    [Theory]
    [InlineData("delivered", "2.0.0", "Delivered")]
    [InlineData("relayed", "2.0.0", "Relayed")]
    [InlineData("expanded", "2.0.0", "Relayed")]
    [InlineData("delayed", "4.7.1", "Delayed")]
    public async Task what_the_mail_server_reports_is_evidence_with_its_words(string action, string status, string kind)
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Report(links, action, status, "250 2.0.0 Ok: queued\n  as 4711"));

        Assert.Equal(new ReportTally(1, 0, 0, 0), await returns.ReadAsync());
        Statement said = Assert.Single(await returns.LearnedAsync(links));
        Assert.Equal((kind, "250 2.0.0 Ok: queued as 4711", "mx.example.net", action), (said.Kind.ToString(), said["words"], said["remote"], said["action"]));
        Assert.Equal((7, 100), (said.Client, said.Invoice));
        Assert.NotNull(await returns.Ledger.Evidence.ContentAsync(said["content"], Returns.Cancel));
        Assert.False(await returns.BouncedAsync(links));
    }

    [Theory]
    [InlineData("5.1.1", "550 5.1.1 no such user", true)]
    [InlineData("5.1.10", "556 5.1.10 null MX", true)]
    [InlineData("5.2.1", "550 5.2.1 the account is disabled", true)]
    [InlineData("5.2.1", "550 5.2.1 receiving mail at a rate that prevents it", false)]
    [InlineData("5.2.2", "552 5.2.2 mailbox full", false)]
    [InlineData("4.3.0", "451 4.7.1 try again later", false)]
    [InlineData("4.4.1", "connection timed out", false)]
    [InlineData("5.7.1", "554 5.7.1 rejected", false)]
    [InlineData("5.7.26", "550-5.7.26 unauthenticated mail from example.com is not accepted", false)]
    [InlineData("5.0.0", "554 blocked using zen.spamhaus.org", false)]
    public async Task what_failed_came_back_and_only_a_dead_mailbox_is_an_address_to_correct(string status, string words, bool dead)
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Report(links, "failed", status, words));
        await returns.ReadAsync();

        Assert.True(await returns.BouncedAsync(links));
        Assert.Equal(EvidenceKind.Bounced, Assert.Single(await returns.LearnedAsync(links)).Kind);
        Assert.Equal(dead ? ["ana@example.net"] : [], (await returns.Ledger.ReadAsync(7, Returns.Cancel)).DeadAddresses.Select(each => each.Address));
    }

    [Fact]
    public async Task mail_that_is_not_taken_is_the_providers_matter_and_said_once()
    {
        foreach (string name in new[] { "reminder-1", "reminder-2", "reminder-final" })
            returns.Deliver(returns.Report(await returns.SentAsync(name), "failed", "5.7.1", "554 5.7.1 <ana@example.net>: rejected, listed by spamhaus", id: $"{name}@mx"));
        await returns.ReadAsync();

        ReportNews news = Assert.Single(returns.News);
        Assert.Equal((ReportNewsKind.NotTaken, "mx.example.net: 554 5.7.1 <…@…>: rejected, listed by spamhaus"), (news.Kind, news.Words));
    }

    [Fact]
    public async Task a_failed_copy_is_evidence_and_nothing_more()
    {
        NoticeLinks links = await returns.SentAsync(cc: "boss@example.org");
        returns.Deliver(returns.Report(links, "failed", recipient: "Boss@example.org"));
        await returns.ReadAsync();

        returns.Deliver(returns.Report(links, "delivered", "2.0.0", "Ok", "boss@example.org", id: "2@mx"));
        returns.Deliver(returns.Letter(links, "From: Boss <boss@example.org>", "Gracias."));
        await returns.ReadAsync();

        Assert.All(await returns.LearnedAsync(links), said => Assert.True(said.OfCopy));
        NoticeStory story = Assert.Single((await InvoiceStory.OfAsync(returns.Ledger.Evidence, 100, JudgingOptions.Default, Returns.Cancel)).Notices);
        Assert.Equal(("A1", false, 5), (story.Grade, story.Bounced, story.Entries.Count));
        Assert.False(await returns.BouncedAsync(links));
        Assert.Empty((await returns.Ledger.ReadAsync(7, Returns.Cancel)).DeadAddresses);
    }

    [Fact]
    public async Task told_twice_it_is_the_same()
    {
        NoticeLinks links = await returns.SentAsync();
        foreach (string action in new[] { "delayed", "failed", "delayed", "failed" }) returns.Deliver(returns.Report(links, action, id: $"{action}@mx"));

        Assert.Equal(4, (await returns.ReadAsync()).Believed);
        Assert.Equal([EvidenceKind.Delayed, EvidenceKind.Bounced], (await returns.LearnedAsync(links)).Select(said => said.Kind));
    }

    [Fact]
    public async Task nothing_of_a_person_stands_in_the_facts()
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Report(links, "relayed", "2.0.0", "250 2.0.0 <ana@example.net> Ok"));
        returns.Deliver(returns.Report(links, "failed", "5.1.1", "550 5.1.1 <ana@example.net>: unknown", id: "2@mx"));
        returns.Deliver(returns.Receipt(links, "manual-action/MDN-sent-manually; displayed"));
        returns.Deliver(returns.Letter(links, "From: Ana <ana@example.net>", "Ya pagué."));
        await returns.ReadAsync();

        Statement[] said = await returns.LearnedAsync(links);
        Assert.Equal(4, said.Length);
        Assert.All(said.SelectMany(each => each.Facts.Values), value => Assert.DoesNotContain("@", value, StringComparison.Ordinal));
        Assert.Contains("ana@example.net", said[1]["address"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_is_not_signed_by_us_or_contradicts_itself_is_not_believed()
    {
        NoticeLinks links = await returns.SentAsync(), other = await returns.SentAsync("reminder-2");
        string forged = $"bounce+ab{links.Id}{new string('a', 16)}@notices.example.com";
        NoticeLinks neverSent = links with { Id = Tokens.NewId() };
        returns.Deliver(returns.Report(links, "failed", to: forged));
        returns.Deliver(returns.Report(links, "failed", to: "bounce@notices.example.com"));
        returns.Deliver(returns.Report(links, "failed", to: returns.Address(links, TokenPurpose.Receipt)));
        returns.Deliver(returns.Report(links, "failed", envelope: other.Id));
        returns.Deliver(returns.Report(links, "failed", notice: other.Key));
        returns.Deliver(returns.Report(neverSent, "failed"));
        returns.Deliver(returns.Receipt(links, "manual-action/MDN-sent-manually; displayed", purpose: TokenPurpose.Bounce));
        returns.Deliver(returns.Receipt(links, "manual-action/MDN-sent-manually; displayed", about: "reminder-2@example.com"));

        Assert.Equal(new ReportTally(0, 8, 0, 0), await returns.ReadAsync());
        Assert.Empty(await returns.LearnedAsync(links));
        Assert.False(await returns.BouncedAsync(links));
    }

    [Theory]
    [InlineData("manual-action/MDN-sent-manually; displayed", "Displayed")]
    [InlineData("manual-action/MDN-sent-automatically; displayed", "Displayed")]
    [InlineData("automatic-action/MDN-sent-automatically; displayed", "Delivered")]
    [InlineData("manual-action/MDN-sent-manually; deleted", "Delivered")]
    public async Task shown_is_what_a_person_opened(string disposition, string kind)
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Receipt(links, disposition));
        await returns.ReadAsync();
        Statement said = Assert.Single(await returns.LearnedAsync(links));
        Assert.Equal((kind, disposition), (said.Kind.ToString(), said["disposition"]));
    }

    [Theory]
    [InlineData("From: Ana <ana@example.net>", 1, 0)]
    [InlineData("From: Ana <ana@example.net>\nAuto-Submitted: no", 1, 0)]
    [InlineData("From: Ana <ana@example.net>\nAuto-Submitted: auto-replied (vacation)", 0, 1)]
    [InlineData("From: Ana <ana@example.net>\nReturn-Path: <>", 0, 1)]
    [InlineData("From: Ana <ana@example.net>\nPrecedence: auto_reply", 0, 1)]
    [InlineData("From: Ana <ana@example.net>\nX-Auto-Response-Suppress: All", 0, 1)]
    [InlineData("From: Tickets <soporte@example.net>\nX-Autoreply: yes", 0, 1)]
    public async Task a_machines_answer_is_no_reply(string headers, int replies, int automatic)
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Letter(links, headers, "Estoy de vacaciones hasta el 5.5.2026."));

        Assert.Equal(new ReportTally(replies, 0, automatic, 0), await returns.ReadAsync());
        Assert.Equal(replies, (await returns.LearnedAsync(links)).Count(said => said.Kind == EvidenceKind.Replied));
    }

    [Fact]
    public async Task a_failure_told_in_free_text_counts_when_it_returns_the_notice()
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Letter(links, "From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>", $"""
            Hi. This is the qmail-send program at mx.example.net.

            <ana@example.net>:
            Sorry, no mailbox here by that name. (#5.1.1)

            --- Below this line is a copy of the message.

            X-Notice-Id: {links.Key}
            """));
        Assert.Equal(new ReportTally(1, 0, 0, 0), await returns.ReadAsync());
        Assert.True(await returns.BouncedAsync(links));
        Assert.Equal("free text", Assert.Single(await returns.LearnedAsync(links))["form"]);
        Assert.Empty((await returns.Ledger.ReadAsync(7, Returns.Cancel)).DeadAddresses);
    }

    [Fact]
    public async Task a_failure_that_does_not_return_the_notice_is_for_a_person()
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(returns.Letter(links, "From: postmaster@mx.example.net\nReturn-Path: <>", "550 5.1.1 no such user ana@example.net"));

        Assert.Equal(new ReportTally(0, 0, 0, 1), await returns.ReadAsync());
        Assert.Equal((1, false), (returns.Flagged, await returns.BouncedAsync(links)));
        Assert.DoesNotContain("ana@", Assert.Single(returns.News).Words, StringComparison.Ordinal);
    }
}
