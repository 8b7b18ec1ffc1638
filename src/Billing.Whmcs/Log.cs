using Microsoft.Extensions.Logging;

namespace Billing.Whmcs;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Debug, "{Action} at {Host} answered in {Milliseconds} ms (attempt {Attempt})")]
    public static partial void Answered(ILogger log, string action, string host, long milliseconds, int attempt);

    [LoggerMessage(2001, LogLevel.Information, "{Action} at {Host} failed on attempt {Attempt}; asked again in {Milliseconds} ms")]
    public static partial void AskedAgain(ILogger log, string action, string host, int attempt, long milliseconds);

    [LoggerMessage(2002, LogLevel.Warning, "{Action} at {Host} failed after {Milliseconds} ms: {Failure}")]
    public static partial void Failed(ILogger log, string action, string host, long milliseconds, string failure);
}
