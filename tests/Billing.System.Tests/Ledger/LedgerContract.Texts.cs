using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

/// <summary>Nothing that anybody writes spoils the ledger.</summary>
public abstract partial class LedgerContract
{
    private static readonly Dictionary<string, string> Hostile = new()
    {
        ["SQL"] = "Robert'); DROP TABLE deeds;--",
        ["signs"] = "“ñandú” \\ \" ' ` % _ @Key ? \t\r\n{0}",
        ["scripts"] = "😀 日本 \u202e txt",
        ["nothing"] = "a\0b",
    };

    [Theory]
    [InlineData("SQL")]
    [InlineData("signs")]
    [InlineData("scripts")]
    [InlineData("nothing")]
    public async Task hostile_words_come_back_as_they_were(string sort)
    {
        string text = Hostile[sort];
        BillingAction adopted = new BillingAction.Adopt(Service10, Invoice100, 1, text);
        await DoAsync(By(adopted, because: text), new Outcome.Done(true, text, Place: text));
        await DoAsync(By(Notice(text)), new Outcome.TryLater(text, text));
        await Ledger.SaveSnapshotAsync(text, text, Cancel);

        Past past = await Ledger.ReadAsync(7, Cancel);
        Assert.Equal([adopted, Notice(text)], past.Deeds.Select(deed => deed.Action));
        Assert.Equal(text, past.Deeds[0].Place);
        Entry entry = (await Ledger.HistoryAsync(7, Cancel))[0];
        Assert.Equal((text, text), (entry.Because, entry.Words));
        Assert.Equal(text, await Ledger.ReadSnapshotAsync(text, Cancel));
        Assert.Equal(new Begun.Again(false, text), await Ledger.BeginAsync(By(Notice(text)), Cancel));
    }

    [Fact]
    public async Task half_a_character_spoils_nothing()
    {
        await DoAsync(By(new BillingAction.Adopt(Service10, Invoice100, 1, "\ud83d"), because: "\ud83d"), new Outcome.Done(true, "\ude00"));

        Assert.Single((await Ledger.ReadAsync(7, Cancel)).Deeds);
        Assert.Single(await Ledger.HistoryAsync(7, Cancel));
    }

    [Fact]
    public async Task endless_words_are_cut_to_four_kilobytes()
    {
        string endless = string.Concat(Enumerable.Repeat("palabra 😀 ", 10_000));
        await DoAsync(By(Suspension(), because: endless), new Outcome.Refused(endless));

        Entry entry = Assert.Single(await Ledger.HistoryAsync(7, Cancel));
        foreach (string kept in (string[])[entry.Words, entry.Because])
        {
            Assert.InRange(global::System.Text.Encoding.UTF8.GetByteCount(kept), 4080, 4096);
            Assert.StartsWith(kept[..^1], endless, StringComparison.Ordinal);
            Assert.EndsWith("…", kept, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task an_invoice_over_hundreds_of_services_has_its_own_key()
    {
        BillingAction Over(int services) => new BillingAction.Invoice(7, [.. Enumerable.Range(1, services).Select(id => new Target(TargetKind.Service, id))], Aug(20));
        await DoAsync(By(Over(300)), new Outcome.Done(true, Invoice: 1));

        Assert.IsType<Begun.AlreadyDone>(await Ledger.BeginAsync(By(Over(300)), Cancel));
        Assert.IsType<Begun.Fresh>(await Ledger.BeginAsync(By(Over(301)), Cancel));
        await Ledger.HandOverAsync(Over(301).Key, Proof.None, Cancel);
        await Ledger.FinishAsync(Over(301).Key, new Outcome.Done(true, Invoice: 2), Cancel);
        Assert.Equal([1, 2], (await Ledger.ReadAsync(7, Cancel)).Deeds.Select(deed => deed.Invoice ?? 0));
    }

    [Fact]
    public async Task keys_that_differ_in_case_or_accents_only_are_different()
    {
        foreach (string notice in (string[])["aviso", "Aviso", "avisó"]) Assert.IsType<Begun.Fresh>(await Ledger.BeginAsync(By(Notice(notice)), Cancel));
    }

    [Fact]
    public async Task days_are_the_same_in_every_language()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.DateTimeFormat.DateSeparator = "x";
        odd.DateTimeFormat.TimeSeparator = "h";
        odd.DateTimeFormat.ShortDatePattern = "d.M.yy";
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "minus";
        BillingAction longer = new BillingAction.ChangeCycle(Service10, BillingCycle.Monthly, BillingCycle.Quarterly, 1234.56m, 1);
        try
        {
            CultureInfo.CurrentCulture = odd;
            await DoAsync(By(longer, on: Aug(3)));
            await Ledger.ObjectAsync(7, 100, Aug(2), "too much", Proof.None, Cancel);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Past past = await Ledger.ReadAsync(7, Cancel);
        Assert.Equal(new Deed(longer, Aug(3), DeedState.Done), Assert.Single(past.Deeds));
        Assert.Equal(Aug(2), Assert.Single(past.Objections).On);
        Assert.Equal(Clock.GetUtcNow(), Assert.Single(await Ledger.HistoryAsync(7, Cancel)).At);
    }
}
