using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Billing.Engine.Ledger;

namespace Billing.Engine.Calls;

/// <summary>What the panel's hook told: how many events, and the calls that they come to. An event that says nothing to us is told and no call.</summary>
internal sealed record HookEvents(int Told, IReadOnlyList<Call> Calls)
{
    /// <summary>A payment: where the panel still shows the old state, it has not saved it yet.</summary>
    public const string InvoicePaid = "InvoicePaid";

    /// <summary>So many in one POST.</summary>
    public const int Most = 100;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "InvoiceCreated", InvoicePaid, "InvoiceCancelled", "InvoiceUnpaid", "InvoiceRefunded", "OrderPaid", "AfterShoppingCartCheckout", "CancellationRequest",
        "AfterModuleCreate", "AfterModuleSuspend", "AfterModuleUnsuspend", "AfterModuleTerminate",
    };

    /// <summary>A module was at work, most of the time for ourselves: somebody is to be looked at, but no run makes way for it.</summary>
    public static bool MayBeOurs(Call call) => call.Event.StartsWith("AfterModule", StringComparison.Ordinal);

    /// <summary>Somebody may have paid: a transaction, or an open invoice of whoever is offline that changed. It does not wait behind what else happens in a panel.</summary>
    public static bool MayBePayment(Call call) =>
        call.Event is InvoicePaid or "OrderPaid" || call.Id.Length == 0 || call.Id.StartsWith("accounts ", StringComparison.Ordinal) || call.Id.StartsWith("list ", StringComparison.Ordinal);

    /// <summary>Reads a body; null when it is none of the hook's.</summary>
    public static HookEvents? Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (Member(document.RootElement, "version") is not { ValueKind: JsonValueKind.Number } version || !version.TryGetInt32(out int number) || number != 1) return null;
            if (Member(document.RootElement, "events") is not { ValueKind: JsonValueKind.Array } events || events.GetArrayLength() is 0 or > Most) return null;
            return Read(events);
        }
        catch (Exception no) when (no is JsonException or InvalidOperationException)   // the second: half of a pair of UTF-16 in a text
        {
            return null;
        }
    }

    private static HookEvents? Read(JsonElement events)
    {
        Dictionary<string, Call> calls = new(StringComparer.Ordinal);
        foreach (JsonElement each in events.EnumerateArray())
        {
            if (Text(each, "id") is not { Length: 32 } id || !id.All(char.IsAsciiHexDigit) || Text(each, "event") is not { Length: > 0 } name || Moment(each) is not { } at) return null;
            if (!Number(each, "client", out int? client) || !Number(each, "invoice", out int? invoice)) return null;
            if (Known.Contains(name) && (client ?? invoice) is not null) calls.TryAdd(id.ToLowerInvariant(), new Call(id.ToLowerInvariant(), name, client, invoice, at));
        }
        return new HookEvents(events.GetArrayLength(), [.. calls.Values]);
    }

    private static JsonElement? Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static DateTimeOffset? Moment(JsonElement of) => Text(of, "at") is { } text
        && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null;

    /// <summary>A panel's number; null when there is none, or one that no panel has (beyond 2 147 483 647). False: it is no positive whole number.</summary>
    private static bool Number(JsonElement of, string name, out int? number)
    {
        number = null;
        if (Member(of, name) is not { } value) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.GetRawText().All(char.IsAsciiDigit)) return false;
        if (value.TryGetInt32(out int read)) number = read;
        return number != 0;
    }
}
