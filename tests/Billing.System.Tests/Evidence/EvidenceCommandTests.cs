using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.System.Tests.Host;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using UglyToad.PdfPig;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Evidence;

/// <summary>The story of invoice 100 as <c>billing evidence</c> tells it, over a ledger file that others may have put their hands on.</summary>
public sealed class EvidenceCommandTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(trial.Folder, "ledger.db");

    public async ValueTask InitializeAsync()
    {
        await using SqlLedger ledger = SqlLedger.Sqlite(File, clock);
        await ledger.PrepareAsync(Cancel);
        BillingAction reminder = Notice(), warning = new BillingAction.Notify(7, 100, Aug(10), "last-warning", "email");
        await TellAsync(ledger, reminder, "ana@example.com");
        await TellAsync(ledger, warning, "ana@example.com");
        await ledger.BounceAsync(warning.Key, "552 5.2.2 mailbox full", Proof.Of(("status", "5.2.2")), Cancel);
        clock.Advance(TimeSpan.FromHours(1));
        await ledger.Evidence.AppendAsync(
        [
            new EvidenceRecord(EvidenceKind.Relayed, 7, 100, reminder.Key, Proof.Of(("remote", "mx.example.com"), ("words", "250 2.0.0 Ok: queued as 4F1"))),
            new EvidenceRecord(EvidenceKind.Opened, 7, 100, reminder.Key, Proof.Of(("link", "open"), ("method", "GET"))),
            new EvidenceRecord(EvidenceKind.Clicked, 7, 100, reminder.Key, Proof.Of(("link", "pay"), ("method", "GET"))),
            new EvidenceRecord(EvidenceKind.Clicked, 7, 100, reminder.Key, Proof.Of(("link", "pay"), ("method", "HEAD"), ("marks", "head"))),
        ], Cancel);
        await ledger.ObjectAsync(7, 100, Aug(2), "I never ordered it", Proof.Of(("via", "link")), Cancel);
        await ledger.BeginAsync(By(Suspension()), Cancel);
        await ledger.FinishAsync(Suspension().Key, new Outcome.Done(true, "srv01 says so"), Cancel);
        await ledger.BeginAsync(By(new BillingAction.Notify(8, 200, Aug(10), "proforma", "panel"), client: 8), Cancel);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        trial.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task the_story_of_an_invoice_tells_every_notice_what_became_of_it_and_what_was_done()
    {
        Said said = await trial.RunAsync(clock, "evidence", "invoice", "100");

        Assert.Equal(0, said.Code);
        foreach (string part in new[]
        {
            "Invoice 100, client 7", "reminder-1 by email: a link in it was followed, in all likelihood by a person (grade C2)", "last-warning by email: it came back",
            "handed over to ana@example.com", "accepted: 2.0.0 Ok: queued as B8F8", "accepted by the recipient's mail server mx.example.com: 250 2.0.0 Ok: queued as 4F1",
            "1 by a person in all likelihood, 1 by machines, 0 by nobody knows whom", "came back: 552 5.2.2 mailbox full", "the client objected: \"I never ordered it\"",
            "suspend service 10: because", "holds; its end is",
        }) Assert.Contains(part, said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("proforma", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task as_data_it_can_be_reckoned_again_by_anybody()
    {
        JsonNode json = JsonNode.Parse((await trial.RunAsync(clock, "evidence", "invoice", "100", "--json")).Output)!;

        Assert.Equal((true, "C2", 1, 1), (json["chain"]!["holds"]!.GetValue<bool>(), json["notices"]![0]!["grade"]!.GetValue<string>(), json["notices"]![0]!["clicked"]!["human"]!.GetValue<int>(), json["notices"]![0]!["clicked"]!["machine"]!.GetValue<int>()));
        JsonArray entries = json["entries"]!.AsArray();
        string before = new('0', 64);
        foreach (JsonNode? entry in entries)
        {
            Assert.Equal(Chain.Hash(before, entry!["body"]!.GetValue<string>()), entry["hash"]!.GetValue<string>());
            before = entry["hash"]!.GetValue<string>();
        }
    }

    [Fact]
    public async Task as_a_document_it_is_a_pdf_of_some_pages()
    {
        string pdf = Path.Combine(trial.Folder, "invoice-100.pdf");
        Said said = await trial.RunAsync(clock, "evidence", "invoice", "100", "--pdf", pdf);

        Assert.Equal((0, $"written: {pdf}\n", ""), (said.Code, said.Output, said.Error));
        using PdfDocument document = PdfDocument.Open(pdf);
        string text = string.Join(' ', document.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        foreach (string part in new[] { "Evidence for invoice 100", "Example Hosting", "a link in it was followed, in all likelihood by a person (grade C2)", "it came back", "\"I never ordered it\"", "The chain of 11 entries holds" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task of_an_invoice_that_nobody_was_told_of_nothing_is_known()
    {
        Said said = await trial.RunAsync(clock, "evidence", "invoice", "999");
        Assert.Equal((1, "billing: nothing is known of invoice 999: no notice of it was sent, and nothing was done for it\n"), (said.Code, said.Error));
    }

    [Fact]
    public async Task the_message_itself_comes_back_as_it_was_sent()
    {
        JsonNode json = JsonNode.Parse((await trial.RunAsync(clock, "evidence", "invoice", "100", "--json")).Output)!;
        string digest = JsonNode.Parse(json["entries"]![0]!["body"]!.GetValue<string>())!["facts"]!["content"]!.GetValue<string>();

        Assert.Equal(0, (await trial.RunAsync(clock, "evidence", "message", digest, "--to", Path.Combine(trial.Folder, "sent.eml"))).Code);
        Assert.Equal("Subject: notify/100/reminder-1/email", global::System.IO.File.ReadAllText(Path.Combine(trial.Folder, "sent.eml")));
        Assert.Equal(1, (await trial.RunAsync(clock, "evidence", "message", new string('0', 64), "--to", Path.Combine(trial.Folder, "none.eml"))).Code);
    }

    [Fact]
    public async Task an_untouched_chain_holds()
    {
        Said said = await trial.RunAsync(clock, "evidence", "verify");
        Assert.Equal((0, 1), (said.Code, said.Lines.Length));
        Assert.StartsWith("The chain of 11 entries holds; its end is 11:", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE evidence SET body = REPLACE(body, 'B8F8', 'B8F9') WHERE number = 2", "entry 2 was changed, or follows another entry than it did")]
    [InlineData("UPDATE evidence SET body = REPLACE(body, 'B8F8', 'B8F9'), hash = lower(hex(randomblob(32))) WHERE number = 2", "entry 2 was changed")]
    [InlineData("UPDATE evidence SET hash = lower(hex(randomblob(32))) WHERE number = 5", "entry 6 was changed, or follows another entry than it did")]
    [InlineData("UPDATE evidence SET personal = REPLACE(personal, 'ana@', 'eve@') WHERE number = 1", "entry 1 has another to than the one that was written")]
    [InlineData("UPDATE evidence SET personal = '{\"to\":[\"\",\"eve@example.com\"]}' WHERE number = 1", "entry 1 has another to than the one that was written")]
    [InlineData("UPDATE evidence SET body = 'nothing' WHERE number = 3", "entry 3 was changed: it cannot be read any more")]
    [InlineData("DELETE FROM evidence WHERE number = 4", "entry 4 is missing")]
    [InlineData("DELETE FROM evidence WHERE number BETWEEN 4 AND 6", "entry 4 to 6 are missing")]
    [InlineData("DELETE FROM evidence WHERE number = 1", "entry 1 is missing")]
    [InlineData("DELETE FROM evidence WHERE number = 11", "entry 11 is missing: the chain had it as its end")]
    [InlineData("DELETE FROM evidence WHERE number > 9", "entry 10 to 11 are missing: the chain ended there")]
    [InlineData("UPDATE evidence SET number = 99 WHERE number = 2; UPDATE evidence SET number = 2 WHERE number = 3; UPDATE evidence SET number = 3 WHERE number = 99", "entry 2 carries the number 3: it was moved")]
    public async Task whoever_lays_hands_on_the_evidence_is_seen(string hands, string finding)
    {
        await LayHandsAsync(hands);
        Said said = await trial.RunAsync(clock, "evidence", "verify");

        Assert.Equal(1, said.Code);
        Assert.Contains(finding, said.Output, StringComparison.Ordinal);
        Assert.Contains("does not hold", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_end_that_was_written_down_elsewhere_unmasks_a_chain_that_was_written_anew()
    {
        JsonNode before = JsonNode.Parse((await trial.RunAsync(clock, "evidence", "verify", "--json")).Output)!;
        string end = before["end"]!.GetValue<string>();
        await WriteAnewAsync();

        Assert.Equal(0, (await trial.RunAsync(clock, "evidence", "verify")).Code);
        Said said = await trial.RunAsync(clock, "evidence", "verify", "--end", end);
        Assert.Equal(1, said.Code);
        Assert.Contains("entry 11 is not the one that was written down: the chain was written anew before it", said.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await trial.RunAsync(clock, "evidence", "verify", "--end", "11")).Code);
        Assert.Contains("entry 5000 is not there any more", (await trial.RunAsync(clock, "evidence", "verify", "--end", $"5000:{new string('a', 64)}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_client_who_wants_to_be_forgotten_is_and_the_chain_holds()
    {
        clock.Advance(TimeSpan.FromDays(1));
        Said said = await trial.RunAsync(clock, "evidence", "erase", "--client", "7", "--because", "asked for on 2 August");

        Assert.Equal((0, "erased in 3 entries; an entry says so\n"), (said.Code, said.Output));
        Said story = await trial.RunAsync(clock, "evidence", "invoice", "100");
        Assert.Equal(0, story.Code);
        Assert.DoesNotContain("ana@example.com", story.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("never ordered", story.Output, StringComparison.Ordinal);
        Assert.Contains("handed over to (the address was erased)", story.Output, StringComparison.Ordinal);
        Assert.Equal("there was nothing to erase\n", (await trial.RunAsync(clock, "evidence", "erase", "--client", "7", "--because", "again")).Output);
    }

    [Fact]
    public async Task without_an_authority_nothing_is_stamped_and_the_line_says_where_to_name_one() =>
        Assert.Contains("\"evidence\": { \"stamps\":", (await trial.RunAsync(clock, "evidence", "stamp")).Error, StringComparison.Ordinal);

    private static async Task TellAsync(SqlLedger ledger, BillingAction notice, string to)
    {
        await ledger.BeginAsync(By(notice), Cancel);
        await ledger.HandOverAsync(notice.Key, (Proof.None with { Content = global::System.Text.Encoding.UTF8.GetBytes($"Subject: {notice.Key}") }).WithPersonal("to", to), Cancel);
        await ledger.FinishAsync(notice.Key, new Outcome.Done(true, "2.0.0 Ok: queued as B8F8"), Cancel);
    }

    private async Task LayHandsAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={File}");
        await connection.ExecuteAsync(sql);
    }

    /// <summary>What somebody with time and the ledger's file can do: change an entry, and reckon all behind it anew.</summary>
    private async Task WriteAnewAsync()
    {
        await using SqliteConnection connection = new($"Data Source={File}");
        string before = new('0', 64);
        foreach ((long number, string body) in await connection.QueryAsync<(long, string)>("SELECT number, body FROM evidence ORDER BY number"))
        {
            string forged = body.Replace("B8F8", "B8F9", StringComparison.Ordinal);
            before = Chain.Hash(before, forged);
            await connection.ExecuteAsync("UPDATE evidence SET body = @forged, hash = @before WHERE number = @number", new { forged, before, number });
        }
        await connection.ExecuteAsync("UPDATE marks SET value = '11 ' || @before WHERE name = 'evidence'", new { before });
    }
}
