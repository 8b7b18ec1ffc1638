using Billing.Core.Facts;
using Billing.Engine.Acting;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>A call has its time. What is not answered in it may have happened.</summary>
public sealed class DeadlineTests
{
    private static readonly ServiceHandle Handle = new("service 10", 7, "", "", null, new Dictionary<string, string>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Call Taking(Func<CancellationToken, Task<AdapterOutcome>> work) =>
        new("any", new Target(TargetKind.Service, 10), TimeSpan.FromMilliseconds(1), First: false, (_, stop) => work(stop)) { Ability = "any" };

    [Fact]
    public async Task who_heeds_the_end_of_its_time_is_in_doubt()
    {
        (_, Task<AdapterOutcome> answer) = Taking(async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return new AdapterOutcome.Changed();
        }).Begin(Handle, TimeSpan.FromMinutes(10));
        Assert.Contains("it may have happened", Assert.IsType<AdapterOutcome.Unknown>(await answer).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task who_does_not_heed_it_is_in_doubt_too_and_its_work_goes_on()
    {
        TaskCompletionSource<AdapterOutcome> never = new();
        (Task under, Task<AdapterOutcome> answer) = Taking(_ => never.Task).Begin(Handle, TimeSpan.Zero);
        Assert.IsType<AdapterOutcome.Unknown>(await answer);
        Assert.False(under.IsCompleted);
        never.SetResult(new AdapterOutcome.Changed());
        await under.WaitAsync(Cancel);
    }

    [Fact]
    public async Task who_answers_in_its_time_is_believed()
    {
        (Task under, Task<AdapterOutcome> answer) = Taking(_ => Task.FromResult<AdapterOutcome>(new AdapterOutcome.AlreadySo())).Begin(Handle, TimeSpan.FromMinutes(10));
        Assert.IsType<AdapterOutcome.AlreadySo>(await answer);
        Assert.True(under.IsCompleted);
    }
}
