using Billing.Engine.Channels;
using Billing.Engine.Channels.Reports;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>Over a real Dovecot, which has a mailbox for whoever comes with the password.</summary>
public sealed class ImapMailboxTests : ReportSourceContract
{
    private readonly string user = $"reader-{Guid.NewGuid():N}@imap.test";

    private protected override IReportSource Source => new ImapMailbox(Options, () => RealPostfix.Password);

    private protected override IReportSource Missing => new ImapMailbox(Options, () => "not the password");

    private ImapOptions Options => new() { Host = "127.0.0.1", Port = RealPostfix.ImapPort, Tls = MailTls.None, User = user, Password = "env:NOT_ASKED" };

    private protected override Task PutAsync(byte[] mail) => InboxAsync(async inbox =>
    {
        using MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(mail), Cancel);
        return await inbox.AppendAsync(message, MessageFlags.None, Cancel);
    });

    private protected override Task<int> FlaggedAsync() => InboxAsync(async inbox => (await inbox.SearchAsync(SearchQuery.Flagged, Cancel)).Count);

    private async Task<T> InboxAsync<T>(Func<IMailFolder, Task<T>> work)
    {
        using ImapClient client = new();
        await client.ConnectAsync("127.0.0.1", RealPostfix.ImapPort, MailKit.Security.SecureSocketOptions.None, Cancel);
        await client.AuthenticateAsync(user, RealPostfix.Password, Cancel);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Cancel);
        T result = await work(client.Inbox!);
        await client.DisconnectAsync(true, Cancel);
        return result;
    }
}
