using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Billing.Whmcs.Api;

/// <summary>
/// The time-outs and repetitions of the transport, one pipeline each way. Reads are POST too, so the method says nothing about what may be repeated:
/// only the caller knows. A write is never sent twice.
/// </summary>
internal static class Pipelines
{
    public static readonly ResiliencePropertyKey<Action<int, TimeSpan>> Repeated = new("repeated");

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary><c>whmcs-read</c>: a time-out for each attempt, three more attempts.</summary>
    public static ResiliencePipeline<Attempt> Read(WhmcsOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<Attempt> { Name = "whmcs-read", TimeProvider = time };
        builder.AddRetry(new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = 3, Delay = options.RetryDelay, BackoffType = DelayBackoffType.Exponential, UseJitter = true, MaxDelay = LongestWait,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome is { Exception: TimeoutRejectedException } or { Result.Passing: true }),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Wait is { } wait ? wait < LongestWait ? wait : LongestWait : (TimeSpan?)null),
            OnRetry = arguments =>
            {
                if (arguments.Context.Properties.TryGetValue(Repeated, out Action<int, TimeSpan>? tell)) tell(arguments.AttemptNumber + 1, arguments.RetryDelay);
                return default;
            },
        });
        return builder.AddTimeout(options.ReadTimeout).Build();
    }

    /// <summary><c>whmcs-write</c> and <c>whmcs-module</c>: a time-out, and nothing else.</summary>
    public static ResiliencePipeline<Attempt> Once(string name, TimeSpan timeout, TimeProvider time) =>
        new ResiliencePipelineBuilder<Attempt> { Name = name, TimeProvider = time }.AddTimeout(timeout).Build();
}
