using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Billing.Sandbox.Http;
using Billing.Sandbox.WhatsApp;

namespace Billing.Sandbox;

/// <summary>
/// A WhatsApp Cloud API on 127.0.0.1: takes template messages as strictly as the real one, and tells a receiver what becomes of them. Time moves by its clock only:
/// <see cref="DeliverAsync"/> delivers what is due. All members may be called from any thread.
/// </summary>
public sealed class SandboxWhatsApp : IAsyncDisposable
{
    readonly CloudApi api;
    readonly Deliveries deliveries;
    readonly LoopbackServer server;

    SandboxWhatsApp(SandboxWhatsAppOptions options, CloudApi api, Deliveries deliveries, LoopbackServer server) => (Options, this.api, this.deliveries, this.server) = (options, api, deliveries, server);

    public SandboxWhatsAppOptions Options { get; }

    /// <summary>With a trailing slash; VERSION/PHONE-NUMBER-ID/messages is below it.</summary>
    public Uri Url => server.Url;

    /// <summary>What shall go wrong on the way: hang, cut, an HTML page. For the action "messages" or "media".</summary>
    public Faults Faults => api.Faults;

    /// <summary>Errors that the next messages meet, oldest first.</summary>
    public ConcurrentQueue<WhatsAppError> NextErrors => api.NextErrors;

    /// <summary>What was taken, oldest first.</summary>
    public IReadOnlyList<WhatsAppSent> Messages => [.. api.Messages];

    /// <summary>Requests for messages, also those that were refused.</summary>
    public int Asked => api.Asked;

    /// <summary>Documents that were uploaded, by their identity.</summary>
    public IReadOnlyDictionary<string, byte[]> Documents => api.Documents;

    /// <summary>Where deliveries go; null for nowhere.</summary>
    public Uri? Receiver { get => deliveries.Receiver; set => deliveries.Receiver = value; }

    /// <summary>How they go.</summary>
    public WhatsAppDelivery Delivery { get => deliveries.Manner; set => deliveries.Manner = value; }

    /// <summary>What becomes of messages taken from now on.</summary>
    public IReadOnlyList<WhatsAppStatus> Course { get => api.Course; set => api.Course = value; }

    /// <summary>What the receiver answered, oldest first.</summary>
    public IReadOnlyList<int> Answers => [.. deliveries.Answers];

    /// <summary>Deliveries that wait.</summary>
    public int Waiting => deliveries.Waiting;

    public static async Task<SandboxWhatsApp> StartAsync(SandboxWhatsAppOptions? options = null, CancellationToken cancel = default)
    {
        SandboxWhatsAppOptions given = options ?? new SandboxWhatsAppOptions();
        Deliveries deliveries = new(given);
        CloudApi api = new(given, deliveries);
        return new SandboxWhatsApp(given, api, deliveries, await LoopbackServer.StartAsync(given.Port, null, api.AnswerAsync, cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        deliveries.Dispose();
    }

    /// <summary>Registers a template, or replaces it.</summary>
    public void AddTemplate(WhatsAppTemplate template) => api.Templates[$"{template.Name}/{template.Language}"] = template;

    /// <summary>Numbers ending so meet that error, each time.</summary>
    public void AddRule(string ending, WhatsAppError error) => api.Rules[ending] = error;

    /// <summary>WhatsApp calls the person at this number by another one.</summary>
    public void Call(string number, string name) => api.Names[number] = name;

    /// <summary>Delivers what is due by the clock; what the receiver does not confirm waits for the next time, twice as long each time. Gives the number of confirmed deliveries.</summary>
    public Task<int> DeliverAsync(CancellationToken cancel = default) => deliveries.DeliverAsync(cancel);

    /// <summary>Somebody writes to our number; delivered at the next <see cref="DeliverAsync"/>.</summary>
    /// <param name="from">The number; "" to be known by the user id only.</param>
    /// <param name="text">What.</param>
    /// <param name="answerTo">The message that is answered; "" for none.</param>
    public void Write(string from, string text, string answerTo = "") => deliveries.Message(from, text, answerTo);

    /// <summary>Tells something of another field: a template's status, the account's.</summary>
    public void Tell(string field, JsonObject value) => deliveries.Tell(field, value);

    /// <summary>Asks the receiver whether its address is ours, as Meta does when it is entered; gives the status and the body.</summary>
    public Task<(int Status, string Body)> VerifyAsync(string? token = null, CancellationToken cancel = default) => deliveries.VerifyAsync(token ?? Options.VerifyToken, cancel);
}
