using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>
/// What Meta tells us: how messages stand, who wrote back, what became of templates. Deliveries are repeated, late and in any order, so everything here may be done twice.
/// What a delivery says is in the ledger before it is confirmed. A notice in doubt is settled by the next look, which finds here that it was sent.
/// </summary>
/// <param name="phoneNumberId">Our number; what concerns another one of the same app is not ours.</param>
/// <param name="appSecret">Asked for each delivery.</param>
/// <param name="verifyToken">Asked once, when Meta is given our address.</param>
/// <param name="ledger">Where it is kept.</param>
/// <param name="book">Whose numbers these are.</param>
/// <param name="alert">Takes a line for the admin.</param>
internal sealed class WhatsAppWebhook(string phoneNumberId, Func<string> appSecret, Func<string> verifyToken, ILedger ledger, WhatsAppBook book, Action<string> alert)
{
    private const string Channel = WhatsAppChannel.ChannelName, Signed = "sha256=";
    private static readonly HashSet<string> Usable = new(StringComparer.Ordinal) { "APPROVED", "REINSTATED", "FLAGGED", "UNPAUSED" };

    /// <summary>What to answer when Meta asks whether the address is ours; null when whoever asks does not know our word.</summary>
    public string? Challenge(string? mode, string? token, string? challenge) =>
        mode == "subscribe" && challenge is { Length: > 0 and <= 500 } && token is not null
        && CryptographicOperations.FixedTimeEquals(Digest(token), Digest(verifyToken())) ? challenge : null;

    /// <summary>Whether Meta signed exactly these bytes.</summary>
    public bool Genuine(ReadOnlySpan<byte> body, string? signature)
    {
        if (signature is not { Length: 71 } || !signature.StartsWith(Signed, StringComparison.OrdinalIgnoreCase)) return false;
        Span<byte> given = stackalloc byte[32];
        if (Convert.FromHexString(signature.AsSpan(Signed.Length), given, out _, out int written) != System.Buffers.OperationStatus.Done || written != 32) return false;
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret()), body), given);
    }

    /// <summary>Keeps what a delivery says. False when it is none.</summary>
    public async Task<bool> ReceiveAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        JsonDocument document;
        try { document = JsonDocument.Parse(body); }
        catch (JsonException) { return false; }
        using (document)
            foreach (CloudEvent told in CloudEvent.Read(document.RootElement, phoneNumberId))
                await (told switch
                {
                    CloudEvent.Status status => StandsAsync(status, cancel),
                    CloudEvent.Message message => WroteAsync(message, cancel),
                    CloudEvent.Template template => ChangedAsync(template, cancel),
                    CloudEvent.Notice notice => Told(notice.Words),
                    _ => Task.CompletedTask,
                });
        return true;
    }

    private async Task StandsAsync(CloudEvent.Status status, CancellationToken cancel)
    {
        if (KindOf(status.Stand) is not { } kind || await FindAsync(status, cancel) is not { } message) return;
        await ledger.Channels.KeepMessageAsync(Channel, status.Id, message, cancel);
        IReadOnlyList<Statement> known = [.. (await ledger.Evidence.OfKeyAsync(message.Key, cancel)).Select(entry => entry.Says)];
        EvidenceRecord record = Record(kind, status, message);
        if (status.Stand == "failed") await FailedAsync(status, message, record, known, cancel);
        else await ledger.Evidence.AppendAsync([record], cancel);
        if (status.Category.Equals("marketing", StringComparison.OrdinalIgnoreCase)) alert("WhatsApp charges a notice as marketing: see the category of its template in WhatsApp Manager");
        await book.CalledAsync(message.Client, status.Recipient, cancel);
        await book.CalledAsync(message.Client, status.UserId, cancel);
        string to = known.Select(each => each["to"]).LastOrDefault(number => number.Length > 0) ?? "";
        Reach? reach = status.Stand switch { "delivered" or "read" => Reach.Works, "failed" when status.Error is { Code: 131026 or 131030 } => Reach.Fails, _ => null };
        if (reach is { } told) await book.HeardAsync(message.Client, to, told, status.Error?.ToString() ?? "", cancel);
    }

    /// <summary>It came back: it counts as no notice. What reached one device and failed on another did arrive; that is only noted.</summary>
    private async Task FailedAsync(CloudEvent.Status status, SentMessage message, EvidenceRecord record, IReadOnlyList<Statement> known, CancellationToken cancel)
    {
        CloudError error = status.Error ?? new CloudError(-1, "WhatsApp did not deliver it and gave no reason", "");
        (Verdict verdict, string mend) = error.Judge(0);
        if (verdict is Verdict.Stop or Verdict.OtherLanguage or Verdict.Mistake) alert($"WhatsApp did not deliver {message.Key}: {error}{(mend.Length > 0 ? $"; {mend}" : "")}");
        if (known.Any(each => each.Kind is EvidenceKind.Delivered or EvidenceKind.Displayed)) await ledger.Evidence.AppendAsync([record], cancel);
        else await ledger.BounceAsync(message.Key, $"WhatsApp: {error}", record.Proof, cancel);
    }

    private async Task WroteAsync(CloudEvent.Message message, CancellationToken cancel)
    {
        SentMessage? answered = message.AnswerTo.Length > 0 ? await ledger.Channels.FindMessageAsync(Channel, message.AnswerTo, cancel) : null;
        List<int> clients = [.. await book.ClientsAsync([message.From, message.UserId], cancel)];
        if (answered is not null && !clients.Contains(answered.Client)) clients.Add(answered.Client);
        Proof proof = (Proof.Of(("type", message.Type), ("at", Moment(message.At))) with { Content = message.Raw })
            .WithPersonal("from", message.From).WithPersonal("user_id", message.UserId).WithPersonal("wamid", message.Id).WithPersonal("text", Fitting.Words(PlainText.Of(message.Text)));
        bool stop = Wishes.Stop(message.Text);
        if (stop) proof = proof.With("wish", Wishes.Stopped);
        await ledger.Evidence.AppendAsync([.. clients.Select(client => Replied(client, answered?.Client == client ? answered : null, message.Id, proof))], cancel);
        if (!stop) return;
        await book.StopAsync(clients, [message.From, message.UserId], cancel);
        alert(clients.Count > 0 ? $"client {string.Join(", ", clients)} asked for no more WhatsApp messages: notices go out by the other channels"
            : "somebody whom no client is known by asked for no more WhatsApp messages: that number is not written to");
    }

    private async Task ChangedAsync(CloudEvent.Template template, CancellationToken cancel)
    {
        if (template.Became is { } status)
            await ledger.Channels.KeepStateAsync(Channel, TemplateStates.Status(template.Name), Usable.Contains(status) ? "" : status, cancel);
        if (template.Category is { } category)
            await ledger.Channels.KeepStateAsync(Channel, TemplateStates.Category(template.Name), category == "MARKETING" ? category : "", cancel);
        alert($"WhatsApp: the template {template.Name} is {template.Became ?? template.Category} now{(template.Why.Length > 0 ? $" ({PlainText.Line(template.Why, 200)})" : "")}");
    }

    private Task Told(string words)
    {
        alert($"WhatsApp: {words}");
        return Task.CompletedTask;
    }

    private async Task<SentMessage?> FindAsync(CloudEvent.Status status, CancellationToken cancel)
    {
        if (status.Identity.Length is > 0 and <= 512 && await ledger.Channels.FindMessageAsync(Channel, status.Identity, cancel) is { } ours) return ours;
        return await ledger.Channels.FindMessageAsync(Channel, status.Id, cancel);
    }

    private static EvidenceRecord Record(EvidenceKind kind, CloudEvent.Status status, SentMessage message)
    {
        Proof proof = (Proof.Of(("status", status.Stand), ("at", Moment(status.At)), ("category", status.Category), ("error", status.Error?.ToString() ?? "")) with { Content = status.Raw })
            .WithPersonal("wamid", status.Id).WithPersonal("wa_id", status.Recipient).WithPersonal("user_id", status.UserId);
        return new EvidenceRecord(kind, message.Client, message.Invoice, message.Key, proof) { Once = Fitting.Once($"{Channel}/{status.Id}/{status.Stand}") };
    }

    private static EvidenceRecord Replied(int client, SentMessage? answered, string id, Proof proof) =>
        new(EvidenceKind.Replied, client, answered?.Invoice, answered?.Key ?? "", proof) { Once = Fitting.Once($"{Channel}/in/{id}/{client}") };

    private static EvidenceKind? KindOf(string status) => status switch
    {
        "sent" => EvidenceKind.Accepted, "delivered" => EvidenceKind.Delivered, "read" => EvidenceKind.Displayed, "failed" => EvidenceKind.Bounced, _ => null,
    };

    private static string Moment(DateTimeOffset? at) => at is { } moment ? Written.Moment(moment) : "";

    private static byte[] Digest(string word) => SHA256.HashData(Encoding.UTF8.GetBytes(word));
}
