using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sdk;
using Billing.System.Tests.Plugins.Cpanel;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>A backup takes longer than a run, and the server forgets that it is at it.</summary>
public sealed class ForgottenBackupTests
{
    private const string Start = "start_background_pkgacct";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_backup_that_the_server_forgot_is_begun_anew_and_ends_in_the_termination()
    {
        await using CpanelOnWhm whm = (CpanelOnWhm)await CpanelOnWhm.CreateAsync();
        DebtorsTown town = new(whm.Adapter, 1);
        town.Panel.Describe = handle => handle with { Domain = "bob.example", Username = "bob", Server = new ServerHandle(1, "srv01", "127.0.0.1") };
        await town.Road().RunAsync(Cancel);
        town.ComeTo(DebtorsTown.Today.AddDays(23));
        Outcome.TryLater running = Assert.IsType<Outcome.TryLater>(Backup(await town.Road().RunAsync(Cancel)));
        Assert.Equal("the server is at it", running.Words);

        whm.Whm.Next("get_pkgacct_session_state", 200, WhmFront.No("no such session"));
        Assert.Equal("", Assert.IsType<Outcome.TryLater>(Backup(await LookAMinuteLaterAsync(town))).Token);
        Assert.Equal(1, Starts(whm));
        Outcome.TryLater anew = Assert.IsType<Outcome.TryLater>(Backup(await LookAMinuteLaterAsync(town)));
        Assert.NotEqual(running.Token, anew.Token);
        Assert.Equal(2, Starts(whm));

        await whm.FinishWorkAsync();
        Assert.IsType<Outcome.Done>(Backup(await LookAMinuteLaterAsync(town)));
        town.ComeTo(DebtorsTown.Today.AddDays(24));
        await town.Road().RunAsync(Cancel);
        Assert.Equal(2, Starts(whm));
        Assert.Null(whm.Server.Account("bob"));
        Assert.Equal(ServiceStatus.Terminated, town.StatusOf(1));
    }

    private static Task<RunReport> LookAMinuteLaterAsync(DebtorsTown town)
    {
        town.Clock.MoveTo(town.Clock.GetUtcNow().AddMinutes(1));
        return town.Road().LookAsync(null, Cancel);
    }

    private static Outcome Backup(RunReport report)
    {
        Assert.Empty(report.Failures);
        return Assert.Single(report.Acts, act => act.Act.Action is BillingAction.Backup).Outcome;
    }

    private static int Starts(CpanelOnWhm whm) => whm.Whm.Changes.Count(change => change.StartsWith(Start, StringComparison.Ordinal));
}
