using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static BillingAction.Backup BackupOf(int service, int episode = 1) => new BillingAction.Backup(new Target(TargetKind.Service, service), Invoice100, episode);

    private static BillingAction.DiscardBackup Discarded(int service, int episode = 1) => new BillingAction.DiscardBackup(new Target(TargetKind.Service, service), Invoice100, episode);

    private static Outcome.Done At(string place) => new Outcome.Done(true, Place: place);

    [Fact]
    public async Task a_backup_is_in_the_book_once_it_is_made_and_until_it_is_removed()
    {
        Assert.Empty(await Ledger.Backups.KeptAsync(null, Cancel));
        await DoAsync(By(BackupOf(10)), new Outcome.TryLater("the server is at it", "token"));
        Assert.Empty(await Ledger.Backups.KeptAsync(null, Cancel));
        await DoAsync(By(BackupOf(10), on: Aug(2)), At("/home/ten"));
        await DoAsync(By(BackupOf(20), client: 8, on: Aug(3)), At("/home/twenty"));
        KeptBackup ten = (await Ledger.Backups.KeptAsync(null, Cancel))[0];
        Assert.Equal((7, Service10, "/home/ten", Aug(2), null, null), (ten.Client, ten.Target, ten.Place, ten.Made, ten.Size, ten.Check));
        Assert.Equal("/home/twenty", Assert.Single(await Ledger.Backups.KeptAsync(8, Cancel)).Place);

        await DoAsync(By(Discarded(10)), new Outcome.Refused("no right"));
        Assert.Equal(2, (await Ledger.Backups.KeptAsync(null, Cancel)).Count);
        await DoAsync(By(Discarded(10)));
        Assert.Equal(8, Assert.Single(await Ledger.Backups.KeptAsync(null, Cancel)).Client);
    }

    [Fact]
    public async Task a_later_backup_at_the_same_place_takes_the_entry_of_the_earlier()
    {
        await DoAsync(By(BackupOf(10)), At("/home/ten"));
        await DoAsync(By(BackupOf(10, 2), on: Aug(9)), At("/home/ten"));
        await DoAsync(By(BackupOf(10, 3), on: Aug(10)), At("/home/other"));
        Assert.Equal([("/home/ten", Aug(9)), ("/home/other", Aug(10))], (await Ledger.Backups.KeptAsync(7, Cancel)).Select(kept => (kept.Place, kept.Made)));
        await DoAsync(By(Discarded(10)));
        Assert.Equal(2, (await Ledger.Backups.KeptAsync(7, Cancel)).Count);
    }

    [Fact]
    public async Task what_a_look_at_a_backup_found_is_kept_in_place_of_the_last()
    {
        await DoAsync(By(BackupOf(10)), At("/home/ten"));
        long number = (await Ledger.Backups.KeptAsync(7, Cancel))[0].Number;
        await Ledger.Backups.CheckedAsync(number, new BackupCheck(Aug(2), BackupFound.There, ""), 5_000_000_000, Cancel);
        await Ledger.Backups.CheckedAsync(number, new BackupCheck(Aug(3), BackupFound.Unknown, "no answer"), null, Cancel);
        KeptBackup kept = Assert.Single(await (await AnotherAsync()).Backups.KeptAsync(7, Cancel));
        Assert.Equal((5_000_000_000, new BackupCheck(Aug(3), BackupFound.Unknown, "no answer")), (kept.Size, kept.Check));
    }

    [Fact]
    public async Task whose_backups_were_made_in_a_time_is_known_as_long_as_they_are_kept()
    {
        await DoAsync(By(BackupOf(10), on: Aug(2)), At("/home/ten"));
        await DoAsync(By(BackupOf(20), client: 8, on: Aug(5)), At("/home/twenty"));
        Assert.Equal([7, 8], (await Ledger.Backups.ClientsAsync(Aug(2), Aug(5), Cancel)).Order());
        Assert.Equal([7], await Ledger.Backups.ClientsAsync(Aug(1), Aug(4), Cancel));
        Assert.Equal([8], await Ledger.Backups.ClientsAsync(Aug(3), Aug(30), Cancel));
        await DoAsync(By(Discarded(20), client: 8, on: Aug(6)));
        Assert.Empty(await Ledger.Backups.ClientsAsync(Aug(3), Aug(30), Cancel));
    }

    [Fact]
    public async Task a_welcome_that_was_begun_and_not_handed_over_was_not_sent_and_one_that_was_is_in_doubt()
    {
        BillingAction welcome = new BillingAction.Welcome(Service10);
        await Ledger.BeginAsync(By(welcome), Cancel);
        Assert.Equal(DeedState.NotDone, (await Ledger.ReadAsync(7, Cancel)).Find(welcome.Key)!.State);
        await Ledger.HandOverAsync(welcome.Key, Billing.Engine.Evidence.Proof.None, Cancel);
        Assert.Equal(DeedState.InDoubt, (await Ledger.ReadAsync(7, Cancel)).Find(welcome.Key)!.State);
        Assert.True(Assert.IsType<Begun.Again>(await Ledger.BeginAsync(By(welcome), Cancel)).HandedOver);
    }
}
