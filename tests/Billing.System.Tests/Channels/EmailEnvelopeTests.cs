using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Tracking;
using MimeKit;
using Xunit;

namespace Billing.System.Tests.Channels;

/// <summary>What stands around a message: where it comes back, what is reported of it, who gets a copy.</summary>
public sealed class EmailEnvelopeTests
{
    private static readonly string[] Reports = ["PIPELINING", "DSN", "8BITMIME"];

    [Fact]
    public async Task a_report_of_delivery_is_asked_for_under_an_identity_that_names_nobody()
    {
        using EmailVoice voice = new(offers: Reports);
        ChannelOutcome outcome = await voice.SendAsync();
        Assert.EndsWith($"ENVID={EmailVoice.Links.Id} RET=HDRS", voice.Line("MAIL FROM"), StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<ana@example.net> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;ana@example.net", voice.Line("RCPT TO"));
        Assert.Equal("asked for", outcome.Proof!.Facts["dsn"]);
        Assert.Equal(EmailVoice.Links.Id, voice.HandedOver.Facts["envelope"]);
    }

    [Fact]
    public async Task a_server_without_reports_is_asked_for_none_and_the_record_says_so()
    {
        using EmailVoice voice = new();
        ChannelOutcome outcome = await voice.SendAsync();
        Assert.Equal("RCPT TO:<ana@example.net>", voice.Line("RCPT TO"));
        Assert.Equal("not offered", outcome.Proof!.Facts["dsn"]);
    }

    [Fact]
    public async Task reports_can_be_switched_off()
    {
        using EmailVoice voice = new(smtp: options => options with { Dsn = false }, offers: Reports);
        ChannelOutcome outcome = await voice.SendAsync();
        Assert.DoesNotContain("ENVID", voice.Line("MAIL FROM"), StringComparison.Ordinal);
        Assert.DoesNotContain("NOTIFY", voice.Line("RCPT TO"), StringComparison.Ordinal);
        Assert.Equal("offered, not asked for", outcome.Proof!.Facts["dsn"]);
    }

    [Fact]
    public async Task an_undeliverable_notice_comes_back_to_an_address_of_its_own()
    {
        using EmailVoice voice = new();
        await voice.SendAsync();
        string sender = voice.Line("MAIL FROM").Split('<', '>')[1];
        Assert.StartsWith("bounce+", sender, StringComparison.Ordinal);
        Assert.EndsWith("@notices.example.com", sender, StringComparison.Ordinal);
        Assert.Equal(EmailVoice.Links.Id, EmailVoice.Tokens.Read(TokenPurpose.Bounce, sender.Split('+', '@')[1]));
        Assert.Equal("facturacion@example.com", Assert.Single(voice.Sink.Messages).From.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task without_a_mailbox_for_that_it_comes_back_to_the_sender()
    {
        using EmailVoice voice = new(email: options => options with { Bounces = null });
        await voice.SendAsync(name: "suspended");
        Assert.StartsWith("MAIL FROM:<facturacion@example.com>", voice.Line("MAIL FROM"), StringComparison.Ordinal);
        Assert.False(Assert.Single(voice.Sink.Messages).Headers.Contains(HeaderId.DispositionNotificationTo));
    }

    [Theory]
    [InlineData(ReceiptRequests.Suspensions, "suspended", true)]
    [InlineData(ReceiptRequests.Suspensions, "last-warning", true)]
    [InlineData(ReceiptRequests.Suspensions, "reminder-1", false)]
    [InlineData(ReceiptRequests.None, "terminated", false)]
    [InlineData(ReceiptRequests.All, "reminder-1", true)]
    public async Task a_receipt_is_asked_for_where_the_admin_says(ReceiptRequests receipts, string notice, bool asked)
    {
        using EmailVoice voice = new(email: options => options with { Receipts = receipts });
        await voice.SendAsync(name: notice);
        string? to = Assert.Single(voice.Sink.Messages).Headers[HeaderId.DispositionNotificationTo];
        Assert.Equal(asked, to is not null);
        if (asked) Assert.Equal(EmailVoice.Links.Id, EmailVoice.Tokens.Read(TokenPurpose.Receipt, to!.Split('+', '@')[1]));
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("terminated")]
    [InlineData("reminder-1")]
    public async Task nobody_is_unsubscribed_from_a_notice(string notice)
    {
        using EmailVoice voice = new();
        await voice.SendAsync(name: notice);
        Assert.DoesNotContain(Assert.Single(voice.Sink.Messages).Headers, header => header.Field.StartsWith("List-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task billing_contacts_get_a_copy_of_the_same_message()
    {
        using EmailVoice voice = new(offers: Reports);
        await voice.SendAsync(copies: ["carla@example.net", "eva.o'hara@example.net"]);
        MimeMessage message = Assert.Single(voice.Sink.Messages);
        Assert.Equal(["carla@example.net", "eva.o'hara@example.net"], message.Cc.Mailboxes.Select(copy => copy.Address));
        Assert.Equal(3, voice.Sink.Lines.Count(line => line.StartsWith("RCPT TO", StringComparison.Ordinal)));
        Assert.Equal("carla@example.net, eva.o'hara@example.net", voice.HandedOver.Personal["cc"]);
        Assert.Equal("ana@example.net", voice.HandedOver.Personal["to"]);
    }

    [Theory]
    [InlineData]
    [InlineData("PIPELINING")]
    public async Task a_refused_copy_leaves_the_notice_accepted_and_is_recorded(params string[] offers)
    {
        using EmailVoice voice = new(offers: offers);
        ChannelOutcome.Accepted accepted = Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync(copies: ["nouser@example.net", "carla@example.net"]));
        Assert.Single(voice.Sink.Messages);
        Assert.Equal("1", accepted.Proof!.Facts["copies-refused"]);
        Assert.Equal("nouser@example.net: 550 5.1.1 no such user here", accepted.Proof.Personal["cc-refused"]);
    }

    [Theory]
    [InlineData]
    [InlineData("PIPELINING")]
    public async Task the_clients_own_address_alone_decides(params string[] offers)
    {
        using EmailVoice voice = new(offers: offers);
        ChannelOutcome.Refused refused = Assert.IsType<ChannelOutcome.Refused>(await voice.SendAsync("nouser@example.net", copies: "carla@example.net"));
        Assert.Equal("nouser@example.net", refused.DeadAddress);
        Assert.Empty(voice.Sink.Messages);
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync());
    }

    [Fact]
    public async Task copies_go_once_to_each_address_that_is_one_and_to_ten_at_most()
    {
        using EmailVoice voice = new();
        await voice.SendAsync(copies: ["ANA@example.net", "carla@example.net", "Carla@Example.net", "eve@example.net>\r\nRCPT TO:<mallory@example.net", "", .. Enumerable.Range(0, 12).Select(n => $"copy{n}@example.net")]);
        Assert.Equal(10, Assert.Single(voice.Sink.Messages).Cc.Count);
        Assert.Equal(11, voice.Sink.Lines.Count(line => line.StartsWith("RCPT TO", StringComparison.Ordinal)));
        Assert.DoesNotContain(voice.Sink.Lines, line => line.Contains("mallory", StringComparison.Ordinal));
        Assert.Equal(("10", "5"), (voice.HandedOver.Facts["copies"], voice.HandedOver.Facts["copies-left-out"]));
        Assert.Contains("no usable address", voice.HandedOver.Personal["cc-left-out"], StringComparison.Ordinal);
        Assert.DoesNotContain(voice.HandedOver.Facts, fact => fact.Value.Contains("carla", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task the_record_names_the_server_and_how_it_was_reached()
    {
        using EmailVoice voice = new();
        ChannelOutcome outcome = await voice.SendAsync();
        Assert.Equal(("sink.test", $"127.0.0.1:{voice.Sink.Port}", "none"), (outcome.Proof!.Facts["server"], outcome.Proof.Facts["host"], outcome.Proof.Facts["tls"]));
    }

    [Theory]
    [InlineData("ana@example.net", "PIPELINING", "DSN", "8BITMIME")]
    [InlineData("ana@example.net", "SIZE 1000000")]
    [InlineData("añá@ñandú.example", "8BITMIME", "SMTPUTF8")]
    public async Task the_bytes_kept_are_the_bytes_sent(string to, params string[] offers)
    {
        using EmailVoice voice = new(offers: offers);
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync(to));
        Assert.Equal(Assert.Single(voice.Sink.Contents), Encoding.UTF8.GetString(voice.HandedOver.Content!));
    }
}
