using Billing.System.Tests.Hook;
using Xunit;
using static Billing.System.Tests.Calls.CallsTown;

namespace Billing.System.Tests.Calls;

/// <summary>From the panel's own hook, in a real PHP, to the client that is looked at.</summary>
[Collection(HookTime.Own)]
public sealed class FromThePanelTests
{
    [Fact]
    public async Task the_panels_own_hook_ends_in_a_look_at_the_client()
    {
        await using CallsTown town = await OpenAsync(real: TimeProvider.System);
        using HookedPanel panel = new(town.Url.ToString());
        town.Town.Pay(2);
        Came came = await panel.RunAsync(HookedPanel.Paid(2));
        Assert.True(came.Unharmed);
        Assert.Empty(panel.Waiting);
        await town.QuietAsync();
        Assert.True(town.Online(2));
    }

    [Fact]
    public async Task what_the_panels_hook_kept_while_the_ledger_was_gone_comes_with_its_next_cron()
    {
        await using CallsTown town = await OpenAsync(real: TimeProvider.System);
        using HookedPanel panel = new(town.Url.ToString());
        town.Book.Away = true;
        town.Town.Pay(2);
        Assert.True((await panel.RunAsync(HookedPanel.Paid(2))).Unharmed);
        Assert.Equal([2], panel.WaitingInvoices);
        town.Book.Away = false;
        Assert.True((await panel.RunAsync(HookedPanel.Cron)).Unharmed);
        Assert.Empty(panel.Waiting);
        await town.QuietAsync();
        Assert.True(town.Online(2));
    }
}
