using System.Collections.Concurrent;
using Billing.Engine.Ledger;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>The same story of weeks, with the power cut once, before each single thing that is written anywhere.</summary>
public sealed class EveryStepTests
{
    private const int EverySoManyOnDisk = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_crash_before_any_write_ends_where_an_undisturbed_story_ends()
    {
        (StoryOfWeeks undisturbed, int writes) = await UndisturbedAsync();
        var wanted = await undisturbed.EndAsync(Cancel);
        Assert.Empty(wanted.Doubtful);
        foreach (string sort in new[] { "adopt", "invoice", "notify", "suspend", "unsuspend", "freeze", "unfreeze", "change-cycle", "backup", "terminate", "activate", "invoice-recovery", "late-fee", "restore", "accept" })
            Assert.Contains(wanted.Done, key => key.StartsWith(sort + "/", StringComparison.Ordinal));
        ConcurrentBag<string> wrong = [];
        await Parallel.ForEachAsync(Enumerable.Range(1, writes), Cancel, async (at, _) =>
        {
            await using MemoryLedger ledger = new(TimeProvider.System);
            await ledger.PrepareAsync(Cancel);
            StoryOfWeeks cut = new(ledger, new PowerCut(at));
            await cut.LiveAsync(Cancel);
            foreach (string difference in await DifferencesAsync(undisturbed, cut, at)) wrong.Add(difference);
        });
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task a_ledger_on_disk_tells_the_next_process_the_same()
    {
        (StoryOfWeeks undisturbed, int writes) = await UndisturbedAsync();
        for (int at = EverySoManyOnDisk / 2; at <= writes; at += EverySoManyOnDisk)
        {
            string folder = Directory.CreateTempSubdirectory("billing-step-").FullName, file = Path.Combine(folder, "ledger.db");
            await using SqlLedger first = SqlLedger.Sqlite(file, TimeProvider.System), second = SqlLedger.Sqlite(file, TimeProvider.System);
            await first.PrepareAsync(Cancel);
            StoryOfWeeks cut = new(first, new PowerCut(at), _ => second);
            await cut.LiveAsync(Cancel);
            Assert.Empty(await DifferencesAsync(undisturbed, cut, at));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(StoryOfWeeks Story, int Writes)> UndisturbedAsync()
    {
        MemoryLedger ledger = new(TimeProvider.System);
        await ledger.PrepareAsync(Cancel);
        PowerCut never = new(int.MaxValue);
        StoryOfWeeks story = new(ledger, never);
        await story.LiveAsync(Cancel);
        return (story, never.Writes);
    }

    private static async Task<IReadOnlyList<string>> DifferencesAsync(StoryOfWeeks undisturbed, StoryOfWeeks cut, int at)
    {
        var (wanted, got) = (await undisturbed.EndAsync(Cancel), await cut.EndAsync(Cancel));
        string[] doubtful = got.Doubtful;
        (string What, IEnumerable<string> Wanted, IEnumerable<string> Got)[] all =
        [
            ("the panel", wanted.Panel, got.Panel),
            ("what was done", wanted.Done, got.Done.Concat(doubtful)),
            ("what arrived", undisturbed.Arrived.Except(doubtful), cut.Arrived.Except(doubtful)),
            ("what arrived twice", [], cut.Arrived.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => group.Key)),
            ("what is in doubt", doubtful.Where(key => key.StartsWith("notify/", StringComparison.Ordinal)).Take(1), doubtful),
            ("reports of doubt", doubtful, got.Reported.Select(key => doubtful.FirstOrDefault(doubt => key.Contains(doubt, StringComparison.Ordinal)) ?? key)),
        ];
        return [.. all.Where(each => !each.Wanted.Order(StringComparer.Ordinal).SequenceEqual(each.Got.Order(StringComparer.Ordinal)))
            .Select(each => $"cut before write {at}, {each.What}: missing {string.Join("; ", each.Wanted.Except(each.Got))}, too much {string.Join("; ", each.Got.Except(each.Wanted))}")];
    }
}
