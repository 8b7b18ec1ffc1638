using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Billing.Plugin.Cpanel.Whm;

/// <summary>
/// A form body that remembers whether the first byte of it was handed to the connection. Until then nothing can have happened on the
/// server; from then on everything can. No error code of the framework says this as surely.
/// </summary>
internal sealed class SeenForm : HttpContent
{
    private readonly byte[] _body;

    public SeenForm(IEnumerable<KeyValuePair<string, string>> values)
    {
        _body = Encoding.ASCII.GetBytes(string.Join('&', values.Select(v => $"{Uri.EscapeDataString(v.Key)}={Uri.EscapeDataString(v.Value)}")));
        Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
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
