using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>What the next decisions make of a notice that came back: no notice, no suspension (policy 5.5).</summary>
public sealed class BouncedStory : IDisposable
{
    private static readonly Target Site = new(TargetKind.Service, 10);
    private static readonly DateOnly Stage = Told.Due.AddDays(2);
    private readonly Returns returns = new();
    private readonly BillingPolicy policy = PolicyFile.In(Tree.Config).Policy!;

    public void Dispose() => returns.Dispose();

    [Fact]
    public async Task a_notice_that_arrived_in_time_lets_the_suspension_follow()
    {
        NoticeLinks only = await returns.SentAsync();
        returns.Deliver(returns.Report(only, "relayed", "2.0.0", "250 2.0.0 Ok"));
        await returns.ReadAsync();
        Assert.Contains(await WantedAsync(), action => action is BillingAction.Suspend);
    }

    [Fact]
    public async Task the_only_notice_came_back_so_nothing_goes_offline_and_a_client_whom_nothing_reaches_is_reported()
    {
        NoticeLinks only = await returns.SentAsync();
        returns.Deliver(returns.Report(only, "failed"));
        await returns.ReadAsync();

        IReadOnlyList<BillingAction> wanted = await WantedAsync();
        Assert.DoesNotContain(wanted, action => action is BillingAction.Suspend or BillingAction.Notify { Channel: "email" });
        Assert.Contains(wanted, action => action is BillingAction.Report { Kind: ReportKind.Unreachable });
        Assert.Contains(wanted, action => action is BillingAction.Notify { Channel: "panel" });
    }

    [Fact]
    public async Task a_full_mailbox_holds_the_suspension_and_is_warned_once_more()
    {
        NoticeLinks only = await returns.SentAsync();
        returns.Deliver(returns.Report(only, "failed", "5.2.2", "552 5.2.2 mailbox full"));
        await returns.ReadAsync();

        IReadOnlyList<BillingAction> wanted = await WantedAsync();
        Assert.DoesNotContain(wanted, action => action is BillingAction.Suspend);
        Assert.Contains(wanted, action => action is BillingAction.Notify { Notice: "last-warning", Channel: "email" });
    }

    [Fact]
    public async Task of_two_notices_one_that_came_back_changes_nothing()
    {
        NoticeLinks first = await returns.SentAsync();
        await returns.SentAsync("reminder-2");
        returns.Deliver(returns.Report(first, "failed", "5.2.2", "552 5.2.2 mailbox full"));
        await returns.ReadAsync();
        Assert.Contains(await WantedAsync(), action => action is BillingAction.Suspend);
    }

    private async Task<IReadOnlyList<BillingAction>> WantedAsync()
    {
        ClientFacts facts = new()
        {
            Client = Told.Ana,
            Services = [new Service { Target = Site, Adapter = "cpanel", Cycle = BillingCycle.Monthly, Amount = 5000m, NextDue = Told.Due }],
            Invoices = [new Invoice { Id = 100, Date = Told.Due.AddDays(-15), Due = Told.Due, Status = InvoiceStatus.Unpaid, Balance = 5000m, Lines = [new InvoiceLine(Site, 5000m, Told.Due)] }],
            Past = (await returns.Ledger.ReadAsync(7, Returns.Cancel)).From(Told.Due.AddDays(-100)),
        };
        return [.. Decider.Decide(facts, policy, Stage).OfType<Decision.Act>().Select(act => act.Action)];
    }
}
