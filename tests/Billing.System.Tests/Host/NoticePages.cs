using Billing.Host.Cli;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>
/// Every notice of two clients who never pay, previewed on the day on which it goes out. With <c>BILLING_NOTICE_PAGES</c> the pages stay in that folder:
/// <c>config/templates/pictures/make</c> takes pictures of them.
/// </summary>
public sealed class NoticePages : IAsyncLifetime
{
    internal NoticeWorld World { get; private set; } = null!;

    public string Folder { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        World = await NoticeWorld.StartAsync();
        Folder = Environment.GetEnvironmentVariable("BILLING_NOTICE_PAGES") is { Length: > 0 } kept ? kept : Path.Combine(World.Trial.Folder, "pages");
        (string Notice, DateOnly On)[] days =
        [
            ("proforma", NoticeWorld.Raised), ("reminder-1", NoticeWorld.Due.AddDays(-10)), ("reminder-2", NoticeWorld.Due.AddDays(-5)), ("reminder-final", NoticeWorld.Due.AddDays(-1)),
            ("suspended", NoticeWorld.Suspended), ("client-suspended", NoticeWorld.AllSuspended), ("terminated", NoticeWorld.Removed),
        ];
        World.Go(NoticeWorld.Raised);
        await SeeAsync("es", "last-warning", "--invoice", $"{World.Untold}");
        await SeeAsync("en", "last-warning", "--invoice", $"{World.Untold}", "--language", "en");
        foreach ((string notice, DateOnly on) in days)
        {
            if (notice == "terminated") World.Go(on);   // no server here makes backups, so nothing is removed
            else await World.LiveAsync(on);
            await SeeAsync("es", notice, "--invoice", $"{World.InvoiceOf(World.Ana)}");
            await SeeAsync("en", notice, "--invoice", $"{World.InvoiceOf(World.Levant)}");
        }
        await SeeAsync("es", "reactivated", "--client", $"{World.Ana}");
        await SeeAsync("en", "reactivated", "--client", $"{World.Levant}");
        await SeeAsync("es", "cycle-changed", "--service", $"{World.Service}");
        await SeeAsync("en", "cycle-changed", "--service", $"{World.Service}", "--language", "en");
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private async Task SeeAsync(string folder, string notice, params string[] about)
    {
        foreach (string channel in new[] { "email", "panel" })
        {
            Said said = await World.PreviewAsync(notice, [.. about, "--channel", channel, "--out", Path.Combine(Folder, folder)]);
            Assert.True(said.Code == ExitCode.Done, said.Error);
        }
    }
}
