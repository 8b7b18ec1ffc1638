using System.Text.Json;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel.Whm;

/// <summary>What came of one call to WHM.</summary>
internal abstract record WhmReply
{
    private WhmReply() { }

    /// <summary>
    /// The server certainly did not act: nothing was sent, or it did not let us in. Looking again would only knock once more, and a server
    /// that counts failed logins would shut us out.
    /// </summary>
    public bool NeverActed => this is NoAnswer
    {
        Why: AdapterOutcome.Refused { Kind: FailureKind.AuthFailed }
            or AdapterOutcome.Failed { Kind: FailureKind.Unreachable or FailureKind.TlsUntrusted or FailureKind.RateLimited }
    };

    /// <summary>Result 1.</summary>
    /// <param name="Data">The answer's data; undefined when it had none.</param>
    /// <param name="Text">What WHM said about it, clean and short.</param>
    public sealed record Done(JsonElement Data, string Text) : WhmReply;

    /// <summary>Result 0, which comes with HTTP 200 as well.</summary>
    public sealed record Declined(string Text) : WhmReply;

    /// <summary>No answer that could be used. <see cref="AdapterOutcome.Unknown"/> when the request may have arrived, else why not.</summary>
    public sealed record NoAnswer(AdapterOutcome Why) : WhmReply;
}
