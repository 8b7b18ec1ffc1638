namespace Billing.Host.Worker;

/// <summary>Where several nodes share the work: takes parts of a daily run that another node planned, or left.</summary>
internal sealed class RangeWork(Shift shift) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1), AfterTrouble = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            bool well = await shift.WorkOnRangesAsync();
            await Task.Delay(well ? Every : AfterTrouble, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
