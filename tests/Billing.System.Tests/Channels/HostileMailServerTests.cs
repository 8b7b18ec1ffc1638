using System.Collections.Concurrent;
using Billing.Engine.Channels;
using Xunit;

namespace Billing.System.Tests.Channels;

/// <summary>What mail servers do at the wrong moment, and what is then known of a notice.</summary>
public sealed class HostileMailServerTests
{
    [Theory]
    [InlineData("nouser@example.net", true)]
    [InlineData("unknown@example.net", false)]
    [InlineData("spam@example.net", false)]
    [InlineData("big@example.net", false)]
    public async Task only_an_address_that_is_said_not_to_exist_is_dead(string address, bool dead)
    {
        using EmailVoice voice = new();
        Assert.Equal(dead ? address : null, Assert.IsType<ChannelOutcome.Refused>(await voice.SendAsync(address)).DeadAddress);
    }

    [Theory]
    [InlineData("relay@example.net")]
    [InlineData("spam@example.net")]
    public async Task a_policy_against_us_is_said_to_be_the_providers_own_matter(string address)
    {
        using EmailVoice voice = new();
        Assert.Contains("not the client's address", (await voice.SendAsync(address)).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("553 5.1.8 sender domain does not exist", typeof(ChannelOutcome.TryLater))]
    [InlineData("530 5.7.0 authentication required", typeof(ChannelOutcome.TryLater))]
    [InlineData("552 5.3.4 message size exceeds fixed limit", typeof(ChannelOutcome.Refused))]
    [InlineData("452 4.3.1 insufficient storage", typeof(ChannelOutcome.TryLater))]
    public async Task a_refused_sender_may_be_mended_a_message_too_large_may_not(string answer, Type outcome)
    {
        using EmailVoice voice = new();
        voice.Sink.ToSender = answer;
        ChannelOutcome said = await voice.SendAsync();
        Assert.IsType(outcome, said);
        Assert.StartsWith(answer, said.Words, StringComparison.Ordinal);
        Assert.Empty(voice.Sink.Messages);
    }

    [Fact]
    public async Task a_server_that_does_not_greet_in_time_was_sent_nothing()
    {
        using EmailVoice voice = new(smtp: options => options with { TimeoutSeconds = 1 });
        voice.Sink.Greets = new TaskCompletionSource().Task;
        Assert.IsType<ChannelOutcome.TryLater>(await voice.SendAsync());
        Assert.Equal(0, voice.HandOvers);
    }

    [Fact]
    public async Task a_server_that_cannot_be_reached_is_not_asked_for_each_notice_of_a_run()
    {
        using EmailVoice voice = new();
        voice.Sink.Dispose();
        for (int n = 0; n < 3; n++) Assert.Contains("cannot be used", (await voice.SendAsync()).Words, StringComparison.Ordinal);
        Assert.Contains("left alone", Assert.IsType<ChannelOutcome.TryLater>(await voice.SendAsync()).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_connection_that_was_closed_between_two_messages_costs_nothing()
    {
        using EmailVoice voice = new();
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync());
        voice.Sink.HangUp();
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync());
        Assert.Equal((2, 2, 2), (voice.HandOvers, voice.Sink.Messages.Count, voice.Sink.Connections));
    }

    [Fact]
    public async Task a_server_that_says_goodbye_to_an_idle_connection_gets_the_message_over_a_new_one()
    {
        using EmailVoice voice = new();
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync());
        Assert.IsType<ChannelOutcome.TryLater>(await voice.SendAsync("leave@example.net"));
        Assert.Equal(2, voice.Sink.Connections);
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync());
        Assert.Equal((3, 2), (voice.Sink.Connections, voice.Sink.Messages.Count));
    }

    [Fact]
    public async Task what_was_taken_without_an_answer_is_never_sent_again_over_a_new_connection()
    {
        using EmailVoice voice = new();
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync());
        ChannelOutcome doubt = Assert.IsType<ChannelOutcome.InDoubt>(await voice.SendAsync("cut@example.net"));
        Assert.Equal("sink.test", doubt.Proof!.Facts["server"]);
        Assert.Equal(2, voice.Sink.Messages.Count);
    }

    [Fact]
    public async Task between_two_messages_nothing_is_asked()
    {
        using EmailVoice voice = new();
        for (int n = 0; n < 5; n++) await voice.SendAsync();
        Assert.DoesNotContain(voice.Sink.Lines, line => line.StartsWith("NOOP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task many_at_once_use_as_many_connections_as_are_allowed()
    {
        using EmailVoice voice = new(smtp: options => options with { Connections = 3, Rate = new RateOptions { PerSecond = 1000, PerDomainPerMinute = 1000 } });
        ConcurrentBag<ChannelOutcome> outcomes = [];
        await Parallel.ForAsync(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = TestContext.Current.CancellationToken },
            async (n, _) => outcomes.Add(await voice.SendAsync($"client{n}@example.net")));
        Assert.All(outcomes, outcome => Assert.IsType<ChannelOutcome.Accepted>(outcome));
        Assert.Equal(40, voice.Sink.Messages.Select(message => message.To.ToString()).Distinct().Count());
        Assert.InRange(voice.Sink.Connections, 1, 3);
    }
}
