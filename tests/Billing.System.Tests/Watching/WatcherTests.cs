using System.Threading.Channels;
using Billing.Engine.Ledger;
using Billing.Host.Worker;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Billing.System.Tests.Watching;

/// <summary>The part of the service that looks, tick after tick.</summary>
public sealed class WatcherTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_failure_is_said_when_it_begins_and_when_it_is_over_and_then_whom_to_look_at_is_told()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        Channel<IReadOnlyList<Call>> woken = Channel.CreateUnbounded<IReadOnlyList<Call>>();
        Lines lines = new();
        using Watcher watcher = new(world.Watcher, fresh => woken.Writer.TryWrite(fresh), WatchedPanel.Tick, world.Time, lines);
        await world.Tables.DoAsync("RENAME TABLE tblaccounts TO away");
        await watcher.StartAsync(Cancel);
        Assert.Equal(1120, await lines.NextAsync());
        Assert.NotNull(watcher.Last!.Failed);
        for (int tick = 0; tick < 3; tick++) world.Time.Advance(WatchedPanel.Tick);
        await world.Tables.DoAsync("RENAME TABLE away TO tblaccounts");
        await world.PayAsync(1);
        world.Time.Advance(WatchedPanel.Tick);
        Assert.Equal("accounts 1", Assert.Single(await woken.Reader.ReadAsync(Cancel)).Id);
        Assert.Equal(1121, await lines.NextAsync());
        Assert.Null(watcher.Last!.Failed);
        await watcher.StopAsync(Cancel);
        Assert.Equal(0, lines.Left);
    }

    [Fact]
    public async Task a_mistake_of_ours_does_not_end_it()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        Lines lines = new();
        Channel<int> woken = Channel.CreateUnbounded<int>();
        bool broken = true;
        using Watcher watcher = new(world.Watcher, fresh =>
        {
            if (broken) throw new InvalidOperationException("a mistake");
            woken.Writer.TryWrite(fresh.Count);
        }, WatchedPanel.Tick, world.Time, lines);
        await world.PayAsync(1);
        await watcher.StartAsync(Cancel);
        Assert.Equal(1124, await lines.NextAsync());
        broken = false;
        await world.PayAsync(2);
        world.Time.Advance(WatchedPanel.Tick);
        Assert.Equal(1, await woken.Reader.ReadAsync(Cancel));
        await watcher.StopAsync(Cancel);
    }

    private sealed class Lines : ILogger<Watcher>
    {
        private readonly Channel<int> ids = Channel.CreateUnbounded<int>();

        public int Left => ids.Reader.Count;

        public ValueTask<int> NextAsync() => ids.Reader.ReadAsync(Cancel);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => ids.Writer.TryWrite(eventId.Id);
    }
}
