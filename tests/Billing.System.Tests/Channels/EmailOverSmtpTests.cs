using System.Net.Sockets;
using Billing.Engine.Channels;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class EmailOverSmtpTests : NoticeChannelContract, IDisposable
{
    private readonly SmtpSink sink = new();
    private readonly SmtpTransport transport;
    private readonly EmailChannel channel;

    public EmailOverSmtpTests() => (transport, channel) = Over(new() { Host = "127.0.0.1", Port = sink.Port, Tls = MailTls.None, TimeoutSeconds = 20 });

    private protected override INoticeChannel Channel => channel;

    private protected override IReadOnlyList<string> Arrived => [.. sink.Messages.Select(Told.AsRead)];

    private protected override void Break() => sink.Dispose();

    public void Dispose()
    {
        transport.Dispose();
        sink.Dispose();
    }

    [Fact]
    public async Task the_words_are_the_mail_servers_answer() =>
        Assert.Contains("queued as B8F8BB66011", (await SendAsync("ana@example.net")).Words, StringComparison.Ordinal);

    [Theory]
    [InlineData("nouser@example.net", "550 5.1.1")]
    [InlineData("spam@example.net", "554 5.7.1")]
    [InlineData("big@example.net", "552 5.3.4")]
    [InlineData("unknown@example.net", "550 no")]
    public async Task a_five_is_for_good(string address, string words) =>
        Assert.StartsWith(words, Assert.IsType<ChannelOutcome.Refused>(await SendAsync(address)).Words, StringComparison.Ordinal);

    [Theory]
    [InlineData("busy@example.net", "451 4.7.1")]
    [InlineData("full@example.net", "452 4.3.1")]
    [InlineData("closing@example.net", "421 4.3.2")]
    [InlineData("relay@example.net", "554 5.7.1")]
    public async Task a_four_is_for_later(string address, string words) =>
        Assert.StartsWith(words, Assert.IsType<ChannelOutcome.TryLater>(await SendAsync(address)).Words, StringComparison.Ordinal);

    [Fact]
    public async Task a_sender_that_is_not_accepted_is_not_the_clients_fault()
    {
        sink.ToSender = "553 5.7.1 sender not owned";
        Assert.IsType<ChannelOutcome.TryLater>(await SendAsync("ana@example.net"));
    }

    [Fact]
    public async Task cut_off_after_the_content_nobody_knows()
    {
        Assert.IsType<ChannelOutcome.InDoubt>(await SendAsync("cut@example.net"));
        Assert.Single(sink.Messages);
    }

    [Fact]
    public async Task no_answer_in_time_after_the_content_nobody_knows()
    {
        (SmtpTransport impatient, EmailChannel voice) = Over(new() { Host = "127.0.0.1", Port = sink.Port, Tls = MailTls.None, TimeoutSeconds = 1 });
        using (impatient) Assert.IsType<ChannelOutcome.InDoubt>(await voice.SendAsync(To("mute@example.net"), Nothing, Cancel));
    }

    [Theory]
    [InlineData("early@example.net")]
    [InlineData("late@example.net")]
    [InlineData("leave@example.net")]
    public async Task cut_off_before_the_content_nothing_was_sent(string address)
    {
        Assert.IsType<ChannelOutcome.TryLater>(await SendAsync(address));
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task one_connection_serves_many_and_a_lost_one_is_made_anew()
    {
        for (int i = 0; i < 3; i++) Assert.IsType<ChannelOutcome.Accepted>(await SendAsync("ana@example.net"));
        Assert.Equal(1, sink.Connections);
        sink.HangUp();
        Assert.IsType<ChannelOutcome.Accepted>(await SendAsync("ana@example.net"));
        Assert.Equal((2, 4), (sink.Connections, sink.Messages.Count));
    }

    [Fact]
    public async Task a_refused_recipient_does_not_disturb_the_next()
    {
        Assert.IsType<ChannelOutcome.Refused>(await SendAsync("nouser@example.net"));
        Assert.IsType<ChannelOutcome.Accepted>(await SendAsync("ana@example.net"));
        Assert.IsType<ChannelOutcome.InDoubt>(await SendAsync("cut@example.net"));
        Assert.IsType<ChannelOutcome.Accepted>(await SendAsync("ana@example.net"));
    }

    [Theory]
    [InlineData("open sesame", null)]
    [InlineData("a wrong secret", "cannot be used")]
    public async Task the_password_opens_the_server_and_is_never_told(string password, string? complaint)
    {
        using SmtpTransport login = new(new() { Host = "127.0.0.1", Port = sink.Port, Tls = MailTls.None, User = "billing", TimeoutSeconds = 20 }, () => password);
        string? said = await login.CheckAsync(Cancel);
        Assert.Equal(complaint is null, said is null);
        Assert.Contains(complaint ?? "", said ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(password, said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task no_encryption_where_it_was_asked_for_means_no_mail()
    {
        (SmtpTransport strict, EmailChannel voice) = Over(new() { Host = "127.0.0.1", Port = sink.Port, Tls = MailTls.StartTls, TimeoutSeconds = 20 });
        using (strict) Assert.IsType<ChannelOutcome.TryLater>(await voice.SendAsync(Told.Of("reminder-1"), Nothing, Cancel));
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task the_message_says_who_what_when_and_that_a_machine_wrote_it()
    {
        await SendAsync("ana@example.net");
        MimeMessage message = Assert.Single(sink.Messages);
        Assert.Equal("\"Proveedor Ejemplo\" <facturacion@example.com>", message.From.ToString());
        Assert.Equal(("Ana Pérez", "ana@example.net"), (message.To.Mailboxes.Single().Name, message.To.Mailboxes.Single().Address));
        Assert.Equal("ayuda@example.com", message.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal(Told.Now, message.Date);
        Assert.Equal("notify/100/reminder-1/email", message.Headers["X-Notice-Id"]);
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("Primer recordatorio: la factura 2026-0100 vence el 3 de agosto de 2026", message.Subject);
    }

    [Fact]
    public async Task both_bodies_are_there_and_say_the_same()
    {
        await SendAsync("ana@example.net");
        MultipartAlternative body = Assert.IsType<MultipartAlternative>(Assert.Single(sink.Messages).Body);
        Assert.Equal(["text/plain", "text/html"], body.Select(part => part.ContentType.MimeType));
        Assert.All(body.OfType<TextPart>(), part => Assert.Equal("utf-8", part.ContentType.Charset, ignoreCase: true));
        Assert.Contains("ARS 12.500,50", body.TextBody, StringComparison.Ordinal);
        Assert.Contains("ARS 12.500,50", body.HtmlBody, StringComparison.Ordinal);
        Assert.Contains(Told.PayLink, body.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_same_key_is_the_same_message_and_another_key_another()
    {
        foreach (string key in new[] { "notify/1/reminder-1/email", "notify/1/reminder-1/email", "notify/2/reminder-1/email" })
            await channel.SendAsync(Told.Of("reminder-1", key: key), Nothing, Cancel);
        string[] ids = [.. sink.Messages.Select(message => message.MessageId ?? "")];
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.EndsWith("@example.com", ids[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ana")]
    [InlineData("ana@")]
    [InlineData("ana@example.net, eve@example.net")]
    [InlineData("ana@example.net>\r\nRCPT TO:<eve@example.net")]
    [InlineData("Ana <ana@example.net>")]
    public async Task an_address_that_is_none_is_refused_before_anybody_is_asked(string address)
    {
        ChannelOutcome.Refused refused = Assert.IsType<ChannelOutcome.Refused>(await SendAsync(address));
        Assert.Contains("client 7", refused.Words, StringComparison.Ordinal);
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task a_name_cannot_bring_its_own_header()
    {
        await channel.SendAsync(Told.Of("reminder-1", Told.Ana with { Name = "Ana\r\nBcc: eve@example.net" }), Nothing, Cancel);
        Assert.Empty(Assert.Single(sink.Messages).Bcc);
        Assert.Single(sink.Lines, line => line.StartsWith("RCPT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_address_beyond_ascii_is_delivered_to_a_server_that_takes_it() =>
        Assert.IsType<ChannelOutcome.Accepted>(await SendAsync("añá@ñandú.example"));

    [Fact]
    public async Task a_server_that_is_not_there_was_sent_nothing()
    {
        using TcpListener taken = new(global::System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((global::System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        bool handedOver = false;
        (SmtpTransport nowhere, EmailChannel voice) = Over(new() { Host = "127.0.0.1", Port = port, Tls = MailTls.None, TimeoutSeconds = 5 });
        using (nowhere) Assert.IsType<ChannelOutcome.TryLater>(await voice.SendAsync(Told.Of("reminder-1"), _ => { handedOver = true; return Task.CompletedTask; }, Cancel));
        Assert.False(handedOver);
    }

    private Task<ChannelOutcome> SendAsync(string address) => channel.SendAsync(To(address), Nothing, Cancel);

    private static Notice To(string address) => Told.Of("reminder-1", Told.Ana with { Email = address });

    private static (SmtpTransport, EmailChannel) Over(SmtpOptions options)
    {
        FakeTimeProvider time = new(Told.Now.ToUniversalTime());
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("ar", TimeSpan.FromHours(-3), "ar", "ar"));
        SmtpTransport transport = new(options, () => "");
        return (transport, new(Told.Templates, Told.Email, Told.Provider, transport, time));
    }
}
