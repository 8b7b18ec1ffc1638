using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>
/// Hands messages to a mail server, over a few connections for many of them; a connection that broke is made anew. A message is in doubt only when its
/// content had begun to leave and no answer came: a server that answers, or that was lost before, has not taken it.
/// </summary>
/// <param name="options">The server.</param>
/// <param name="password">Asked when logging in; never kept, never printed.</param>
/// <param name="time">The clock; the real one when left out.</param>
public sealed class SmtpTransport(SmtpOptions options, Func<string> password, TimeProvider? time = null) : IMailTransport, IDisposable
{
    /// <summary>After that many failures in a row to reach the server it is left alone for a while: else each notice of a run would wait for it anew.</summary>
    private const int FailuresInARow = 3;

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1), AfterTheRate = TimeSpan.FromMinutes(1);

    private readonly TimeProvider clock = time ?? TimeProvider.System;
    private readonly MailRate rate = new(options.Rate, time ?? TimeProvider.System);
    private readonly SemaphoreSlim places = new(options.Connections);
    private readonly ConcurrentStack<SmtpConnection> idle = [];
    private int failures;
    private long lastFailure;

    /// <inheritdoc/>
    public async Task<ChannelOutcome.TryLater?> TurnAsync(MailboxAddress to, CancellationToken cancel)
    {
        if (rate.ToDomain(to.Domain) is not { } wait)
            return new ChannelOutcome.TryLater($"{to.Domain} has had its {options.Rate.PerDomainPerMinute} messages of this minute") { After = AfterTheRate };
        if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancel);
        return null;
    }

    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(OutgoingMail mail, Func<Task> handOver, CancellationToken cancel)
    {
        if (rate.Next() is { Ticks: > 0 } wait) await Task.Delay(wait, clock, cancel);
        await places.WaitAsync(cancel);
        try
        {
            if (failures >= FailuresInARow && clock.GetElapsedTime(lastFailure) < Rest)
                return new ChannelOutcome.TryLater($"the mail server {Server} could not be used {failures} times in a row, and is left alone for a minute");
            SmtpConnection connection;
            try { connection = await ConnectedAsync(cancel); }
            catch (Exception wrong) when (IsTheServers(wrong, cancel)) { return new ChannelOutcome.TryLater(Unreachable(wrong)); }
            try { await handOver(); }
            catch
            {
                idle.Push(connection);
                throw;
            }
            return await HandOverAsync(connection, mail);
        }
        finally { places.Release(); }
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        try
        {
            idle.Push(await ConnectedAsync(cancel));
            return null;
        }
        catch (Exception wrong) when (IsTheServers(wrong, cancel)) { return Unreachable(wrong); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (idle.TryPop(out SmtpConnection? connection)) connection.Dispose();
        places.Dispose();
    }

    /// <summary>Sends, and once more when a connection that had served before was closed meanwhile: nothing of the message had left then.</summary>
    private async Task<ChannelOutcome> HandOverAsync(SmtpConnection connection, OutgoingMail mail)
    {
        for (bool again = connection.Used; ; again = false)
        {
            Leaving leaving = new();
            ChannelOutcome outcome = await TryAsync(connection, mail, leaving);
            if (!again || leaving.Begun || outcome is not ChannelOutcome.TryLater { Lost: true }) return outcome;
            try { connection = await OpenAsync(CancellationToken.None); }
            catch (Exception wrong) when (IsTheServers(wrong, CancellationToken.None)) { return new ChannelOutcome.TryLater(Unreachable(wrong)); }
        }
    }

    private async Task<ChannelOutcome> TryAsync(SmtpConnection connection, OutgoingMail mail, Leaving leaving)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(options.TimeoutSeconds));
        try
        {
            string answer = await connection.SendAsync(mail, leaving, limit.Token);
            ChannelOutcome.Accepted accepted = new(PlainText.Line(answer, 500)) { Proof = connection.Proof };
            idle.Push(connection);
            return accepted;
        }
        catch (SmtpCommandException answer)
        {
            bool lost = answer.StatusCode == SmtpStatusCode.ServiceNotAvailable;
            ChannelOutcome outcome = SmtpAnswer.Of(answer, mail.To.Address) with { Proof = connection.Proof };
            if (lost || answer.ErrorCode == SmtpErrorCode.UnexpectedStatusCode) connection.Dispose();
            else idle.Push(connection);
            return outcome is ChannelOutcome.TryLater later ? later with { Lost = lost } : outcome;
        }
        catch (ServiceNotAuthenticatedException no)
        {
            connection.Dispose();
            return SmtpAnswer.NotLoggedIn(no.Message);
        }
        catch (Exception wrong) when (IsTheServers(wrong, CancellationToken.None))
        {
            connection.Dispose();
            return leaving.Begun
                ? new ChannelOutcome.InDoubt($"the mail server {Server} took the message and gave no answer: {Say(wrong)}") { Proof = connection.Proof }
                : new ChannelOutcome.TryLater($"the mail server {Server} was lost before the message was sent: {Say(wrong)}") { Lost = wrong is not OperationCanceledException };
        }
    }

    private async Task<SmtpConnection> ConnectedAsync(CancellationToken cancel)
    {
        while (idle.TryPop(out SmtpConnection? open))
        {
            using CancellationTokenSource limit = Limit(cancel);
            try
            {
                if (await open.UsableAsync(limit.Token)) return open;
            }
            catch (Exception wrong) when (IsTheServers(wrong, cancel)) { }
            open.Dispose();
        }
        return await OpenAsync(cancel);
    }

    private async Task<SmtpConnection> OpenAsync(CancellationToken cancel)
    {
        using CancellationTokenSource limit = Limit(cancel);
        try
        {
            SmtpConnection connection = await SmtpConnection.OpenAsync(options, password, clock, limit.Token);
            failures = 0;
            return connection;
        }
        catch (Exception wrong) when (IsTheServers(wrong, cancel))
        {
            Interlocked.Increment(ref failures);
            lastFailure = clock.GetTimestamp();
            throw;
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancel)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        return limit;
    }

    private string Server => string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");

    private string Unreachable(Exception wrong) => $"the mail server {Server} cannot be used: {Say(wrong)}";

    private static string Say(Exception wrong) => wrong is OperationCanceledException ? "it did not answer in time" : PlainText.Line(wrong.Message, 300);

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
