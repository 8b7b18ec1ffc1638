using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Writing;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>What exactly is sent, where the panel's habits make it matter.</summary>
public sealed class WriterTests
{
    private static readonly Target Hosting = new(TargetKind.Service, 10), Addon = new(TargetKind.Addon, 20);

    private static async Task<IReadOnlyDictionary<string, string>> SentAsync(Func<WhmcsWriter, CancellationToken, Task> change)
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync("""{"result":"success"}""");
        using WhmcsApi api = panel.Api();
        await change(new WhmcsWriter(api), TestContext.Current.CancellationToken);
        return Assert.Single(panel.Asked);
    }

    [Fact]
    public async Task a_reason_is_emptied_by_naming_it_because_an_empty_text_means_not_given()
    {
        IReadOnlyDictionary<string, string> sent = await SentAsync((writer, cancel) => writer.MarkAsync(Hosting, ServiceStatus.Active, "", cancel));
        Assert.Equal(("UpdateClientProduct", "10", "Active", "suspendreason"), (sent["action"], sent["serviceid"], sent["status"], sent["unset[0]"]));
        Assert.False(sent.ContainsKey("suspendreason"));
    }

    [Fact]
    public async Task a_renewal_names_its_client_and_items_and_sends_no_mail()
    {
        IReadOnlyDictionary<string, string> sent = await SentAsync((writer, cancel) => writer.GenerateInvoiceAsync(7, [Addon, Hosting, Hosting], cancel));
        Assert.Equal(("GenInvoices", "7", "1", "10", "20"), (sent["action"], sent["clientid"], sent["noemails"], sent["serviceids[0]"], sent["addonids[0]"]));
        Assert.False(sent.ContainsKey("serviceids[1]"));
        Assert.False(sent.ContainsKey("domainids[0]"));
    }

    [Fact]
    public async Task a_suspension_by_the_module_always_has_our_reason()
    {
        IReadOnlyDictionary<string, string> sent = await SentAsync((writer, cancel) => writer.RunModuleAsync(ModuleCommand.Suspend, Hosting, "unpaid", cancel));
        Assert.Equal(("ModuleSuspend", "10", "unpaid"), (sent["action"], sent["serviceid"], sent["suspendreason"]));
    }

    [Fact]
    public async Task an_amount_is_written_as_the_panel_reads_it()
    {
        IReadOnlyDictionary<string, string> sent = await SentAsync((writer, cancel) => writer.ChangeCycleAsync(Hosting, BillingCycle.SemiAnnually, 12345.5m, cancel));
        Assert.Equal(("Semi-Annually", "12345.50"), (sent["billingcycle"], sent["recurringamount"]));
    }
}
