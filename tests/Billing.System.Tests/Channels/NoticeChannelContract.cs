using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Xunit;

namespace Billing.System.Tests.Channels;

/// <summary>What every channel promises, whatever is at its other end.</summary>
public abstract class NoticeChannelContract
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract INoticeChannel Channel { get; }

    /// <summary>What has arrived at the other end, one text each.</summary>
    private protected abstract IReadOnlyList<string> Arrived { get; }

    /// <summary>Makes the other end unusable.</summary>
    private protected abstract void Break();

    [Fact]
    public void it_has_a_name_that_a_policy_can_write() => Assert.Matches("^[a-z][a-z0-9-]*$", Channel.Name);

    [Fact]
    public async Task what_is_accepted_has_arrived_and_carries_the_words_of_the_other_end()
    {
        ChannelOutcome.Accepted accepted = Assert.IsType<ChannelOutcome.Accepted>(await Channel.SendAsync(Told.Of("reminder-1"), Nothing, Cancel));
        Assert.NotEmpty(accepted.Words);
        Assert.Contains("2026-0100", Assert.Single(Arrived), StringComparison.Ordinal);
    }

    [Fact]
    public async Task hand_over_is_called_once_and_before_anything_has_arrived()
    {
        List<int> arrivedBefore = [];
        await Channel.SendAsync(Told.Of("reminder-1"), Note, Cancel);
        Assert.Equal([0], arrivedBefore);
        Assert.Single(Arrived);

        Task Note(Proof proof)
        {
            arrivedBefore.Add(Arrived.Count);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task when_the_hand_over_cannot_be_recorded_nothing_arrives()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Channel.SendAsync(Told.Of("reminder-1"), _ => throw new InvalidOperationException("no ledger"), Cancel));
        Assert.Empty(Arrived);
    }

    [Fact]
    public async Task a_broken_other_end_is_for_later_not_an_exception()
    {
        Break();
        ChannelOutcome outcome = await Channel.SendAsync(Told.Of("reminder-1"), Nothing, Cancel);
        Assert.IsType<ChannelOutcome.TryLater>(outcome);
        Assert.DoesNotContain('\n', outcome.Words);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Ana\r\nBcc: everybody@example.com\r\n\r\n<b>")]
    [InlineData("\u202Eevil\u2066 \u0007 name")]
    [InlineData("😀 Ñandú \uD800 half")]
    [InlineData("long")]
    [InlineData("")]
    public async Task a_clients_name_is_only_ever_a_name(string name)
    {
        Client client = Told.Ana with { Name = name == "long" ? new string('ñ', 500) : name };
        Assert.IsType<ChannelOutcome.Accepted>(await Channel.SendAsync(Told.Of("suspended", client), Nothing, Cancel));
        string text = Assert.Single(Arrived);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nBcc:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', text);
    }

    [Fact]
    public async Task a_notice_without_invoice_service_or_next_day_is_told_too()
    {
        Notice bare = Told.Of("reactivated") with { Invoice = null, Services = [], Next = [] };
        Assert.IsType<ChannelOutcome.Accepted>(await Channel.SendAsync(bare, Nothing, Cancel));
        Assert.Single(Arrived);
    }

    private protected static Task Nothing(Proof proof) => Task.CompletedTask;
}
