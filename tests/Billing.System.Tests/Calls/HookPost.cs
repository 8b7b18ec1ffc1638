using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Billing.System.Tests.Calls;

/// <summary>What the panel's hook sends: a body, and its signature.</summary>
internal sealed record HookPost(byte[] Body, string? Signature)
{
    public const string Key = "panel-1", Secret = "a-secret-of-the-tests-that-is-long-enough", OtherKey = "panel-2", OtherSecret = "another-secret-of-the-tests-for-rotation";

    /// <summary>Signed with the key that the panel has.</summary>
    public static HookPost Of(string body, DateTimeOffset at, string key = Key, string secret = Secret) => Of(Encoding.UTF8.GetBytes(body), at, key, secret);

    public static HookPost Of(byte[] body, DateTimeOffset at, string key = Key, string secret = Secret)
    {
        string t = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(t + "."), .. body]);
        return new HookPost(body, $"t={t},k={key},v1={Convert.ToHexStringLower(digest)}");
    }

    public static string Events(params string[] events) => $$"""{"version":1,"events":[{{string.Join(',', events)}}]}""";

    /// <summary>An event about an invoice; its id follows from the number.</summary>
    public static string Paid(int invoice, int id = 0) => Event(id == 0 ? invoice : id, "InvoicePaid", $"\"invoice\":{invoice.ToString(CultureInfo.InvariantCulture)}");

    public static string Event(int id, string name, string about) => $$"""{"id":"{{id.ToString("x32", CultureInfo.InvariantCulture)}}","event":"{{name}}","at":"2026-03-10T12:00:00Z",{{about}}}""";
}
