using Billing.Engine.Evidence;
using Billing.Engine.Panel;

namespace Billing.Engine.Channels;

/// <summary>
/// Publication: the invoice stands in the client area anyway, since the panel raised it and it is unpaid there, no draft. The notice is noted beside the client,
/// in one line for whoever reads the client's log: which notice, what is due and when, for which services, what comes next. Needs the panel only for that line.
/// </summary>
/// <param name="templates">Whose lines they are.</param>
/// <param name="log">Writes one line beside a client: <see cref="IPanel.LogAsync"/>.</param>
public sealed class PanelChannel(TemplateSet templates, Func<int, string, CancellationToken, Task> log) : INoticeChannel
{
    /// <inheritdoc/>
    public string Name => "panel";

    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel)
    {
        string line;
        try { line = templates.RenderPanel(notice); }
        catch (TemplateException wrong) { return new ChannelOutcome.TryLater(wrong.Message); }
        cancel.ThrowIfCancellationRequested();
        await handOver(Proof.Of(("line", line)));
        try
        {
            await log(notice.Client.Id, line, CancellationToken.None);
            return new ChannelOutcome.Accepted("published in the client area");
        }
        catch (PanelException wrong) { return Outcome(wrong); }
    }

    private static ChannelOutcome Outcome(PanelException wrong) => wrong.Failure switch
    {
        PanelFailure.InDoubt or PanelFailure.BadAnswer => new ChannelOutcome.InDoubt(wrong.Message),
        PanelFailure.Rejected => new ChannelOutcome.Refused(wrong.Message),
        _ => new ChannelOutcome.TryLater(wrong.Message),
    };
}
