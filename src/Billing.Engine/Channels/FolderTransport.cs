using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>
/// Writes each message as one <c>.eml</c> file, for trials and for a mail server that picks them up. The file is named after the Message-ID, so
/// a message that is already there is seen and not written again; nothing is ever in doubt.
/// </summary>
public sealed class FolderTransport(string folder) : IMailTransport
{
    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(OutgoingMail mail, Func<Task> handOver, CancellationToken cancel)
    {
        string file = Path.Combine(folder, NameOf(mail.Message));
        if (File.Exists(file)) return AlreadyThere(file);
        string unfinished = $"{file}.{Guid.NewGuid():n}.part";
        bool handedOver = false;
        try
        {
            Directory.CreateDirectory(folder);
            await using (FileStream stream = new(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await stream.WriteAsync(mail.Content, cancel);
                stream.Flush(flushToDisk: true);
            }
            handedOver = true;
            await handOver();
            File.Move(unfinished, file, overwrite: false);
            return new ChannelOutcome.Accepted($"written as {Path.GetFileName(file)}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return handedOver && File.Exists(file) ? AlreadyThere(file) : new ChannelOutcome.TryLater($"the mail folder cannot be written: {PlainText.Line(wrong.Message, 300)}");
        }
        finally
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        string probe = Path.Combine(folder, $".{Guid.NewGuid():n}.part");
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(probe, "", cancel);
            File.Delete(probe);
            return null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return $"the mail folder cannot be written: {PlainText.Line(wrong.Message, 300)}";
        }
    }

    private static ChannelOutcome.Accepted AlreadyThere(string file) => new($"already there: {Path.GetFileName(file)}");

    private static string NameOf(MimeMessage message) =>
        string.Concat((message.MessageId ?? throw new ArgumentException("a message without Message-ID", nameof(message))).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '@' ? c : '_')) + ".eml";
}
