using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Billing.Plugin.ProjectFreeze.Transport;

/// <summary>
/// A JSON body that remembers whether it was handed to the connection. Until then nothing can have happened on the server; from then on everything can.
/// </summary>
internal sealed class SeenJson : HttpContent
{
    private readonly byte[] _body;

    public SeenJson(string json)
    {
        _body = Encoding.UTF8.GetBytes(json);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public bool Sent { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Sent = true;
        await stream.WriteAsync(_body);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
