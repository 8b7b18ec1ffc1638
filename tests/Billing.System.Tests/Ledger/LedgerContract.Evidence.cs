using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static readonly Proof Sent = (Proof.Of(("message-id", "1@example.com")) with { Content = "Subject: hello"u8.ToArray() }).WithPersonal("to", "ana@example.com");

    [Fact]
    public async Task a_notice_handed_over_and_accepted_leaves_both_in_the_evidence()
    {
        await Ledger.BeginAsync(By(Notice()), Cancel);
        await Ledger.HandOverAsync(Notice().Key, Sent, Cancel);
        await Ledger.FinishAsync(Notice().Key, new Outcome.Done(true, "2.0.0 Ok: queued as B8F8"), Cancel);

        Statement[] said = [.. (await Ledger.Evidence.OfInvoiceAsync(100, Cancel)).Select(entry => entry.Says)];
        Assert.Equal([EvidenceKind.Queued, EvidenceKind.Accepted], said.Select(each => each.Kind));
        Assert.Equal(["ana@example.com", "2.0.0 Ok: queued as B8F8"], [said[0]["to"], said[1]["words"]]);
        Assert.Equal("Subject: hello"u8.ToArray(), await Ledger.Evidence.ContentAsync(said[0]["content"], Cancel));
    }

    [Fact]
    public async Task each_entry_carries_the_hash_of_those_before_it()
    {
        await DoAsync(By(Suspension()));
        await Ledger.RecordAsync([By(Accepted(100)), By(Accepted(101))], Cancel);
        await DoAsync(By(Return()));

        EvidenceHead end = await HoldsAsync(Ledger, entries: 4);
        Assert.Equal(end, await Ledger.Evidence.HeadAsync(Cancel));
    }

    [Fact]
    public async Task what_is_tried_again_and_what_is_only_reported_proves_nothing()
    {
        await DoAsync(By(Notice()), new Outcome.TryLater("451 later"));
        await DoAsync(By(Notice()), new Outcome.Dropped("paid"));
        await HoldsAsync(Ledger, entries: 0);
    }

    [Fact]
    public async Task the_same_doubt_is_told_once()
    {
        await DoAsync(By(Notice()), new Outcome.InDoubt("no answer"));
        await DoAsync(By(Notice()), new Outcome.InDoubt("no answer"));
        await HoldsAsync(Ledger, entries: 1);
    }

    [Fact]
    public async Task what_is_told_twice_from_outside_stands_once()
    {
        EvidenceRecord report = new(EvidenceKind.Delivered, 7, 100, Notice().Key, Proof.None) { Once = "dsn/1" };
        Assert.Equal(1, await Ledger.Evidence.AppendAsync([report, report], Cancel));
        Assert.Equal(0, await Ledger.Evidence.AppendAsync([report], Cancel));
        await HoldsAsync(Ledger, entries: 1);
    }

    [Fact]
    public async Task a_bounce_an_objection_and_its_answer_are_evidence()
    {
        await DoAsync(By(Notice()));
        await Ledger.BounceAsync(Notice().Key, "550 no such mailbox", Proof.Of(("report", "1")), Cancel);
        await Ledger.BounceAsync(Notice().Key, "550 again", Proof.Of(("report", "2")), Cancel);
        Assert.True(await Ledger.ObjectAsync(7, 100, Aug(2), "I never ordered it", Proof.None, Cancel));
        Assert.False(await Ledger.ObjectAsync(7, 100, Aug(2), "I never ordered it", Proof.None, Cancel));
        await Ledger.AnswerAsync(7, 100, Aug(3), Cancel);
        await Ledger.AnswerAsync(7, 100, Aug(3), Cancel);

        Assert.Equal([EvidenceKind.Accepted, EvidenceKind.Bounced, EvidenceKind.Objected, EvidenceKind.Resolved],
            (await Ledger.Evidence.OfInvoiceAsync(100, Cancel)).Select(entry => entry.Says.Kind));
        Assert.Equal("I never ordered it", Assert.Single((await Ledger.ReadAsync(7, Cancel)).Objections).Said);
    }

    [Fact]
    public async Task personal_values_are_erased_and_the_chain_holds()
    {
        await Ledger.BeginAsync(By(Notice()), Cancel);
        await Ledger.HandOverAsync(Notice().Key, Sent, Cancel);
        Clock.Advance(TimeSpan.FromDays(400));

        Assert.Equal(1, await Ledger.Evidence.EraseAsync(7, Clock.GetUtcNow().AddDays(-365), "a year has passed", Cancel));
        Assert.Equal(0, await Ledger.Evidence.EraseAsync(7, Clock.GetUtcNow().AddDays(-365), "a year has passed", Cancel));

        Statement said = (await Ledger.Evidence.OfKeyAsync(Notice().Key, Cancel))[0].Says;
        Assert.Null(said.Personal["to"]);
        Assert.Null(await Ledger.Evidence.ContentAsync(said["content"], Cancel));
        await HoldsAsync(Ledger, entries: 2);
    }

    [Fact]
    public async Task many_at_once_make_one_chain()
    {
        ILedger[] nodes = [Ledger, await AnotherAsync()];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() => nodes[n % 2].Evidence.AppendAsync([new EvidenceRecord(EvidenceKind.Opened, 7, n, "", Proof.None)], Cancel), Cancel)));
        if (ReferenceEquals(nodes[0].Evidence, nodes[1].Evidence) || (await nodes[1].Evidence.HeadAsync(Cancel)).Number == 40) await HoldsAsync(Ledger, entries: 40);
        else foreach (ILedger alone in nodes) await HoldsAsync(alone, entries: 20);
    }

    [Fact]
    public async Task a_notice_made_again_has_the_links_that_it_had()
    {
        NoticeLinks first = new("aaaaaaaaaaaaaaaaaaaaaaaa", Notice().Key, 7, 100, new Dictionary<string, string> { ["pay"] = "https://panel.example.com/1" }, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(180));
        await Ledger.Evidence.KeepLinksAsync(first, Cancel);

        NoticeLinks kept = await Ledger.Evidence.KeepLinksAsync(first with { Id = "bbbbbbbbbbbbbbbbbbbbbbbb" }, Cancel);
        Assert.Equal((first.Id, first.Expires, "https://panel.example.com/1"), (kept.Id, kept.Expires, kept.Destinations["pay"]));
        Assert.Null(await Ledger.Evidence.FindLinksAsync("bbbbbbbbbbbbbbbbbbbbbbbb", Cancel));
        Assert.Equal(Notice().Key, (await Ledger.Evidence.FindLinksAsync(first.Id, Cancel))?.Key);
    }

    [Fact]
    public async Task an_address_to_which_nothing_arrives_is_known_from_then_on()
    {
        await Ledger.NoteDeadAddressAsync(7, "email", "ana@example.com", Aug(2), "550 no such mailbox", Cancel);
        await Ledger.NoteDeadAddressAsync(7, "email", "ana@example.com", Aug(9), "550 again", Cancel);
        Assert.Equal(new Billing.Core.Facts.DeadAddress("email", "ana@example.com", Aug(2), "550 no such mailbox"), Assert.Single((await Ledger.ReadAsync(7, Cancel)).DeadAddresses));
    }

    /// <summary>Reckons the chain again from its beginning.</summary>
    private static async Task<EvidenceHead> HoldsAsync(ILedger ledger, int entries)
    {
        EvidenceHead head = Chain.Empty;
        await foreach (EvidenceEntry entry in ledger.Evidence.ReadAllAsync(1, Cancel))
        {
            Assert.Equal((head.Number + 1, Chain.Hash(head.Hash, entry.Body)), (entry.Number, entry.Hash));
            Assert.Empty(Chain.Forged(entry));
            head = new EvidenceHead(entry.Number, entry.Hash);
        }
        Assert.Equal(entries, head.Number);
        return head;
    }
}
