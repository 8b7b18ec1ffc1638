using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Billing.Engine.Evidence;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>One connection to the mail server, for many messages one after the other.</summary>
internal sealed class SmtpConnection : IDisposable
{
    /// <summary>Servers limit what one connection may bring; well below every limit known.</summary>
    private const int MessagesPerConnection = 50;

    /// <summary>Used within that time it is taken to be there; asking would cost a round trip for each message.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);

    private readonly SmtpOptions options;
    private readonly Conversation client;
    private readonly TimeProvider time;
    private string tls = "none";
    private bool offersReports;
    private int sent;
    private long used;

    private SmtpConnection(SmtpOptions options, TimeProvider time) =>
        (this.options, this.time, client) = (options, time, new Conversation { Timeout = options.TimeoutSeconds * 1000, DeliveryStatusNotificationType = DeliveryStatusNotificationType.HeadersOnly });

    /// <summary>It has brought something already: it may have been closed since.</summary>
    public bool Used => sent > 0;

    public static async Task<SmtpConnection> OpenAsync(SmtpOptions options, Func<string> password, TimeProvider time, CancellationToken cancel)
    {
        SmtpConnection connection = new(options, time);
        try
        {
            await connection.client.ConnectAsync(await ReachAsync(options, cancel), options.Host, options.Port, Security(options.Tls), cancel);
            if (options.User.Length > 0) await connection.client.AuthenticateAsync(options.User, password(), cancel);
            connection.Note();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Small parts leave at once: waiting to fill a packet costs some 40 ms for each message.</summary>
    internal static async Task<Socket> ReachAsync(SmtpOptions options, CancellationToken cancel)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What is asked again when the connection may be lost.</summary>
    private void Note()
    {
        used = time.GetTimestamp();
        if (client.IsSecure) tls = client.SslProtocol.ToString();
        offersReports = client.Capabilities.HasFlag(SmtpCapabilities.Dsn);
    }

    /// <summary>Whether it can bring another message.</summary>
    public async Task<bool> UsableAsync(CancellationToken cancel)
    {
        if (!client.IsConnected || sent >= MessagesPerConnection) return false;
        if (time.GetElapsedTime(used) < Warm) return true;
        await client.NoOpAsync(cancel);
        used = time.GetTimestamp();
        return true;
    }

    /// <summary>Brings one message; the server's answer.</summary>
    public async Task<string> SendAsync(OutgoingMail mail, ITransferProgress leaving, CancellationToken cancel)
    {
        client.Begin(mail, options.Dsn);
        try
        {
            return await client.SendAsync(mail.Format, mail.Message, mail.Sender, [mail.To, .. mail.Copies], cancel, leaving);
        }
        finally
        {
            sent++;
            used = time.GetTimestamp();
        }
    }

    /// <summary>What can be shown of the connection and of the message it just brought.</summary>
    public Proof Proof => Evidence.Proof.Of(
            ("server", client.Greeting.Split(' ', 2)[0]), ("host", string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}")),
            ("tls", tls), ("dsn", !offersReports ? "not offered" : options.Dsn ? "asked for" : "offered, not asked for"),
            ("copies-refused", client.RefusedCopies.Count > 0 ? $"{client.RefusedCopies.Count}" : ""))
        .WithPersonal("cc-refused", string.Join("; ", client.RefusedCopies));

    public void Dispose() => client.Dispose();

    private static SecureSocketOptions Security(MailTls tls) => tls switch
    {
        MailTls.None => SecureSocketOptions.None,
        MailTls.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.SslOnConnect,
    };

    /// <summary>Asks for the reports of a delivery, and goes on when a copy is refused.</summary>
    private sealed class Conversation : SmtpClient
    {
        private readonly GreetingLine greeting;
        private OutgoingMail? mail;
        private bool reports;

        public Conversation() : this(new GreetingLine()) { }

        private Conversation(GreetingLine greeting) : base(greeting) => this.greeting = greeting;

        public string Greeting => greeting.Text;

        public List<string> RefusedCopies { get; private set; } = [];

        public void Begin(OutgoingMail outgoing, bool asksForReports) => (mail, reports, RefusedCopies) = (outgoing, asksForReports, []);

        protected override string? GetEnvelopeId(MimeMessage message) => reports ? mail?.Envelope : null;

        protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
            reports ? DeliveryStatusNotification.Success | DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay : null;

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            if (mailbox == mail?.To || response.StatusCode == SmtpStatusCode.ServiceNotAvailable) base.OnRecipientNotAccepted(message, mailbox, response);
            else RefusedCopies.Add($"{mailbox.Address}: {SmtpAnswer.Words((int)response.StatusCode, response.Response)}");
        }
    }

    /// <summary>Keeps the line with which the server greets; everything else passes unread.</summary>
    private sealed class GreetingLine : IProtocolLogger
    {
        private const int Longest = 500;
        private readonly StringBuilder line = new();
        private bool whole;

        public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        /// <summary>Without its code.</summary>
        public string Text => line.Length > 4 ? PlainText.Line(line.ToString()[4..], 200) : "";

        public void LogConnect(Uri uri) => (whole, _) = (false, line.Clear());

        public void LogClient(byte[] buffer, int offset, int count) => whole = true;

        public void LogServer(byte[] buffer, int offset, int count)
        {
            for (int at = offset; at < offset + count && !whole; at++)
                if (buffer[at] == '\n' || line.Length == Longest) whole = true;
                else if (buffer[at] != '\r') line.Append((char)buffer[at]);
        }

        public void Dispose() { }
    }
}
