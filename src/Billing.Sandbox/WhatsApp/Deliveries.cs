using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Billing.Sandbox.WhatsApp;

/// <summary>What the receiver is told, signed as the real one signs: over the very bytes, in which everything beyond ASCII is escaped.</summary>
internal sealed class Deliveries(SandboxWhatsAppOptions options) : IDisposable
{
    static readonly TimeSpan longest = TimeSpan.FromDays(7);

    sealed class Due(DateTimeOffset at, string subject, JsonObject value)
    {
        public DateTimeOffset At { get; set; } = at;
        public TimeSpan Wait { get; set; } = TimeSpan.FromMinutes(1);
        public TimeSpan Waited { get; set; }
        public string Field => subject;
        public JsonObject Value => value;
    }

    readonly HttpClient client = new();
    readonly Lock gate = new();
    readonly List<Due> waiting = [];
    int incoming;

    public Uri? Receiver { get; set; }
    public WhatsAppDelivery Manner { get; set; } = new();
    public ConcurrentQueue<int> Answers { get; } = new();
    public int Waiting { get { lock (gate) return waiting.Count; } }

    public static string UserId(string number) => $"AR.{Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(number)))[..20]}";

    public void Status(WhatsAppSent sent, string name, WhatsAppStatus status)
    {
        DateTimeOffset at = options.Time.GetUtcNow() + status.After;
        JsonObject told = new() { ["id"] = sent.Id, ["status"] = status.Status, ["timestamp"] = $"{at.ToUnixTimeSeconds()}", ["recipient_user_id"] = UserId(name) };
        if (!Manner.WithoutNumber) told["recipient_id"] = name;
        if (!Manner.WithoutIdentity) told["biz_opaque_callback_data"] = sent.Identity;
        if (status.Status is not "failed") told["pricing"] = new JsonObject { ["billable"] = true, ["pricing_model"] = "PMP", ["category"] = "utility", ["type"] = "regular" };
        if (status.Error is { } error)
            told["errors"] = new JsonArray(new JsonObject { ["code"] = error.Code, ["title"] = error.Message, ["message"] = error.Message, ["error_data"] = new JsonObject { ["details"] = error.Details } });
        if (Manner.Novel) told["moon_phase"] = new JsonObject { ["full"] = true };
        Add(at, "messages", Value("statuses", told));
    }

    public void Message(string from, string text, string answerTo)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        JsonObject message = new() { ["id"] = $"wamid.IN{Interlocked.Increment(ref incoming):0000}", ["timestamp"] = $"{now.ToUnixTimeSeconds()}", ["type"] = "text", ["text"] = new JsonObject { ["body"] = text } };
        if (from.Contains('.', StringComparison.Ordinal)) message["from_user_id"] = from;
        else (message["from"], message["from_user_id"]) = (from, UserId(from));
        if (answerTo.Length > 0) message["context"] = new JsonObject { ["id"] = answerTo };
        Add(now, "messages", Value("messages", message));
    }

    public void Tell(string field, JsonObject value) => Add(options.Time.GetUtcNow(), field, value);

    public async Task<int> DeliverAsync(CancellationToken cancel)
    {
        Due[] due;
        lock (gate)
        {
            due = [.. waiting.Where(each => each.At <= options.Time.GetUtcNow()).OrderBy(each => each.At)];
            waiting.RemoveAll(due.Contains);
        }
        if (Manner.Backwards) Array.Reverse(due);
        int confirmed = 0;
        foreach (Due[] together in Manner.Together ? due.Length > 0 ? [due] : [] : due.Select(each => new[] { each }).ToArray())
        {
            byte[] body = Body(together);
            int status = await PostAsync(body, cancel);
            if (Manner.Twice) await PostAsync(body, cancel);
            if (status is 200) confirmed++;
            else Again(together);
        }
        return confirmed;
    }

    public async Task<(int, string)> VerifyAsync(string token, CancellationToken cancel)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri(Receiver!, $"?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={Uri.EscapeDataString(token)}"), cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }

    public void Dispose() => client.Dispose();

    void Again(Due[] refused)
    {
        lock (gate)
            foreach (Due each in refused.Where(each => each.Waited < longest))
            {
                (each.At, each.Waited) = (options.Time.GetUtcNow() + each.Wait, each.Waited + each.Wait);
                each.Wait *= 2;
                waiting.Add(each);
            }
    }

    async Task<int> PostAsync(byte[] body, CancellationToken cancel)
    {
        if (Receiver is null) return 0;
        using HttpRequestMessage request = new(HttpMethod.Post, Receiver) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        string secret = Manner.Forged ? options.AppSecret + "?" : options.AppSecret;
        request.Headers.Add("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}");
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancel);
            Answers.Enqueue((int)answer.StatusCode);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException) { return 0; }
    }

    void Add(DateTimeOffset at, string field, JsonObject value)
    {
        lock (gate) waiting.Add(new Due(at, field, value));
    }

    JsonObject Value(string name, JsonObject told) => new()
    {
        ["messaging_product"] = "whatsapp", ["metadata"] = new JsonObject { ["display_phone_number"] = "5491100000000", ["phone_number_id"] = options.PhoneNumberId }, [name] = new JsonArray(told),
    };

    // The default encoder escapes what is not ASCII, as Meta does: whoever signs what he re-wrote gets another signature.
    static byte[] Body(Due[] together) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["object"] = "whatsapp_business_account",
        ["entry"] = new JsonArray(new JsonObject
        {
            ["id"] = "0", ["changes"] = new JsonArray([.. together.Select(each => (JsonNode)new JsonObject { ["field"] = each.Field, ["value"] = each.Value.DeepClone() })]),
        }),
    }.ToJsonString());
}
