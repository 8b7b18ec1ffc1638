using System.Text.Json;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>Whether a token reaches its server and may do what we shall ask of it, in one read.</summary>
internal static class Rights
{
    private static readonly (string Right, string Without)[] Needed =
    [
        ("acct-summary", "no account can be observed"),
        ("suspend-acct", "nothing can be suspended or reactivated"),
        ("kill-acct", "nothing can be terminated"),
    ];

    private static readonly (string Right, string Without) ToCreate = ("create-acct", "what is ordered of the products under \"plans\" cannot be created");

    /// <param name="creating">Whether accounts shall be created there too.</param>
    public static async Task<IReadOnlyList<string>> CheckAsync(WhmClient whm, bool creating, CancellationToken cancel) => await whm.ReadAsync("myprivs", cancel) switch
    {
        WhmReply.Done done => [.. Read(done.Data.Member("privileges"), creating).Select(finding => $"{whm.Host}: {finding}")],
        WhmReply.Declined declined => [$"{whm.Host}: WHM declined myprivs: {declined.Text}"],
        WhmReply.NoAnswer { Why: AdapterOutcome.Refused why } => [$"{whm.Host}: {why.Message}"],
        WhmReply.NoAnswer { Why: AdapterOutcome.Failed why } => [$"{whm.Host}: {why.Message}"],
        _ => [$"{whm.Host}: no answer"],
    };

    // A list with one object, or the object itself.
    private static IEnumerable<string> Read(JsonElement privileges, bool creating)
    {
        JsonElement rights = privileges.ValueKind == JsonValueKind.Array ? privileges.Entries().FirstOrDefault() : privileges;
        if (rights.ValueKind != JsonValueKind.Object) return ["WHM did not say which rights the token has"];
        if (rights.Yes("all")) return [];
        return (creating ? [.. Needed, ToCreate] : Needed).Where(need => !rights.Yes(need.Right))
            .Select(need => $"the token lacks the right {need.Right}: {need.Without}")
            .Append("the token lacks the right all: backups need it, and without a backup nothing is terminated");
    }
}
