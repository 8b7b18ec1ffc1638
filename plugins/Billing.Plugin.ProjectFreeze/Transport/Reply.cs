using System.Text.Json;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Transport;

/// <summary>What came of one call.</summary>
internal abstract record Reply
{
    private Reply() { }

    /// <summary>The server answered, with whatever status.</summary>
    /// <param name="Status">HTTP's.</param>
    /// <param name="Json">The body; undefined when it was none or no JSON.</param>
    /// <param name="RetryAfter">When to come back, if it was said.</param>
    public sealed record Answer(int Status, JsonElement Json, TimeSpan? RetryAfter = null) : Reply
    {
        public bool Good => Status is >= 200 and < 300;
    }

    /// <summary>No answer. <see cref="AdapterOutcome.Unknown"/> when the request may have arrived, else why it did not.</summary>
    public sealed record None(AdapterOutcome Why) : Reply;

    /// <summary>The server certainly did nothing, and need not be asked again whether it did.</summary>
    public bool NeverActed => this is Answer { Status: 401 or 429 } or None { Why: AdapterOutcome.Failed };
}

/// <summary>Statuses in the words of outcomes: what every system here agrees on.</summary>
internal static class Statuses
{
    /// <summary>Why what was asked did not happen, or cannot be told.</summary>
    /// <param name="reply">Anything that is not the answer hoped for.</param>
    /// <param name="system">The system, in words.</param>
    /// <param name="what">What was asked: <c>close project shop</c>.</param>
    public static AdapterOutcome Why(this Reply reply, string system, string what) => reply switch
    {
        Reply.None none => none.Why,
        Reply.Answer { Status: 401 } => new AdapterOutcome.Refused(FailureKind.AuthFailed, $"{system} refused the key (HTTP 401): wrong, expired, or of a locked user"),
        Reply.Answer { Status: 403 } => new AdapterOutcome.Refused(FailureKind.PermissionMissing, $"{system}: the key may not {what} (HTTP 403)"),
        Reply.Answer { Status: 404 or 410 } answer => new AdapterOutcome.Refused(FailureKind.NotFound, $"{system} knows nothing to {what} (HTTP {answer.Status})"),
        Reply.Answer { Status: 400 or 422 } answer => new AdapterOutcome.Refused(FailureKind.InvalidInput, $"{system} does not accept to {what} (HTTP {answer.Status})"),
        Reply.Answer { Status: 429 } answer => new AdapterOutcome.Failed(FailureKind.RateLimited, $"{system} asks for fewer requests (HTTP 429)", answer.RetryAfter),
        Reply.Answer { Status: 409 or 423 } answer => new AdapterOutcome.Failed(FailureKind.Busy, $"{system} cannot {what} now (HTTP {answer.Status})"),
        Reply.Answer { Status: 504 } => new AdapterOutcome.Unknown($"a proxy gave up waiting for {system} (HTTP 504); it may have been carried out: {what}"),
        Reply.Answer { Status: >= 300 and < 400 } answer => new AdapterOutcome.Failed(FailureKind.BadResponse,
            $"{system} points elsewhere (HTTP {answer.Status}) when asked to {what}: is its address right, was the project renamed?"),
        Reply.Answer { Good: true } => new AdapterOutcome.Failed(FailureKind.BadResponse, $"{system} answered with something that is not understood when asked to {what}"),
        Reply.Answer answer => new AdapterOutcome.Failed(FailureKind.BadResponse, $"{system} answered HTTP {answer.Status} when asked to {what}", answer.RetryAfter),
        _ => throw new InvalidOperationException($"unknown reply {reply}"),
    };

    /// <summary>The line of an outcome that says why.</summary>
    public static string Line(this AdapterOutcome why) => why switch
    {
        AdapterOutcome.Refused refused => refused.Message,
        AdapterOutcome.Failed failed => failed.Message,
        AdapterOutcome.Unknown unknown => unknown.Message,
        AdapterOutcome.Conflict conflict => conflict.Current,
        _ => $"{why}",
    };
}
