using Billing.Engine.Channels;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class EmailIntoFolderTests : NoticeChannelContract, IDisposable
{
    private readonly OwnFolder own = new();
    private readonly EmailChannel channel;

    public EmailIntoFolderTests() => channel = new(Told.Templates, Told.Email, Told.Provider, new FolderTransport(own["out"]), new FakeTimeProvider(Told.Now));

    private protected override INoticeChannel Channel => channel;

    private protected override IReadOnlyList<string> Arrived => [.. Files.Select(file => Told.AsRead(MimeMessage.Load(file)))];

    private protected override void Break() => File.WriteAllText(own["out"], "no folder");

    public void Dispose() => own.Dispose();

    [Fact]
    public async Task the_same_notice_is_found_there_and_not_written_again()
    {
        await channel.SendAsync(Told.Of("reminder-1"), Nothing, Cancel);
        DateTime written = File.GetLastWriteTimeUtc(Assert.Single(Files));
        ChannelOutcome again = await channel.SendAsync(Told.Of("reminder-1"), _ => throw new InvalidOperationException("nothing is handed over"), Cancel);
        Assert.StartsWith("already there", Assert.IsType<ChannelOutcome.Accepted>(again).Words, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Assert.Single(Files)));
    }

    [Fact]
    public async Task two_at_once_leave_one_whole_file()
    {
        ChannelOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => channel.SendAsync(Told.Of("reminder-1"), Nothing, Cancel), Cancel)));
        Assert.All(outcomes, outcome => Assert.IsType<ChannelOutcome.Accepted>(outcome));
        Assert.NotNull((await MimeMessage.LoadAsync(Assert.Single(Files), Cancel)).HtmlBody);
        Assert.Single(Directory.GetFiles(own["out"]));
    }

    [Fact]
    public async Task the_check_says_whether_it_can_write()
    {
        Assert.Null(await new FolderTransport(own["out"]).CheckAsync(Cancel));
        Assert.Empty(Directory.GetFiles(own["out"]));
        await File.WriteAllTextAsync(own["file"], "", Cancel);
        Assert.Contains("cannot be written", await new FolderTransport(own["file"]).CheckAsync(Cancel), StringComparison.Ordinal);
    }

    private string[] Files => Directory.Exists(own["out"]) ? Directory.GetFiles(own["out"], "*.eml") : [];
}
