using System.Globalization;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Tracking;

public sealed class HitRecorderTests
{
    [Fact]
    public async Task with_the_ledger_gone_links_that_were_used_lead_on_and_the_hits_are_written_when_it_is_back()
    {
        GoneEvidence ledger = null!;
        await using WebTrial web = await WebTrial.OpenAsync(evidence => ledger = new GoneEvidence(evidence));
        NoticeLinks used = await web.NoticeAsync(), fresh = await web.NoticeAsync(client: 8);
        await web.FollowAsync(TokenPurpose.Pay, used);
        ledger.Gone = true;
        Assert.Equal(302, (await web.FollowAsync(TokenPurpose.Pay, used)).Status);
        Assert.Equal(200, (await web.FollowAsync(TokenPurpose.Open, fresh)).Status);
        Reply unknown = await web.FollowAsync(TokenPurpose.Pay, fresh);
        Assert.Equal((503, "60"), (unknown.Status, unknown["Retry-After"]));
        Assert.Contains("Vuelva a intentarlo", unknown.Text, StringComparison.Ordinal);
        ledger.Gone = false;
        await web.StopAsync();
        Assert.Equal(new HitCount(2, 0, 0), (await web.TallyAsync(used)).Clicks);
        Assert.Equal((1, 1), ((await web.TallyAsync(fresh)).Opens.Human, (await web.TallyAsync(fresh)).Clicks.Human));
        Assert.Single(web.Lines, line => line.Contains("wait in memory", StringComparison.Ordinal));
        Assert.DoesNotContain(web.Lines, line => line.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task hits_that_are_lost_are_counted_and_said()
    {
        GoneEvidence ledger = null!;
        await using WebTrial web = await WebTrial.OpenAsync(evidence => ledger = new GoneEvidence(evidence));
        NoticeLinks notice = await web.NoticeAsync();
        await web.FollowAsync(TokenPurpose.Pay, notice);
        ledger.Gone = true;
        for (int hit = 0; hit < 5; hit++) Assert.Equal(302, (await web.FollowAsync(TokenPurpose.Pay, notice)).Status);
        await web.StopAsync();
        Assert.Equal(5, web.Lines.Where(line => line.Contains("hits on links were lost", StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task of_a_link_that_is_hit_without_end_a_hundred_an_hour_are_kept_in_full_and_all_are_counted()
    {
        await using WebTrial web = await WebTrial.OpenAsync();
        NoticeLinks notice = await web.NoticeAsync();
        for (int hit = 0; hit < 130; hit++) Assert.Equal(302, (await web.FollowAsync(TokenPurpose.Pay, notice)).Status);
        Assert.Equal(100, (await web.HitsAsync()).Length);
        await web.StopAsync();
        Statement[] hits = await web.HitsAsync();
        Assert.Equal((101, "30", "flood"), (hits.Length, hits[^1]["times"], hits[^1]["marks"]));
        Assert.Equal(new HitCount(100, 30, 0), (await web.TallyAsync(notice)).Clicks);
    }

    [Fact]
    public void after_an_hour_hits_are_kept_in_full_again()
    {
        FakeTimeProvider time = new(WebTrial.Start);
        HitAllowance allowance = new(2, time);
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => allowance.Take("a", TokenPurpose.Pay)));
        Assert.True(allowance.Take("a", TokenPurpose.Open) && allowance.Take("b", TokenPurpose.Pay));
        Assert.Equal(2, Assert.Single(allowance.Collect()).Hit.Times);
        Assert.Empty(allowance.Collect());
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(allowance.Take("a", TokenPurpose.Pay));
    }

    [Fact]
    public async Task the_ledger_is_tried_again_every_second_until_it_takes_what_waits()
    {
        GoneEvidence ledger = null!;
        await using WebTrial web = await WebTrial.OpenAsync(evidence => ledger = new GoneEvidence(evidence));
        NoticeLinks notice = await web.NoticeAsync();
        ledger.Gone = true;
        for (int hit = 0; hit < 3; hit++) await web.FollowAsync(TokenPurpose.Open, notice);
        ledger.Gone = false;
        Task written = ledger.AppendedAsync();
        while (!written.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            web.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await web.FollowAsync(TokenPurpose.Open, notice);
        await web.StopAsync();
        Assert.Equal((4, 4), ((await web.HitsAsync()).Length, (await web.TallyAsync(notice)).Opens.Human));
        Assert.Contains(web.Lines, line => line.Contains("takes hits on links again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_group_that_was_written_and_not_confirmed_is_not_written_twice()
    {
        GoneEvidence ledger = null!;
        await using WebTrial web = await WebTrial.OpenAsync(evidence => ledger = new GoneEvidence(evidence));
        NoticeLinks notice = await web.NoticeAsync();
        ledger.GoneAfter = true;
        Assert.Equal(302, (await web.FollowAsync(TokenPurpose.Pay, notice)).Status);
        ledger.GoneAfter = false;
        await web.StopAsync();
        Assert.Single(await web.HitsAsync());
        Assert.DoesNotContain(web.Lines, line => line.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task thousands_of_hits_at_once_are_all_in_the_ledger_when_they_are_answered()
    {
        string folder = Directory.CreateTempSubdirectory("billing-hits-").FullName;
        try
        {
            await AllAreKeptAsync(SqlLedger.Sqlite(Path.Combine(folder, "ledger.db"), new FakeTimeProvider(WebTrial.Start)), notices: 100);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task so_are_they_over_mariadb()
    {
        string server = Environment.GetEnvironmentVariable("BILLING_TEST_MARIADB")
            ?? throw new InvalidOperationException("BILLING_TEST_MARIADB is not set: give the connection string of a MariaDB user who may create databases.");
        string database = $"billing_hits_{Guid.NewGuid():N}";
        await using MySqlConnection connection = new(server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await SayAsync($"CREATE DATABASE {database}");
        try
        {
            await AllAreKeptAsync(SqlLedger.MariaDb(new MySqlConnectionStringBuilder(server) { Database = database }.ConnectionString, new FakeTimeProvider(WebTrial.Start)), notices: 20);
        }
        finally
        {
            await SayAsync($"DROP DATABASE {database}");
        }

        async Task SayAsync(string sql)
        {
            await using MySqlCommand command = new(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task AllAreKeptAsync(SqlLedger empty, int notices)
    {
        const int Each = 50;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using SqlLedger ledger = empty;
        await ledger.PrepareAsync(cancel);
        await using WebTrial web = await WebTrial.OpenAsync(ledger: ledger);
        List<NoticeLinks> all = [];
        for (int client = 1; client <= notices; client++) all.Add(await web.NoticeAsync(client));
        await Parallel.ForAsync(0, notices * Each, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancel }, async (hit, _) =>
            Assert.Equal(302, (await web.FollowAsync(TokenPurpose.Pay, all[hit % notices], from: $"203.0.{hit / 250}.{hit % 250}")).Status));
        Assert.Equal(notices * Each, (await web.HitsAsync()).Select(hit => hit["hit"]).Distinct().Count());
        foreach (NoticeLinks notice in all) Assert.Equal(Each, (await web.TallyAsync(notice)).Clicks.Human);
        Assert.Equal(notices * (Each + 1), (await web.Evidence.HeadAsync(cancel)).Number);
    }
}
