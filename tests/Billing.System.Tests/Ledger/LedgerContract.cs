using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

/// <summary>What every ledger promises.</summary>
public abstract partial class LedgerContract : IAsyncLifetime
{
    private readonly List<ILedger> opened = [];
    private ILedger? first;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The ledger, ready.</summary>
    protected ILedger Ledger => first ?? throw new InvalidOperationException("the ledger is not open yet");

    /// <summary>Opens the same ledger as another process would; one in memory is only itself.</summary>
    protected abstract ILedger Open();

    /// <summary>Makes an empty place for a ledger.</summary>
    protected virtual ValueTask PlaceAsync() => ValueTask.CompletedTask;

    /// <summary>Removes it.</summary>
    protected virtual ValueTask ClearAsync() => ValueTask.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        await PlaceAsync();
        first = await AnotherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ILedger ledger in opened) await ledger.DisposeAsync();
        await ClearAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<ILedger> AnotherAsync()
    {
        ILedger ledger = Open();
        opened.Add(ledger);
        await ledger.PrepareAsync(Cancel);
        return ledger;
    }

    protected async Task DoAsync(Intent intent, Outcome? outcome = null)
    {
        await Ledger.BeginAsync(intent, Cancel);
        await Ledger.FinishAsync(intent.Action.Key, outcome ?? new Outcome.Done(Changed: true), Cancel);
    }

    [Fact] public async Task what_was_never_tried_is_fresh() => Assert.IsType<Begun.Fresh>(await Ledger.BeginAsync(By(Suspension()), Cancel));

    [Fact]
    public async Task what_is_done_is_never_done_again()
    {
        await DoAsync(By(Suspension()));

        Assert.IsType<Begun.AlreadyDone>(await Ledger.BeginAsync(By(Suspension()), Cancel));
    }

    [Fact]
    public async Task an_intent_without_outcome_comes_back()
    {
        await Ledger.BeginAsync(By(Suspension()), Cancel);

        Assert.Equal(new Begun.Again(HandedOver: false, Token: null), await Ledger.BeginAsync(By(Suspension()), Cancel));
        Assert.Equal(2, Assert.Single(await Ledger.HistoryAsync(7, Cancel)).Attempts);
    }

    [Fact]
    public async Task a_message_handed_over_stays_handed_over_until_its_outcome_is_known()
    {
        await Ledger.BeginAsync(By(Notice()), Cancel);
        await Ledger.HandOverAsync(Notice().Key, Proof.None, Cancel);
        await Ledger.HandOverAsync(Notice().Key, Proof.None, Cancel);

        Assert.Equal(new Begun.Again(HandedOver: true, Token: null), await Ledger.BeginAsync(By(Notice()), Cancel));
        Assert.Equal(new Begun.Again(HandedOver: true, Token: null), await Ledger.BeginAsync(By(Notice()), Cancel));
        await Ledger.FinishAsync(Notice().Key, new Outcome.TryLater("451 busy"), Cancel);
        Assert.Equal(new Begun.Again(HandedOver: false, Token: null), await Ledger.BeginAsync(By(Notice()), Cancel));
    }

    [Fact]
    public async Task an_outcome_in_doubt_was_handed_over()
    {
        await DoAsync(By(Notice()), new Outcome.InDoubt("timed out"));

        Assert.Equal(DeedState.InDoubt, (await Ledger.ReadAsync(7, Cancel)).Find(Notice().Key)?.State);
        Assert.Equal(new Begun.Again(HandedOver: true, Token: null), await Ledger.BeginAsync(By(Notice()), Cancel));
    }

    [Fact]
    public async Task the_token_of_slow_work_comes_back_until_it_is_over()
    {
        await DoAsync(By(Saved()), new Outcome.TryLater("backing up", "job 5"));
        Assert.Equal(new Begun.Again(false, "job 5"), await Ledger.BeginAsync(By(Saved()), Cancel));
        await Ledger.FinishAsync(Saved().Key, new Outcome.TryLater("the server does not answer"), Cancel);
        Assert.Equal(new Begun.Again(false, "job 5"), await Ledger.BeginAsync(By(Saved()), Cancel));
        await Ledger.FinishAsync(Saved().Key, new Outcome.Refused("no room"), Cancel);

        Assert.Equal(new Begun.Again(false, null), await Ledger.BeginAsync(By(Saved()), Cancel));
    }

    [Fact]
    public async Task an_outcome_without_an_intent_is_a_mistake_of_ours()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.FinishAsync(Suspension().Key, new Outcome.Done(true), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.HandOverAsync(Suspension().Key, Proof.None, Cancel));
        await DoAsync(By(Suspension()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.FinishAsync(Suspension().Key, new Outcome.Refused("late"), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.HandOverAsync(Suspension().Key, Proof.None, Cancel));

        Assert.True((await Ledger.ReadAsync(7, Cancel)).Did(Suspension().Key));
    }

    [Fact]
    public async Task the_same_outcome_may_be_written_twice_as_long_as_it_is_not_done()
    {
        await DoAsync(By(Suspension()), new Outcome.TryLater("busy"));
        await Ledger.FinishAsync(Suspension().Key, new Outcome.TryLater("busy"), Cancel);

        Assert.Equal("later", Assert.Single(await Ledger.HistoryAsync(7, Cancel)).State);
    }

    [Theory]
    [InlineData("done", DeedState.Done)]
    [InlineData("refused", DeedState.GivenUp)]
    [InlineData("later", DeedState.NotDone)]
    [InlineData("dropped", DeedState.GivenUp)]
    [InlineData("doubt", DeedState.InDoubt)]
    public async Task decisions_see_how_far_it_came(string outcome, DeedState seen)
    {
        await DoAsync(By(Suspension()), outcome switch
        {
            "done" => new Outcome.Done(Changed: false),
            "refused" => new Outcome.Refused("no"),
            "later" => new Outcome.TryLater("busy"),
            "dropped" => new Outcome.Dropped("paid"),
            _ => new Outcome.InDoubt("timed out"),
        });

        Assert.Equal(seen, Assert.Single((await Ledger.ReadAsync(7, Cancel)).Deeds).State);
        Assert.Equal(outcome, Assert.Single(await Ledger.HistoryAsync(7, Cancel)).State);
    }

    [Fact]
    public async Task a_notice_begun_and_never_handed_over_was_not_sent_but_of_all_else_nobody_knows()
    {
        await Ledger.BeginAsync(By(Notice()), Cancel);
        await Ledger.BeginAsync(By(Suspension()), Cancel);
        await Ledger.BeginAsync(By(Notice("reminder-2")), Cancel);
        await Ledger.HandOverAsync(Notice("reminder-2").Key, Proof.None, Cancel);
        ILedger afterTheCrash = await AnotherAsync();
        Past past = await afterTheCrash.ReadAsync(7, Cancel);

        Assert.Equal(DeedState.NotDone, past.Find(Notice().Key)?.State);
        Assert.Equal(DeedState.InDoubt, past.Find(Suspension().Key)?.State);
        Assert.Equal(DeedState.InDoubt, past.Find(Notice("reminder-2").Key)?.State);
        Assert.Equal([7], await afterTheCrash.OpenClientsAsync(Cancel));
        Assert.Equal(new Begun.Again(HandedOver: true, null), await afterTheCrash.BeginAsync(By(Notice("reminder-2")), Cancel));
        Assert.Equal(DeedState.InDoubt, (await afterTheCrash.ReadAsync(7, Cancel)).Find(Notice("reminder-2").Key)?.State);
        Assert.Equal(new Begun.Again(HandedOver: false, null), await afterTheCrash.BeginAsync(By(Suspension()), Cancel));
    }

    [Fact]
    public async Task of_eight_who_begin_at_once_one_is_first()
    {
        ILedger[] nodes = [Ledger, await AnotherAsync()];
        for (int round = 1; round <= 10; round++)
        {
            Intent intent = By(Suspension(episode: round));
            Begun[] said = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => nodes[i % 2].BeginAsync(intent, Cancel), Cancel)));

            Assert.Single(said, begun => begun is Begun.Fresh);
            Assert.Equal(7, said.Count(begun => begun is Begun.Again));
        }
        Assert.All(await Ledger.HistoryAsync(7, Cancel), entry => Assert.Equal(8, entry.Attempts));
    }

    [Fact]
    public async Task many_clients_at_once_disturb_nobody()
    {
        ILedger[] nodes = [Ledger, await AnotherAsync()];
        await Task.WhenAll(Enumerable.Range(1, 8).Select(client => Task.Run(async () =>
        {
            for (int i = 1; i <= 15; i++)
            {
                BillingAction action = Suspension(client, i);
                await nodes[client % 2].BeginAsync(By(action, client: client), Cancel);
                await nodes[client % 2].FinishAsync(action.Key, new Outcome.Done(true), Cancel);
            }
        }, Cancel)));

        List<(int Client, Past Past)> all = await AllAsync(Ledger);
        Assert.Equal(Enumerable.Range(1, 8), all.Select(one => one.Client));
        Assert.All(all, one => Assert.Equal(15, one.Past.Deeds.Count(deed => deed.State == DeedState.Done)));
    }

    protected static async Task<List<(int Client, Past Past)>> AllAsync(ILedger ledger)
    {
        List<(int, Past)> all = [];
        await foreach ((int, Past) one in ledger.ReadAllAsync(Cancel)) all.Add(one);
        return all;
    }
}
