using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.System.Tests.Plugins;
using Xunit;

namespace Billing.System.Tests.Channels.WhatsApp;

/// <summary>A message whose answer was lost, over the real road: what Meta tells later settles it.</summary>
public sealed class WhatsAppDoubtTests : IAsyncLifetime
{
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly DateOnly Due = new(2026, 8, 17);

    private OnWhatsApp on = null!;
    private BillingPolicy policy = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        on = await OnWhatsApp.StartAsync();
        policy = Shipped.Read(PolicyReader.Merge(Shipped.Json, JsonNode.Parse("{}")!)) with { Channels = ["whatsapp"] };
        on.Api.Faults.Add(new Fault("messages", FaultKind.CutAfterWork) { Count = 1 });
    }

    public ValueTask DisposeAsync() => on.DisposeAsync();

    [Theory]
    [InlineData("sent")]
    [InlineData("delivered")]
    [InlineData("read")]
    public async Task a_status_settles_the_doubt_and_nothing_is_sent_twice(string status)
    {
        on.Api.Course = [new(status, TimeSpan.FromSeconds(2))];
        await Road().RunAsync(Cancel);
        Assert.Equal(DeedState.InDoubt, (await NoticeAsync()).State);
        await on.LaterAsync(TimeSpan.FromMinutes(5));
        await Road().LookAsync(null, Cancel);
        Assert.Equal(DeedState.Done, (await NoticeAsync()).State);
        on.Time.Advance(TimeSpan.FromDays(1));
        await Road().RunAsync(Cancel);
        Assert.Single(on.Api.Messages);
    }

    [Fact]
    public async Task a_failure_settles_it_too_and_the_notice_counts_for_nothing()
    {
        on.Api.Course = [new("failed", TimeSpan.FromSeconds(2)) { Error = new WhatsAppError(131026, "Message undeliverable") }];
        await Road().RunAsync(Cancel);
        await on.LaterAsync(TimeSpan.FromMinutes(5));
        await Road().LookAsync(null, Cancel);
        Deed notice = await NoticeAsync();
        Assert.Equal((DeedState.Done, true), (notice.State, notice.Bounced));
    }

    [Fact]
    public async Task without_a_word_of_meta_it_stays_in_doubt_and_is_shown_to_a_person()
    {
        on.Api.Course = [];
        await Road().RunAsync(Cancel);
        on.Time.Advance(TimeSpan.FromDays(1));
        await Road().RunAsync(Cancel);
        Assert.Equal(DeedState.InDoubt, (await NoticeAsync()).State);
        Assert.Contains((await on.Ledger.ReadAsync(7, Cancel)).Done<BillingAction.Report>(), done => done.Action.Kind == ReportKind.InDoubt);
        Assert.Single(on.Api.Messages);
        Assert.Equal([EvidenceKind.Queued, EvidenceKind.InDoubt], await on.KindsAsync((await NoticeAsync()).Action.Key));
    }

    private async Task<Deed> NoticeAsync() => Assert.Single((await on.Ledger.ReadAsync(7, Cancel)).Deeds, deed => deed.Action is BillingAction.Notify { Notice: "proforma" });

    private BillingRun Road()
    {
        SimulatedPanel panel = new(() => policy.DayOf(on.Time.GetUtcNow()));
        Target hosting = new(TargetKind.Service, 10);
        panel.Add(OnWhatsApp.Ana);
        panel.Add(7, new Service { Target = hosting, Product = 1, Cycle = BillingCycle.Monthly, Amount = 5000m, NextDue = Due });
        panel.Add(new SimulatedInvoice(100, 7, Due.AddDays(-15), Due, InvoiceStatus.Unpaid, [new InvoiceLine(hosting, 5000m, Due)], InvoiceKind.Ordinary));
        Dictionary<string, INoticeChannel> channels = new() { ["whatsapp"] = new Linked(on.Channel) };
        return new BillingRun(panel, on.Ledger, new Executors(panel, on.Ledger, new Dictionary<string, IServiceAdapter>(), channels), policy, on.Time);
    }
}
