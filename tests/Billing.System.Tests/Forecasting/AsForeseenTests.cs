using Billing.Core.Actions;
using Billing.Core.Planning;
using Billing.Engine.Forecasting;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Xunit;

namespace Billing.System.Tests.Forecasting;

/// <summary>The real run of a day equals its forecast when nothing changed.</summary>
public sealed class AsForeseenTests
{
    private const int Days = 30;

    private const string NoBrake = """{ "safety": { "brake": { "atLeast": 100000, "percent": 100 } } }""";

    private const string SeveralTimelines = """
        { "safety": { "noticeDays": 1, "noticeCounts": ["email", "whatsapp"], "brake": { "atLeast": 100000, "percent": 100 } }, "exemptions": { "clientGroups": ["Amigos"], "panelServiceFlag": "honour" },
          "timelines": [ { "when": { "minimumDebt": 12000 }, "timeline": [ { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+1d", "do": ["suspend-service", "suspend-client", "freeze-projects"], "tell": { "suspended": ["email"] } }, { "at": "+10d", "do": ["terminate-service"] } ] },
                         { "when": { "clientGroup": "Resellers" }, "timeline": [ { "at": "-3bd", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+4bd", "do": ["suspend-service"], "tell": { "suspended": ["email"] } }, { "at": "+20d", "do": ["terminate-service"] } ] } ] }
        """;

    private const string ALooseBrake = """{ "safety": { "noticeDays": 0, "brake": { "atLeast": 10, "percent": 8 } } }""";

    [Theory]
    [InlineData(NoBrake, false)]
    [InlineData(SeveralTimelines, false)]
    [InlineData("{}", true)]
    [InlineData(ALooseBrake, true)]
    public async Task two_thousand_services_live_through_thirty_days_as_foreseen(string policy, bool brake)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ManyClients many = new(2000, policy);
        ForecastReport foreseen = await many.ForecastAsync(Days, cancel);
        Assert.Empty(foreseen.Failures);
        Assert.Equal(brake, foreseen.BrakeFrom is not null);

        for (int n = 0; n < Days; n++)
        {
            DayAhead day = foreseen.Days[n];
            RunReport report = await many.RunAsync(cancel);
            Assert.Equal(day.On, report.Today);
            BillingAction.Hold? hold = report.Done.Select(act => act.Action).OfType<BillingAction.Hold>().SingleOrDefault();
            Assert.True(report.Acts.All(act => act.Outcome is Outcome.Done), string.Join("\n", report.Acts.Where(act => act.Outcome is not Outcome.Done).Take(9).Select(act => $"{act.Act.Action.Key}: {act.Outcome}")));
            Same(Lines(many, foreseen.Acts!.Where(act => act.On == day.On).Select(act => (act.On, act.Act))), Lines(many, report.Done.Where(act => act.Action is not BillingAction.Hold).Select(act => (report.Today, act))));
            Assert.Equal(hold?.Count ?? 0, day.Held);
            Assert.Equal((await many.Ledger.OfflineClientsAsync(cancel)).Count, day.ClientsInAll);
        }
    }

    [Fact]
    public async Task whoever_does_not_pay_lives_as_foreseen_whoever_else_pays()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ManyClients many = new(600, NoBrake, seed: 7);
        ForecastReport foreseen = await many.ForecastAsync(Days, cancel);
        HashSet<int> paid = [];
        List<(DateOnly, Planned)> happened = [];

        for (int n = 0; n < Days; n++)
        {
            foreach (SimulatedInvoice invoice in many.Panel.Invoices.Where(invoice => invoice.Facts.Owed && invoice.Client % 3 == 0 && many.Random.Next(20) == 0).ToArray())
            {
                await many.PayAsync(invoice, cancel);
                paid.Add(invoice.Client);
            }
            RunReport report = await many.RunAsync(cancel);
            happened.AddRange(report.Done.Select(act => (report.Today, act)));
        }

        Assert.True(paid.Count > 30);
        Same(Lines(many, foreseen.Acts!.Where(act => !paid.Contains(act.Act.Client)).Select(act => (act.On, act.Act))), Lines(many, happened.Where(act => !paid.Contains(act.Item2.Client))));
        Assert.NotEqual(Lines(many, foreseen.Acts!.Select(act => (act.On, act.Act))), Lines(many, happened));
    }

    [Fact]
    public async Task looking_ahead_leaves_no_trace()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ManyClients many = new(300);
        await many.ForecastAsync(Days, cancel);

        Assert.Empty(await many.Ledger.RunsAsync(10, cancel));
        Assert.Equal(many.LastInvoice, many.Panel.Invoices.Max(invoice => invoice.Id));
        Assert.Empty((await many.Panel.ReadChangesAsync(new Engine.Panel.PanelMark(0, 0), cancel)).Changes);
    }

    [Fact]
    public async Task counting_and_listing_say_the_same()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ManyClients many = new(600);
        ForecastReport report = await many.ForecastAsync(60, cancel);

        foreach (DayAhead day in report.Days)
        {
            Planned[] acts = [.. report.Acts!.Where(act => act.On == day.On).Select(act => act.Act)];
            Assert.Equal(acts.Count(act => act.Action is BillingAction.Invoice), day.Count(Groups.Invoice));
            Assert.Equal(acts.Count(act => act.Action is BillingAction.Suspend), day.Count(Groups.Suspend) + day.Count(Groups.SuspendClient));
            Assert.Equal(acts.Count(act => act.Action is BillingAction.Suspend or BillingAction.Freeze), day.Offline);
            Assert.Equal(acts.Count(act => act.Action is BillingAction.Terminate), day.Count(Groups.Terminate));
        }
    }

    private static string[] Lines(ManyClients many, IEnumerable<(DateOnly On, Planned Act)> acts) => [.. acts.Select(act => many.Line(act.On, act.Act)).Order(StringComparer.Ordinal)];

    private static void Same(string[] foreseen, string[] happened) => Assert.True(foreseen.SequenceEqual(happened),
        $"foreseen and not happened:\n{string.Join("\n", foreseen.Except(happened).Take(12))}\nhappened and not foreseen:\n{string.Join("\n", happened.Except(foreseen).Take(12))}");
}
