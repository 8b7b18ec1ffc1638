using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

/// <summary>What is known afterwards: the past, what is open, runs and records.</summary>
public abstract partial class LedgerContract
{
    [Fact]
    public async Task the_past_tells_when_a_service_was_offline()
    {
        await DoAsync(By(Suspension(), on: Aug(3)));
        await DoAsync(By(Return(), on: Aug(5)));
        await DoAsync(By(Suspension(episode: 2), on: Aug(9)));

        Past past = await Ledger.ReadAsync(7, Cancel);
        Assert.Equal([(Aug(3), Aug(5)), (Aug(9), (DateOnly?)null)], past.Episodes(Service10).Select(episode => (episode.From, episode.Ended)));
        Assert.Equal(3, past.NextEpisode(Service10, Invoice100));
        Assert.Equal([7], await Ledger.OpenClientsAsync(Cancel));
        Assert.Equal([7], await Ledger.OfflineClientsAsync(Cancel));
    }

    [Fact]
    public async Task what_was_tried_in_vain_counts_from_the_day_it_was_done()
    {
        await DoAsync(By(Suspension(), on: Aug(3)), new Outcome.TryLater("the server does not answer"));
        Assert.Equal(Aug(3), Assert.Single((await Ledger.ReadAsync(7, Cancel)).Deeds).On);
        await DoAsync(By(Suspension(), on: Aug(6)));

        Assert.Equal(Aug(6), (await Ledger.ReadAsync(7, Cancel)).Open(Service10)?.From);
    }

    [Fact]
    public async Task what_was_tried_in_vain_long_ago_and_is_done_now_is_the_latest()
    {
        BillingAction forTheDebt = new BillingAction.Suspend(Service10, new Cause(CauseKind.Client, 90, Aug(1)), 1);
        await DoAsync(By(forTheDebt, on: Aug(3)), new Outcome.TryLater("the server does not answer"));
        await DoAsync(By(Suspension(), on: Aug(10)));
        await DoAsync(By(Return(), on: Aug(12)));
        await DoAsync(By(forTheDebt, on: Aug(12)));

        Past past = await Ledger.ReadAsync(7, Cancel);
        Assert.Equal(forTheDebt.Key, past.Deeds[^1].Action.Key);
        Assert.Equal(CauseKind.Client, past.Open(Service10)?.Cause.Kind);
        Assert.Equal(past.Deeds, Assert.Single(await AllAsync(Ledger)).Past.Deeds);
    }

    [Fact]
    public async Task the_past_has_the_invoices_raised_the_places_of_backups_and_what_bounced()
    {
        BillingAction invoice = new BillingAction.Invoice(7, [Service10, new Target(TargetKind.Domain, 4)], Aug(20));
        await DoAsync(By(invoice), new Outcome.Done(true, "ok", Invoice: 4711));
        await DoAsync(By(Saved()), new Outcome.Done(true, "ok", Place: "/backups/10.tar.gz"));
        await DoAsync(By(Notice()), new Outcome.Done(true, "250 queued as 4F1"));
        await Ledger.BounceAsync(Notice().Key, "550 no such mailbox", Proof.None, Cancel);
        await Ledger.BounceAsync("notify/999/unknown/email", "550", Proof.None, Cancel);

        Past past = await Ledger.ReadAsync(7, Cancel);
        Assert.Equal(
            [new Deed(invoice, Aug(1), DeedState.Done, Invoice: 4711), new Deed(Saved(), Aug(1), DeedState.Done, Place: "/backups/10.tar.gz"), new Deed(Notice(), Aug(1), DeedState.Done, Bounced: true)],
            past.Deeds);
        Assert.Equal("250 queued as 4F1", (await Ledger.HistoryAsync(7, Cancel))[2].Words);
    }

    [Fact]
    public async Task the_past_has_objections_and_wishes_to_have_something_back()
    {
        await Ledger.ObjectAsync(7, 100, Aug(2), "too much", Proof.None, Cancel);
        await Ledger.ObjectAsync(7, 100, Aug(3), "too much", Proof.None, Cancel);
        await Ledger.AskRecoveryAsync(8, Service10, Aug(4), Cancel);
        await Ledger.AskRecoveryAsync(8, Service10, Aug(4), Cancel);
        await DoAsync(By(Notice(), client: 9));
        Assert.Equal([7, 8], (await Ledger.OpenClientsAsync(Cancel)).Order());
        await Ledger.AnswerAsync(7, 100, Aug(5), Cancel);
        await Ledger.ObjectAsync(7, 100, Aug(6), "too much", Proof.None, Cancel);
        await Ledger.AnswerAsync(7, 100, Aug(7), Cancel);
        await DoAsync(By(new BillingAction.Restore(Service10, 200, Aug(30)), client: 8));

        List<(int Client, Past Past)> all = await AllAsync(Ledger);
        Assert.Equal([7, 8, 9], all.Select(one => one.Client));
        Assert.Equal([new Objection(100, Aug(2), Aug(5)) { Said = "too much" }, new Objection(100, Aug(6), Aug(7)) { Said = "too much" }], all[0].Past.Objections);
        Assert.Equal([new RecoveryRequest(Service10, Aug(4))], all[1].Past.Recoveries);
        Assert.Equal(all[0].Past.Objections, (await Ledger.ReadAsync(7, Cancel)).Objections);
        Assert.Empty(await Ledger.OpenClientsAsync(Cancel));
    }

    [Fact]
    public async Task the_past_has_promises_to_pay_and_one_of_an_invoice_is_open_at_a_time()
    {
        Assert.True(await Ledger.PromiseAsync(7, 100, Aug(2), Aug(9), Proof.Of(("via", "link")), Cancel));
        Assert.False(await Ledger.PromiseAsync(7, 100, Aug(3), Aug(10), Proof.None, Cancel));
        Assert.False(await Ledger.PromiseAsync(7, 100, Aug(9), Aug(16), Proof.None, Cancel));
        Assert.True(await Ledger.PromiseAsync(7, 101, Aug(3), Aug(10), Proof.None, Cancel));
        Assert.True(await Ledger.PromiseAsync(7, 100, Aug(10), Aug(17), Proof.None, Cancel));
        await DoAsync(By(Notice(), client: 9));
        Promise[] given = [new(100, Aug(2), Aug(9)), new(101, Aug(3), Aug(10)), new(100, Aug(10), Aug(17))];
        Assert.Equal(given, (await Ledger.ReadAsync(7, Cancel)).Promises);
        Assert.Equal(given, (await Ledger.ReadAsync(7, Cancel)).From(Aug(1)).Promises);
        List<(int Client, Past Past)> all = await AllAsync(Ledger);
        Assert.Equal([7, 9], all.Select(one => one.Client));
        Assert.Equal(given, all[0].Past.Promises);
        Assert.Empty(await Ledger.OpenClientsAsync(Cancel));

        Statement[] said = [.. (await Ledger.Evidence.OfInvoiceAsync(100, Cancel)).Select(entry => entry.Says).Where(says => says.Kind == EvidenceKind.Promised)];
        Assert.Equal([("2026-08-02", "2026-08-09", "link"), ("2026-08-10", "2026-08-17", "")], said.Select(says => (says["on"], says["until"], says["via"])));
    }

    [Fact]
    public async Task of_many_who_promise_at_once_one_is_new()
    {
        bool[] fresh = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Ledger.PromiseAsync(7, 100, Aug(2), Aug(9), Proof.None, Cancel), Cancel)));
        Assert.Single(fresh, isNew => isNew);
        Assert.Single((await Ledger.ReadAsync(7, Cancel)).Promises);
    }

    [Fact]
    public async Task all_come_in_the_order_of_their_numbers_and_each_in_its_own_order()
    {
        foreach (int client in (int[])[30, 2, 100, 30, 2]) await DoAsync(By(Notice($"n{Clock.GetUtcNow().Ticks}-{client}-{(await Ledger.HistoryAsync(client, Cancel)).Count}"), client: client));
        await DoAsync(By(new BillingAction.Hold("too many", 30, Aug(1)), client: 0));

        List<(int Client, Past Past)> all = await AllAsync(Ledger);
        Assert.Equal([(2, 2), (30, 2), (100, 1)], all.Select(one => (one.Client, one.Past.Deeds.Count)));
        foreach ((int client, Past past) in all) Assert.Equal((await Ledger.ReadAsync(client, Cancel)).Deeds, past.Deeds);
    }

    [Fact]
    public async Task who_has_no_past_has_an_empty_one()
    {
        Past past = await Ledger.ReadAsync(12345, Cancel);

        Assert.Empty(past.Deeds);
        Assert.Null(past.FirstDay);
        Assert.Empty(await AllAsync(Ledger));
        Assert.Empty(await Ledger.OpenClientsAsync(Cancel));
        Assert.Empty(await Ledger.HistoryAsync(12345, Cancel));
    }

    [Fact]
    public async Task only_what_is_open_is_open()
    {
        await DoAsync(By(Notice(), client: 1));
        await Ledger.BeginAsync(By(Notice("a"), client: 2), Cancel);
        await DoAsync(By(Notice("b"), client: 3), new Outcome.TryLater("busy"));
        await DoAsync(By(Notice("c"), client: 4), new Outcome.InDoubt("timed out"));
        await DoAsync(By(Notice("d"), client: 5), new Outcome.Refused("no such mailbox"));
        await DoAsync(By(Notice("e"), client: 6), new Outcome.Dropped("paid"));
        await DoAsync(By(Suspension(60), client: 60));
        await DoAsync(By(Suspension(61), client: 61));
        await DoAsync(By(Return(61), client: 61));
        await DoAsync(By(Suspension(62), client: 62));
        await Ledger.RecordAsync([By(new BillingAction.Note(NoteKind.UndoneByHand, new Target(TargetKind.Service, 62), null, Suspension(62).Key), client: 62)], Cancel);
        await Ledger.RecordAsync([By(new BillingAction.Adopt(new Target(TargetKind.Service, 63), Invoice100, 1, "Overdue on Payment"), client: 63)], Cancel);

        Assert.Equal([2, 3, 4, 60, 63], (await Ledger.OpenClientsAsync(Cancel)).Order());
    }

    [Fact]
    public async Task a_record_is_kept_once()
    {
        await DoAsync(By(Accepted(1), because: "begun"));
        await Ledger.RecordAsync([By(Accepted(1)), By(Accepted(2)), By(Accepted(2)), By(Accepted(3), client: 8)], Cancel);
        await Ledger.RecordAsync([By(Accepted(2), because: "again"), By(Accepted(4))], Cancel);
        await Ledger.RecordAsync([], Cancel);

        Past past = await Ledger.ReadAsync(7, Cancel);
        Assert.Equal([Accepted(1), Accepted(2), Accepted(4)], past.Deeds.Select(deed => deed.Action));
        Assert.All(past.Deeds, deed => Assert.Equal(DeedState.Done, deed.State));
        Assert.Equal(["begun", "because", "because"], (await Ledger.HistoryAsync(7, Cancel)).Select(entry => entry.Because));
        Assert.IsType<Begun.AlreadyDone>(await Ledger.BeginAsync(By(Accepted(4)), Cancel));
    }

    [Fact]
    public async Task a_record_of_long_ago_ends_no_suspension_of_today()
    {
        BillingAction undone = new BillingAction.Note(NoteKind.UndoneByHand, Service10, null, Suspension().Key);
        await DoAsync(By(Suspension()));
        await Ledger.RecordAsync([By(undone)], Cancel);
        await DoAsync(By(Suspension(episode: 2)));
        await Ledger.RecordAsync([By(undone)], Cancel);

        Assert.Equal([7], await Ledger.OpenClientsAsync(Cancel));
    }

    [Fact]
    public async Task a_first_day_of_many_records_is_kept_whole()
    {
        Intent[] many = [.. Enumerable.Range(1, 1000).Select(i => By(Accepted(i), client: 1 + (i % 3)))];
        await Ledger.RecordAsync(many, Cancel);
        await Ledger.RecordAsync(many, Cancel);

        Assert.Equal(1000, (await AllAsync(Ledger)).Sum(one => one.Past.Deeds.Count));
        Assert.Equal(many.Where(intent => intent.Client == 2).Select(intent => intent.Action), (await Ledger.ReadAsync(2, Cancel)).Deeds.Select(deed => deed.Action));
    }

    [Fact]
    public async Task the_first_day_is_that_of_the_first_daily_run_finished()
    {
        long hook = await Ledger.BeginRunAsync("hook", Aug(1), Cancel);
        long broken = await Ledger.BeginRunAsync("daily", Aug(2), Cancel);
        await Ledger.FinishRunAsync(hook, true, "nothing", Cancel);
        Assert.Null(await Ledger.FirstDayAsync(Cancel));
        Assert.Null((await Ledger.ReadAsync(7, Cancel)).FirstDay);
        long daily = await Ledger.BeginRunAsync("daily", Aug(3), Cancel);
        Clock.Advance(TimeSpan.FromSeconds(90));
        await Ledger.FinishRunAsync(daily, true, "3 done", Cancel);
        await Ledger.FinishRunAsync(await Ledger.BeginRunAsync("daily", Aug(4), Cancel), true, "", Cancel);

        Assert.Equal(Aug(3), await Ledger.FirstDayAsync(Cancel));
        Assert.Equal(Aug(3), (await Ledger.ReadAsync(7, Cancel)).FirstDay);
        IReadOnlyList<RunEntry> runs = await Ledger.RunsAsync(3, Cancel);
        DateTimeOffset noon = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(new RunEntry(daily, "daily", Aug(3), noon, noon.AddSeconds(90), "3 done"), runs[1]);
        Assert.Equal(new RunEntry(broken, "daily", Aug(2), noon, null, ""), runs[2]);
    }

    [Fact]
    public async Task of_the_snapshots_of_a_key_the_last_is_kept()
    {
        await Ledger.SaveSnapshotAsync(Suspension().Key, "A 192.0.2.1", Cancel);
        await Ledger.SaveSnapshotAsync(Suspension().Key, "parked", Cancel);

        Assert.Equal("parked", await (await AnotherAsync()).ReadSnapshotAsync(Suspension().Key, Cancel));
        Assert.Null(await Ledger.ReadSnapshotAsync(Suspension(episode: 2).Key, Cancel));
    }

    [Fact]
    public async Task it_is_the_same_installation_whoever_opens_it()
    {
        Guid identity = await Ledger.IdentityAsync(Cancel);

        Assert.NotEqual(Guid.Empty, identity);
        Assert.Equal(identity, await (await AnotherAsync()).IdentityAsync(Cancel));
    }
}
