using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Billing.Sdk;

/// <summary>
/// The body of a request that remembers whether its first byte was handed to the connection. Until then nothing can have happened on the server
/// (<see cref="AdapterOutcome.Failed"/>); from then on everything can (<see cref="AdapterOutcome.Unknown"/>, and look). No error code of the framework says this
/// as surely. For one request, once.
/// </summary>
public sealed class SeenBody : HttpContent
{
    private readonly byte[] _body;

    private SeenBody(byte[] body, string type)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue(type);
    }

    /// <summary>Whether it began to leave.</summary>
    public bool Sent { get; private set; }

    /// <summary>A body of JSON.</summary>
    public static SeenBody Json(string json) => new(Encoding.UTF8.GetBytes(json), "application/json");

    /// <summary>A body as forms send it; a name may stand in it several times.</summary>
    public static SeenBody Form(IEnumerable<KeyValuePair<string, string>> values) => new(
        Encoding.ASCII.GetBytes(string.Join('&', values.Select(v => $"{Uri.EscapeDataString(v.Key)}={Uri.EscapeDataString(v.Value)}"))), "application/x-www-form-urlencoded");

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Sent = true;
        await stream.WriteAsync(_body);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
