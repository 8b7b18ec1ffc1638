using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Plugin.ProjectFreeze.Transport;

namespace Billing.Plugin.ProjectFreeze.Trackers;

/// <summary>
/// Anything else, behind one address: every message is signed with the time it was written and carries a number of its own, so that the other side can
/// refuse what is forged, old or heard before. The state is asked for by the same signed message.
/// </summary>
internal sealed class Webhook(SystemSettings system, SystemClient client, TimeProvider time) : ITracker
{
    public string Name => $"{system}";

    public string Frozen => "frozen";

    public async Task<Sighting> LookAsync(string project, CancellationToken cancel)
    {
        string message = Message("state", project);
        Reply reply = await client.AskAsync("", message, Signed(message), cancel);
        return (reply as Reply.Answer) switch
        {
            { Status: 200, Json: var said } when said.Text("state") == "online" => new Sighting.Online(),
            { Status: 200, Json: var said } when said.Text("state") == "frozen" => new Sighting.Held(Frozen, OneLine(said.Text("reason"))),
            { Status: 200, Json: var said } when said.Text("state") == "gone" => new Sighting.Missing(),
            _ => new Sighting.Unclear(reply.Why(Name, $"tell the state of {project}")),
        };
    }

    public Task<Reply> FreezeAsync(string project, string reason, CancellationToken cancel) => TellAsync(Message("freeze", project, reason), cancel);

    public Task<Reply> ThawAsync(string project, string how, CancellationToken cancel) => TellAsync(Message("thaw", project), cancel);

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel)
    {
        string message = Message("test", "");
        Reply reply = await client.AskAsync("", message, Signed(message), cancel);
        return reply is Reply.Answer { Good: true } ? [] : [reply.Why(Name, "answer a test").Line()];
    }

    public void Dispose() => client.Dispose();

    private Task<Reply> TellAsync(string message, CancellationToken cancel) => client.ChangeAsync(HttpMethod.Post, "", message, cancel, Signed(message));

    private static string Message(string ask, string project, string reason = "") =>
        JsonSerializer.Serialize(new { id = Guid.NewGuid().ToString("N"), ask, project, reason });

    private (string Name, string Value)[] Signed(string message)
    {
        string at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(system.Key), Encoding.UTF8.GetBytes(at + message));
        return [("X-Billing-Timestamp", at), ("X-Billing-Signature", "sha256=" + Convert.ToHexStringLower(signature))];
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim() is { Length: > 255 } much ? much[..255] : text.ReplaceLineEndings(" ").Trim();
}
