using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task one_brake_of_a_kind_is_in_force_and_raised_again_it_has_the_new_words()
    {
        Assert.True(await Ledger.Brakes.RaiseAsync(BrakeKind.Clock, "61 seconds apart", Cancel));
        DateTimeOffset since = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Ledger.Brakes.RaiseAsync(BrakeKind.Half, "3 clients, and 10 before", Cancel));
        Assert.False(await Ledger.Brakes.RaiseAsync(BrakeKind.Clock, "62 seconds apart", Cancel));
        Assert.Equal([(BrakeKind.Clock, "62 seconds apart", since), (BrakeKind.Half, "3 clients, and 10 before", since.AddMinutes(1))],
            (await Ledger.Brakes.InForceAsync(Cancel)).Select(brake => (brake.Kind, brake.Why, brake.Since)));
    }

    [Fact]
    public async Task a_lifted_brake_is_history_with_who_and_why_and_may_be_raised_anew()
    {
        Assert.False(await Ledger.Brakes.LiftAsync(BrakeKind.Restored, "ana", "never raised", Cancel));
        await Ledger.Brakes.RaiseAsync(BrakeKind.Restored, "went back", Cancel);
        Assert.True(await Ledger.Brakes.LiftAsync(BrakeKind.Restored, "ana", "we restored it ourselves", Cancel));
        Assert.False(await Ledger.Brakes.LiftAsync(BrakeKind.Restored, null, "twice", Cancel));
        Assert.True(await Ledger.Brakes.RaiseAsync(BrakeKind.Restored, "went back again", Cancel));
        await Ledger.Brakes.LiftAsync(BrakeKind.Restored, null, "by itself", Cancel);
        Assert.Empty(await Ledger.Brakes.InForceAsync(Cancel));
        Assert.Equal([(null, "by itself"), ("ana", "we restored it ourselves")], (await Ledger.Brakes.HistoryAsync(10, Cancel)).Select(brake => (brake.By, brake.Because)));
        Assert.Single(await Ledger.Brakes.HistoryAsync(1, Cancel));
    }

    [Fact]
    public async Task every_kind_of_brake_has_a_word_that_is_read_back()
    {
        foreach (BrakeKind kind in Enum.GetValues<BrakeKind>()) await Ledger.Brakes.RaiseAsync(kind, new string('ñ', 5000), Cancel);
        Assert.Equal(Enum.GetValues<BrakeKind>(), (await Ledger.Brakes.InForceAsync(Cancel)).Select(brake => brake.Kind));
        Assert.All(Enum.GetValues<BrakeKind>(), kind => Assert.Equal(kind, BrakeKinds.Of(kind.Word())));
        Assert.Null(BrakeKinds.Of("hand"));
    }

    [Fact]
    public async Task marks_are_kept_beside_each_other_and_an_empty_one_is_forgotten()
    {
        await Ledger.Brakes.KeepMarksAsync(new Dictionary<string, string> { ["invoice"] = "100", ["clients"] = "7" }, Cancel);
        await Ledger.Brakes.KeepMarksAsync(new Dictionary<string, string> { ["invoice"] = "9223372036854775807", ["clients"] = "", ["unknown"] = "" }, Cancel);
        Assert.Equal([new("invoice", "9223372036854775807")], await Ledger.Brakes.MarksAsync(Cancel));
    }

    [Fact]
    public async Task a_run_of_a_later_day_is_found_behind_any_number_of_others_unless_it_was_declared_over()
    {
        await Ledger.BeginRunAsync("daily", Aug(1), Cancel);
        long later = await Ledger.BeginRunAsync("daily", Aug(20), Cancel);
        for (int n = 0; n < 5; n++) await Ledger.BeginRunAsync("look", Aug(2), Cancel);
        Assert.Equal((later, Aug(20)), await Ledger.Brakes.LaterRunAsync(Aug(2), 0, Cancel) is { } run ? (run.Number, run.Today) : default);
        Assert.Null(await Ledger.Brakes.LaterRunAsync(Aug(20), 0, Cancel));
        Assert.Null(await Ledger.Brakes.LaterRunAsync(Aug(2), later, Cancel));
    }

    [Fact]
    public async Task the_invoices_raised_last_are_named_newest_first()
    {
        for (int n = 1; n <= 4; n++) await DoAsync(By(new BillingAction.Invoice(n, [new Target(TargetKind.Service, n)], Aug(20)), client: n), new Outcome.Done(true, Invoice: 500 + n));
        await DoAsync(By(Suspension()));
        IReadOnlyList<RaisedInvoice> raised = await Ledger.Brakes.RaisedLatelyAsync(0, 3, Cancel);
        Assert.Equal([(4, 504), (3, 503), (2, 502)], raised.Select(invoice => (invoice.Client, invoice.Invoice)));
        Assert.Empty(await Ledger.Brakes.RaisedLatelyAsync(raised[0].Number, 3, Cancel));
    }
}
