namespace Billing.Sandbox.Whm;

/// <summary>Result 0 with this reason, and HTTP 200.</summary>
internal sealed class WhmRefusal(string reason) : Exception(reason)
{
    /// <summary>As the server's own failures read: a code that differs every time.</summary>
    public static WhmRefusal Failure(string text) => new($"API failure: (XID {Code()}) {text}");

    static string Code() => string.Concat(Random.Shared.GetItems("abcdefghjkmnpqrstuvwxyz23456789".ToCharArray(), 6));
}
