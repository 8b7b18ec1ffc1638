using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace Billing.Engine.Channels.Reports;

/// <summary>
/// A folder over IMAP. Unread is what the server has without the mark "seen"; what was put aside is flagged as well. Should the server forget its marks, mails are
/// read again, and the ledger knows them.
/// </summary>
/// <param name="options">The server.</param>
/// <param name="password">Asked at each login; never kept, never printed.</param>
public sealed class ImapMailbox(ImapOptions options, Func<string> password) : IReportSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public Task ReadAsync(Func<IncomingMail, Task<bool>> take, CancellationToken cancel) => WithFolderAsync(FolderAccess.ReadWrite, async (folder, limit) =>
    {
        IList<UniqueId> unread = await folder.SearchAsync(SearchQuery.NotSeen.And(SearchQuery.NotDeleted), limit.Token);
        if (unread.Count == 0) return;
        foreach (IMessageSummary mail in (await folder.FetchAsync(unread, MessageSummaryItems.UniqueId | MessageSummaryItems.Size, limit.Token)).OrderBy(mail => mail.UniqueId))
        {
            limit.CancelAfter(Patience);
            byte[]? content = mail.Size is > IncomingMail.Largest ? null : await ContentAsync(folder, mail.UniqueId, limit.Token);
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
            bool understood = await TakenAsync(take, new IncomingMail(mail.UniqueId.ToString(), content));
            limit.CancelAfter(Patience);
            await folder.AddFlagsAsync(mail.UniqueId, understood ? MessageFlags.Seen : MessageFlags.Seen | MessageFlags.Flagged, silent: true, limit.Token);
        }
    }, cancel);

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        try
        {
            await WithFolderAsync(FolderAccess.ReadOnly, (_, _) => Task.CompletedTask, cancel);
            return null;
        }
        catch (ReportSourceException wrong) { return wrong.Message; }
    }

    private async Task WithFolderAsync(FolderAccess access, Func<IMailFolder, CancellationTokenSource, Task> work, CancellationToken cancel)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using ImapClient client = new();
            await client.ConnectAsync(options.Host, options.Port, Security(options.Tls), limit.Token);
            await client.AuthenticateAsync(options.User, password(), limit.Token);
            IMailFolder folder = options.Folder == "INBOX" ? client.Inbox! : await client.GetFolderAsync(options.Folder, limit.Token);
            await folder.OpenAsync(access, limit.Token);
            await work(folder, limit);
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Taken others) { others.Rethrow(); }
        catch (Exception wrong) when (IsTheServers(wrong, cancel))
        {
            string server = string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");
            throw new ReportSourceException($"the mailbox {options.Folder} of {options.User} on {server} cannot be read: {(wrong is OperationCanceledException ? "it did not answer in time" : PlainText.Line(wrong.Message, 300))}", wrong);
        }
    }

    /// <summary>The marks stay as they are.</summary>
    private static async Task<byte[]?> ContentAsync(IMailFolder folder, UniqueId mail, CancellationToken cancel)
    {
        try
        {
            using MemoryStream content = new();
            await using Stream stream = await folder.GetStreamAsync(mail, "", cancel);
            await stream.CopyToAsync(content, cancel);
            return content.Length > IncomingMail.Largest ? null : content.ToArray();
        }
        catch (MessageNotFoundException) { return null; }
    }

    private static async Task<bool> TakenAsync(Func<IncomingMail, Task<bool>> take, IncomingMail mail)
    {
        try { return await take(mail); }
        catch (Exception others) { throw new Taken(others); }
    }

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
        CommandException or ProtocolException or AuthenticationException or ServiceNotConnectedException or ServiceNotAuthenticatedException or FolderNotFoundException => true,
        _ => false,
    };

    /// <summary>Carries what went wrong at the other side of <c>take</c> past what is the mailbox's.</summary>
    private sealed class Taken(Exception inner) : Exception(inner.Message, inner)
    {
        public void Rethrow() => global::System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(InnerException!);
    }
}
