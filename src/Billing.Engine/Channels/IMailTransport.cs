using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>The way a finished message leaves the house.</summary>
public interface IMailTransport
{
    /// <summary>
    /// Hands one message over. <paramref name="handOver"/> is called immediately before; from then on the answer is waited for, whatever
    /// <paramref name="cancel"/> says.
    /// </summary>
    Task<ChannelOutcome> SendAsync(OutgoingMail mail, Func<Task> handOver, CancellationToken cancel);

    /// <summary>Waits a few seconds at most until a message to that address may go; null when it may, else why not now.</summary>
    Task<ChannelOutcome.TryLater?> TurnAsync(MailboxAddress to, CancellationToken cancel) => Task.FromResult<ChannelOutcome.TryLater?>(null);

    /// <summary>Whether a message could be handed over now; null, or one line that says why not. Sends nothing.</summary>
    Task<string?> CheckAsync(CancellationToken cancel);
}
