using Billing.Engine.Panel;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>What every panel tells of its changes and of itself.</summary>
public abstract partial class PanelContract
{
    /// <summary>Somebody pays that invoice.</summary>
    protected abstract void Pay(int invoice);

    [Fact]
    public async Task a_payment_is_a_change_that_names_its_client_and_nothing_before_it_is()
    {
        PanelMark before = await EndAsync();
        Pay(PanelWorld.Debt);
        PanelChanges changes = await Panel.ReadChangesAsync(before, Cancel);
        Assert.NotEmpty(changes.Changes);
        Assert.All(changes.Changes, change => Assert.Equal(2, change.Client));
        Assert.Equal((await EndAsync(), changes.Highest), (changes.ReadTo, changes.ReadTo));
        Assert.Empty((await Panel.ReadChangesAsync(changes.ReadTo, Cancel)).Changes);
    }

    [Fact]
    public async Task what_is_read_again_from_some_way_back_has_the_same_numbers()
    {
        await Panel.LogAsync(1, "Ana called", Cancel);
        PanelChanges once = await Panel.ReadChangesAsync(new PanelMark(0, 0), Cancel), again = await Panel.ReadChangesAsync(new PanelMark(0, 0), Cancel);
        Assert.Equal(once.Changes, again.Changes);
        Assert.Equal(1, once.Changes[^1].Client);
    }

    [Fact]
    public async Task a_line_of_ours_is_no_change_and_one_of_nobody_neither()
    {
        PanelMark before = await EndAsync();
        await Panel.LogAsync(1, "Billing: suspend/service 10/invoice 100/1: unpaid", Cancel);
        await Panel.LogAsync(2, "Billing hook: events cannot be removed", Cancel);
        await Panel.MarkInstallationAsync(Guid.NewGuid(), DateTimeOffset.UnixEpoch, Cancel);
        PanelChanges changes = await Panel.ReadChangesAsync(before, Cancel);
        Assert.Empty(changes.Changes);
        Assert.NotEqual(before, changes.ReadTo);
        await Panel.LogAsync(2, "Billing details were changed", Cancel);
        Assert.Equal(2, Assert.Single((await Panel.ReadChangesAsync(changes.ReadTo, Cancel)).Changes).Client);
    }

    [Fact]
    public async Task a_mark_that_the_panel_has_not_reached_shows_that_it_went_back()
    {
        PanelMark here = await EndAsync(), beyond = new(here.Transaction + 1000, here.LogLine + 1000);
        PanelChanges changes = await Panel.ReadChangesAsync(beyond, Cancel);
        Assert.Equal((beyond, here, false), (changes.ReadTo, changes.Highest, changes.More));
        Assert.Empty(changes.Changes);
    }

    [Fact]
    public async Task an_open_invoice_is_found_by_its_client_and_by_its_number_until_it_is_paid()
    {
        WatchedInvoice byClient = Assert.Single(await Panel.ReadOpenInvoicesAsync([2, 999], [], Cancel));
        Assert.Equal((PanelWorld.Debt, 2), (byClient.Id, byClient.Client));
        Assert.Equal([byClient], await Panel.ReadOpenInvoicesAsync([], [PanelWorld.Debt, 999], Cancel));
        Assert.Equal([byClient], await Panel.ReadOpenInvoicesAsync([1, 2], [PanelWorld.Debt], Cancel));
        Assert.Empty(await Panel.ReadOpenInvoicesAsync([1], [], Cancel));
        Assert.Empty(await Panel.ReadOpenInvoicesAsync([], [], Cancel));
        Pay(PanelWorld.Debt);
        Assert.Empty(await Panel.ReadOpenInvoicesAsync([2], [PanelWorld.Debt], Cancel));
    }

    [Fact]
    public async Task a_panel_tells_its_time_how_far_it_has_come_and_how_much_it_holds_when_asked()
    {
        SourceReading reading = await Panel.ReadSourceAsync(counts: true, Cancel);
        Assert.Equal((PanelWorld.Debt, 2L, 3L), (reading.HighestInvoice, reading.Clients!.Value, reading.Services!.Value));
        Assert.Equal(((await EndAsync()).LogLine, (await EndAsync()).Transaction), (reading.HighestLogLine, reading.HighestTransaction));
        ClockReading clock = reading.Clocks.First(clock => clock.Name == "the panel");
        Assert.True((clock.At - clock.AskedAt).Duration() <= TimeSpan.FromSeconds(1), $"{clock}");
        Assert.Empty(reading.Marks);
        SourceReading quick = await Panel.ReadSourceAsync(counts: false, Cancel);
        Assert.Equal((null, null), (quick.Clients, quick.Services));
    }

    [Fact]
    public async Task the_mark_of_an_installation_is_found_and_its_latest_counts()
    {
        Guid ours = Guid.NewGuid(), theirs = Guid.NewGuid();
        DateTimeOffset monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), tuesday = monday.AddDays(1);
        await Panel.MarkInstallationAsync(ours, monday, Cancel);
        await Panel.MarkInstallationAsync(theirs, monday.AddHours(1), Cancel);
        await Panel.MarkInstallationAsync(ours, tuesday, Cancel);
        await Panel.LogAsync(1, "Billing: installation nobody at noon", Cancel);
        Assert.Equal([new InstallationMark(theirs, monday.AddHours(1)), new InstallationMark(ours, tuesday)], (await Panel.ReadSourceAsync(counts: false, Cancel)).Marks);
    }

    private async Task<PanelMark> EndAsync() => (await Panel.ReadChangesAsync(PanelMark.None, Cancel)).Highest;
}
