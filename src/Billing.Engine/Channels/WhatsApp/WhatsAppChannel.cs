using Billing.Engine.Configuration;
using Billing.Engine.Evidence;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>
/// Tells by WhatsApp: one registered template a notice, over the Business Cloud API. The identity of the notice's links travels with the message and comes back with
/// every status, so that what was in doubt is settled by <see cref="WhatsAppWebhook"/>.
/// </summary>
internal sealed class WhatsAppChannel(WhatsAppTemplates templates, WhatsAppOptions options, WhatsAppCloud cloud, WhatsAppGate gate, WhatsAppBook book, WhatsAppHeader header, Action<string> alert) : INoticeChannel
{
    public const string ChannelName = "whatsapp";

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel)
    {
        if (gate.Paused is { } pause) return new ChannelOutcome.TryLater($"WhatsApp pauses: {pause}");
        WhatsAppNumber number = WhatsAppNumbers.Of(notice.Client.Phone, notice.Client.Country, options.Numbers);
        if (number.Why.Length > 0) return new ChannelOutcome.Refused($"left out: {number.Why}");
        (IReadOnlyList<string> forms, string closed) = await book.OpenAsync(notice.Client, number, cancel);
        if (forms.Count == 0) return new ChannelOutcome.Refused($"left out: {closed}");
        IReadOnlyList<WhatsAppMessage> messages;
        try
        {
            messages = await gate.UsableAsync(templates.Compose(notice), cancel);
            cloud.NeedToken();
        }
        catch (TemplateException wrong) { return new ChannelOutcome.TryLater(wrong.Message); }
        catch (SecretException missing) { return new ChannelOutcome.TryLater(missing.Message); }
        if (messages.Count == 0) return new ChannelOutcome.TryLater($"no template for {notice.Name} may be used now: Meta paused, rejected or re-categorised it; see the log and WhatsApp Manager");
        if (!await gate.EnterAsync(forms[0], cancel)) return new ChannelOutcome.TryLater("the numbers of this day are used up (channels.whatsapp.perDay)");
        (UploadedDocument? document, string missingDocument) = await header.OfAsync(messages[0], notice, cancel);
        if (missingDocument.Length > 0) return new ChannelOutcome.TryLater(missingDocument);
        Sending sending = new(notice, number, forms, messages, document);
        await book.BeginAsync(sending, cancel);
        cancel.ThrowIfCancellationRequested();
        await handOver(sending.Proof());
        return await HandOverAsync(sending);
    }

    /// <summary>One message, and after an answer that says so the next language or the other form of the number: never twice the same, never after a doubt.</summary>
    private async Task<ChannelOutcome> HandOverAsync(Sending sending)
    {
        while (true)
        {
            CloudAnswer answer = await cloud.SendAsync(sending.Request());
            switch (answer)
            {
                case CloudAnswer.Taken taken:
                    await book.TakenAsync(sending, taken);
                    return Accepted(sending, taken);
                case CloudAnswer.NotSent lost: return new ChannelOutcome.TryLater($"nothing was sent: {lost.Why}");
                case CloudAnswer.Unknown lost: return new ChannelOutcome.InDoubt($"the message was handed to WhatsApp, and {lost.Why}") { Proof = sending.Proof() };
            }
            CloudAnswer.Refused refused = (CloudAnswer.Refused)answer;
            if (await FollowsAsync(sending, refused) is { } outcome) return outcome;
        }
    }

    /// <summary>What follows from an error; null when the next try is prepared.</summary>
    private async Task<ChannelOutcome?> FollowsAsync(Sending sending, CloudAnswer.Refused refused)
    {
        (Verdict verdict, string mend) = refused.Error.Judge(refused.Status);
        string words = mend.Length > 0 ? $"WhatsApp: {refused.Error} ({mend})" : $"WhatsApp: {refused.Error}";
        switch (verdict)
        {
            case Verdict.Stop:
                gate.Pause(WhatsAppGate.LongPause, $"{refused.Error}; {mend}");
                return new ChannelOutcome.TryLater(words);
            case Verdict.Slower:
                gate.Pause(WhatsAppGate.ShortPause, $"{refused.Error}");
                return new ChannelOutcome.TryLater(words);
            case Verdict.Later: return new ChannelOutcome.TryLater(words);
            case Verdict.NotThere:
                await book.FailsAsync(sending);
                if (sending.OtherForm()) return null;
                if (refused.Error.Code == 131030) return new ChannelOutcome.TryLater(words);
                await book.DeadAsync(sending.Notice.Client, $"{refused.Error}");
                return new ChannelOutcome.Refused(words) { Proof = sending.Proof() };
            case Verdict.OtherLanguage:
                gate.Shun(sending.Message.Name, $"{refused.Error}; {mend}");
                return sending.OtherLanguage() ? null : new ChannelOutcome.TryLater(words);
            case Verdict.NotTaken: return new ChannelOutcome.Refused(words) { Proof = sending.Proof() };
            default:
                alert($"{sending.Message.Name}: {words}");
                return new ChannelOutcome.Refused(words) { Proof = sending.Proof() };
        }
    }

    private static ChannelOutcome.Accepted Accepted(Sending sending, CloudAnswer.Taken taken)
    {
        string status = taken.Status.Length > 0 ? taken.Status : "accepted";
        Proof proof = sending.Proof().With("status", status).WithPersonal("wamid", taken.Id).WithPersonal("wa_id", taken.Recipient).WithPersonal("user_id", taken.UserId);
        return new ChannelOutcome.Accepted($"{status} by WhatsApp, template {sending.Message.Name}") { Proof = proof };
    }
}
