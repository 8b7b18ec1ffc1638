using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Billing.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Billing.Sandbox.Whm;

/// <summary>/json-api/FUNCTION: who asks, and in which of the envelopes the answer goes out.</summary>
internal sealed class WhmApi(WhmServer server, Faults faults, IReadOnlyDictionary<string, string> tokens, string root)
{
    readonly WhmFunctions functions = new(server);
    readonly ConcurrentQueue<WhmCall> calls = new();

    /// <summary>What was carried out, oldest first.</summary>
    public IReadOnlyList<WhmCall> Calls => [.. calls];

    public async Task AnswerAsync(HttpContext http)
    {
        if (FaultDesk.IsFor(http)) { await FaultDesk.AnswerAsync(http, faults); return; }
        if (!http.Request.Path.StartsWithSegments("/json-api", out PathString rest) || rest.Value is not { Length: > 1 } name)
        {
            await FaultyCall.PageAsync(http, StatusCodes.Status404NotFound, "<h1>Not Found</h1>");
            return;
        }
        string function = name[1..];
        IFormCollection form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : FormCollection.Empty;
        string Parameter(string key) => form.TryGetValue(key, out var posted) ? posted[^1] ?? "" : http.Request.Query[key] is [.., var last] ? last ?? "" : "";
        if (Caller(http) is not { } caller) { await DenyAsync(http); return; }
        bool old = Parameter("api.version") is not "1";
        await FaultyCall.AnswerAsync(http, faults.Take(function, () => [Parameter("user"), Parameter("username")]), faults.Wait,
            work: () => { JsonObject answer = Answer(function, caller, Parameter, old); return () => WriteAsync(http, answer); },
            refuse: message => WriteAsync(http, Enveloped(function, 0, message, null, old)),
            forbid: () => DenyAsync(http));
    }

    JsonObject Answer(string function, WhmCaller caller, Func<string, string> parameter, bool old)
    {
        if (function is "version")   // an old function: the other envelope, whatever version is asked for
            return new JsonObject { ["cpanelresult"] = new JsonObject { ["apiversion"] = "2", ["data"] = new JsonObject { ["version"] = "11.134.0.44" }, ["type"] = "text" } };
        try
        {
            if (functions.Call(function, caller, parameter) is { } answer)
            {
                calls.Enqueue(new WhmCall(function, parameter("user") is { Length: > 0 } user ? user : parameter("username")));
                return Enveloped(function, 1, answer.Reason, answer, old);
            }
            return Enveloped(function, 0, $"Unknown app (\"{function}\") requested for this version (1) of the API.", null, old);
        }
        catch (WhmRefusal refusal) { return Enveloped(function, 0, refusal.Message, null, old); }
    }

    static JsonObject Enveloped(string function, int result, string reason, WhmAnswer? answer, bool old)
    {
        if (old)
        {
            JsonObject single = new() { ["status"] = result, ["statusmsg"] = reason };
            if (answer?.Data is null) return new JsonObject { ["result"] = new JsonArray(single) };
            foreach ((string key, JsonNode? value) in answer.Data) single[key] = value?.DeepClone();
            return single;
        }
        JsonObject metadata = new() { ["version"] = 1, ["command"] = function, ["result"] = result, ["reason"] = reason };
        if (answer?.Raw is { } raw) metadata["output"] = new JsonObject { ["raw"] = raw };
        JsonObject whole = new() { ["metadata"] = metadata };
        if (answer?.Data is { } data) whole["data"] = data;
        return whole;
    }

    WhmCaller? Caller(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        int colon = header.IndexOf(':', StringComparison.Ordinal);
        if (!header.StartsWith("whm ", StringComparison.OrdinalIgnoreCase) || colon < 4) return null;
        string user = header[4..colon].Trim();
        lock (tokens) return tokens.TryGetValue(user, out string? token) && token == header[(colon + 1)..].Trim() ? new WhmCaller(user, user == root) : null;
    }

    static Task DenyAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = "Forbidden Access denied";
        return WriteAsync(http, new JsonObject
        {
            ["cpanelresult"] = new JsonObject
            {
                ["apiversion"] = "2", ["error"] = "Access denied", ["data"] = new JsonObject { ["reason"] = "Access denied", ["result"] = "0" }, ["type"] = "text",
            },
        });
    }

    static Task WriteAsync(HttpContext http, JsonObject answer)
    {
        http.Response.ContentType = "text/plain; charset=\"utf-8\"";
        return http.Response.WriteAsync(answer.ToJsonString());
    }
}
