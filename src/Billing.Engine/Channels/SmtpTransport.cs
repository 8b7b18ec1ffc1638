using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>
/// Hands messages to a mail server, over one connection for many of them; a connection that broke is made anew for the next message. A message is in
/// doubt only when its content had begun to leave and no answer came: a server that answers, or that was lost before, has not taken it.
/// </summary>
/// <param name="options">The server.</param>
/// <param name="password">Asked when logging in; never kept, never printed.</param>
public sealed class SmtpTransport(SmtpOptions options, Func<string> password) : IMailTransport, IDisposable
{
    /// <summary>Servers limit what one connection may bring; well below every limit known.</summary>
    private const int MessagesPerConnection = 50;

    private readonly SemaphoreSlim one = new(1);
    private SmtpClient? connected;
    private int sent;

    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(MimeMessage message, Func<Task> handOver, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            SmtpClient client;
            try { client = await ConnectedAsync(cancel); }
            catch (Exception wrong) when (IsTheServers(wrong, cancel)) { return new ChannelOutcome.TryLater(Unreachable(wrong)); }
            await handOver();
            return await HandOverAsync(client, message);
        }
        finally { one.Release(); }
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            await ConnectedAsync(cancel);
            return null;
        }
        catch (Exception wrong) when (IsTheServers(wrong, cancel)) { return Unreachable(wrong); }
        finally { one.Release(); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connected?.Dispose();
        one.Dispose();
    }

    private async Task<ChannelOutcome> HandOverAsync(SmtpClient client, MimeMessage message)
    {
        Leaving leaving = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(options.TimeoutSeconds));
        try
        {
            string answer = await client.SendAsync(message, limit.Token, leaving);
            sent++;
            return new ChannelOutcome.Accepted(PlainText.Line(answer, 500));
        }
        catch (SmtpCommandException answer)
        {
            if (answer.StatusCode == SmtpStatusCode.ServiceNotAvailable || answer.ErrorCode == SmtpErrorCode.UnexpectedStatusCode) Drop();
            return Answered(answer);
        }
        catch (Exception wrong) when (IsTheServers(wrong, CancellationToken.None))
        {
            Drop();
            return leaving.Begun
                ? new ChannelOutcome.InDoubt($"the mail server {Server} took the message and gave no answer: {Say(wrong)}")
                : new ChannelOutcome.TryLater($"the mail server {Server} was lost before the message was sent: {Say(wrong)}");
        }
    }

    /// <summary>A sender that is not accepted is our own fault and may be mended; a recipient or a message is refused for good.</summary>
    private static ChannelOutcome Answered(SmtpCommandException answer)
    {
        string words = PlainText.Line(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {answer.Message}"), 500);
        bool forGood = (int)answer.StatusCode >= 500 && answer.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;
        return forGood ? new ChannelOutcome.Refused(words) : new ChannelOutcome.TryLater(words);
    }

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancel)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        if (connected is { } open && await StillOpenAsync(open, limit.Token)) return open;
        Drop();
        SmtpClient client = new() { Timeout = options.TimeoutSeconds * 1000 };
        try
        {
            await client.ConnectAsync(options.Host, options.Port, Security(options.Tls), limit.Token);
            if (options.User.Length > 0) await client.AuthenticateAsync(options.User, password(), limit.Token);
            return connected = client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<bool> StillOpenAsync(SmtpClient open, CancellationToken cancel)
    {
        if (!open.IsConnected || sent >= MessagesPerConnection) return false;
        try
        {
            await open.NoOpAsync(cancel);
            return true;
        }
        catch (Exception wrong) when (IsTheServers(wrong, cancel)) { return false; }
    }

    private void Drop()
    {
        connected?.Dispose();
        connected = null;
        sent = 0;
    }

    private string Server => string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");

    private string Unreachable(Exception wrong) => $"the mail server {Server} cannot be used: {Say(wrong)}";

    private static string Say(Exception wrong) => wrong is OperationCanceledException ? "it did not answer in time" : PlainText.Line(wrong.Message, 300);

    private static SecureSocketOptions Security(MailTls tls) => tls switch
    {
        MailTls.None => SecureSocketOptions.None,
        MailTls.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.SslOnConnect,
    };

    private static bool IsTheServers(Exception wrong, CancellationToken cancel) => wrong switch
    {
        OperationCanceledException => !cancel.IsCancellationRequested,
        IOException or SocketException or TimeoutException or NotSupportedException or SslHandshakeException => true,
        CommandException or ProtocolException or AuthenticationException or ServiceNotConnectedException or ServiceNotAuthenticatedException => true,
        _ => false,
    };

    /// <summary>Notices when the message's content begins to leave.</summary>
    private sealed class Leaving : ITransferProgress
    {
        public bool Begun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Begun |= bytesTransferred > 0;

        public void Report(long bytesTransferred) => Begun |= bytesTransferred > 0;
    }
}
