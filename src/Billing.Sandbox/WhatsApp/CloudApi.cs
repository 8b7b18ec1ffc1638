using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace Billing.Sandbox.WhatsApp;

/// <summary>VERSION/PHONE-NUMBER-ID with messages and media below it: who asks, what is refused, what is taken.</summary>
internal sealed class CloudApi(SandboxWhatsAppOptions options, Deliveries deliveries)
{
    readonly ConcurrentQueue<WhatsAppSent> messages = new();
    int asked, last;

    public ConcurrentDictionary<string, WhatsAppTemplate> Templates { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, WhatsAppError> Rules { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, string> Names { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal);
    public ConcurrentQueue<WhatsAppError> NextErrors { get; } = new();
    public Faults Faults { get; } = new();
    public IReadOnlyList<WhatsAppStatus> Course { get; set; } = [new("sent", TimeSpan.FromSeconds(1)), new("delivered", TimeSpan.FromSeconds(3))];
    public IEnumerable<WhatsAppSent> Messages => messages;
    public int Asked => Volatile.Read(ref asked);

    public async Task AnswerAsync(HttpContext http)
    {
        string[] path = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            if (http.Request.Headers.Authorization != $"Bearer {options.Token}") throw new CloudRefusal(190, "Error validating access token: the session is invalid", status: 401);
            if (path is not [['v', ..], var number, ..] || number != options.PhoneNumberId) throw new CloudRefusal(100, "Unsupported request. Object does not exist or lacks permissions", "", 400);
            await (path switch
            {
                [_, _] => WriteAsync(http, new JsonObject { ["id"] = number, ["verified_name"] = "Sandbox" }),
                [_, _, "messages"] when HttpMethods.IsPost(http.Request.Method) => MessageAsync(http),
                [_, _, "media"] when HttpMethods.IsPost(http.Request.Method) => MediaAsync(http),
                _ => throw new CloudRefusal(100, "Unsupported request"),
            });
        }
        catch (CloudRefusal refusal) { await RefuseAsync(http, refusal.Error); }
    }

    async Task MessageAsync(HttpContext http)
    {
        Interlocked.Increment(ref asked);
        using StreamReader reader = new(http.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        await FaultyCall.AnswerAsync(http, Faults.Take("messages", () => []), Faults.Wait,
            work: () =>
            {
                (WhatsAppSent sent, JsonObject answer) = Take(body);
                bool before = deliveries.Manner.BeforeAnswer;
                return async () =>
                {
                    if (before) await deliveries.DeliverAsync(CancellationToken.None);
                    await WriteAsync(http, answer);
                };
            },
            refuse: message => RefuseAsync(http, new WhatsAppError(131000, message, 500)),
            forbid: () => RefuseAsync(http, new WhatsAppError(10, "Application does not have permission for this action", 403)));
    }

    (WhatsAppSent Sent, JsonObject Answer) Take(string body)
    {
        if (NextErrors.TryDequeue(out WhatsAppError? error)) throw new CloudRefusal(error);
        JsonElement root;
        try { root = JsonElement.Parse(body); }
        catch (JsonException) { throw new CloudRefusal(100, "Invalid parameter", "no JSON"); }
        WhatsAppSent sent = MessageCheck.Read(root, Templates, $"wamid.{Convert.ToBase64String(Encoding.ASCII.GetBytes($"{root.GetProperty("to")}-{Interlocked.Increment(ref last):0000}"))}");
        foreach ((string ending, WhatsAppError rule) in Rules)
            if (sent.To.EndsWith(ending, StringComparison.Ordinal)) throw new CloudRefusal(rule);
        if (sent.Document.Length > 0 && !Documents.ContainsKey(sent.Document)) throw new CloudRefusal(131053, "Media upload error", "there is no such document");
        messages.Enqueue(sent);
        string name = Names.GetValueOrDefault(sent.To, sent.To);
        foreach (WhatsAppStatus status in Course) deliveries.Status(sent, name, status);
        return (sent, new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["contacts"] = new JsonArray(new JsonObject { ["input"] = sent.To, ["wa_id"] = name, ["user_id"] = Deliveries.UserId(name) }),
            ["messages"] = new JsonArray(new JsonObject { ["id"] = sent.Id, ["message_status"] = "accepted" }),
        });
    }

    async Task MediaAsync(HttpContext http)
    {
        IFormCollection form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : FormCollection.Empty;
        if (form["messaging_product"] != "whatsapp" || form.Files["file"] is not { } file) throw new CloudRefusal(100, "Invalid parameter", "file and messaging_product are needed");
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes);
        if (file.ContentType is not "application/pdf" || !bytes.ToArray().AsSpan().StartsWith("%PDF-"u8)) throw new CloudRefusal(131053, "Media upload error", "the file is no PDF");
        string id = $"{Documents.Count + 1:000000000000000}";
        Documents[id] = bytes.ToArray();
        await WriteAsync(http, new JsonObject { ["id"] = id });
    }

    static Task RefuseAsync(HttpContext http, WhatsAppError error)
    {
        http.Response.StatusCode = error.Status;
        JsonObject said = new() { ["message"] = $"(#{error.Code}) {error.Message}", ["type"] = "OAuthException", ["code"] = error.Code, ["fbtrace_id"] = "A0" };
        if (error.Details.Length > 0) said["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = error.Details };
        return WriteAsync(http, new JsonObject { ["error"] = said });
    }

    static Task WriteAsync(HttpContext http, JsonObject answer)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(answer.ToJsonString());
    }
}
