using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Billing.Sdk.Testing;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>A receiver as its author should write it: refuses what is forged, older than five minutes, or heard before, and keeps the reason.</summary>
internal sealed class WebhookWorld() : FreezeWorld("webhook", TheKey, "shop", "nothing", "site")
{
    private const string TheKey = "a-long-secret-that-both-sides-know";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly HashSet<string> _heard = [];
    private readonly Lock _one = new();

    /// <summary>Each project and why it is frozen; null when it is online.</summary>
    public Dictionary<string, string?> Projects { get; } = new() { ["shop"] = null, ["site"] = null };

    /// <summary>Some receivers keep no reason.</summary>
    public bool Forgetful { get; set; }

    public static async Task<AdapterEnvironment> CreateAsync() => await new WebhookWorld().OpenAsync();

    public override string Shown(string reason) => reason;

    public override Task HoldByHandAsync(string reason)
    {
        Projects[Mine] = reason;
        return Task.CompletedTask;
    }

    public override Task PutBackByHandAsync()
    {
        Projects[Mine] = null;
        return Task.CompletedTask;
    }

    protected override Task<Said> AnswerAsync(Asked asked)
    {
        lock (_one) return Task.FromResult(Answer(asked));
    }

    private Said Answer(Asked asked)
    {
        string at = asked.Headers["X-Billing-Timestamp"].ToString();
        string right = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TheKey), Encoding.UTF8.GetBytes(at + asked.Body)));
        if (asked.Headers["X-Billing-Signature"] != right) return new Said(401);
        if ((TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture))).Duration() > Fresh) return new Said(401);
        using JsonDocument message = JsonDocument.Parse(asked.Body);
        string Word(string name) => message.RootElement.GetProperty(name).GetString()!;
        if (!_heard.Add(Word("id"))) return new Said(409);
        string ask = Word("ask"), project = Word("project");
        if (ask == "test") return new Said(200, "{}");
        if (!Projects.TryGetValue(project, out string? held)) return State("gone");
        if (ask == "freeze") Projects[project] = held = Word("reason");
        if (ask == "thaw") Projects[project] = held = null;
        return held is null ? State("online", "", ask != "state") : State("frozen", Forgetful ? "" : held, ask != "state");
    }

    private static Said State(string state, string reason = "", bool changed = false) => new(200, JsonSerializer.Serialize(new { state, reason }), changed);
}
