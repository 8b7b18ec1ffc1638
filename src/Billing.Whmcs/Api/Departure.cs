using System.Net;
using RestSharp.Interceptors;

namespace Billing.Whmcs.Api;

/// <summary>
/// Knows whether a request left us: a body is written only once a connection stands. Before that nothing can have happened,
/// after that anything can.
/// </summary>
internal sealed class Departure : Interceptor
{
    private volatile bool left;

    public bool Left => left;

    public override ValueTask BeforeHttpRequest(HttpRequestMessage requestMessage, CancellationToken cancellationToken)
    {
        if (requestMessage.Content is { } body) requestMessage.Content = new Watched(body, this);
        return ValueTask.CompletedTask;
    }

    private sealed class Watched : HttpContent
    {
        private readonly HttpContent body;
        private readonly Departure departure;

        public Watched(HttpContent body, Departure departure)
        {
            this.body = body;
            this.departure = departure;
            foreach ((string name, IEnumerable<string> values) in body.Headers) Headers.TryAddWithoutValidation(name, values);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            departure.left = true;
            return body.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Headers.ContentLength ?? 0;
            return body.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) body.Dispose();
            base.Dispose(disposing);
        }
    }
}
