using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Billing.System.Tests.Hook;

/// <summary>Answers a request on its stream; true keeps the connection.</summary>
internal delegate Task<bool> Answer(Heard heard, Stream stream, CancellationToken cancel);

/// <summary>One request as it came.</summary>
internal sealed record Heard(string RequestLine, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public IReadOnlyList<JsonNode> Events => [.. JsonNode.Parse(Body)!["events"]!.AsArray().OfType<JsonNode>()];
}

/// <summary>What listens where the hook posts: Billing, or something worse.</summary>
internal sealed class Ear : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentBag<Task> conversations = [];
    private readonly X509Certificate2? certificate;
    private readonly Answer answer;
    private readonly Task listening;

    public Ear(Answer answer, X509Certificate2? certificate = null)
    {
        (this.answer, this.certificate) = (answer, certificate);
        listener.Start(512);
        listening = Task.Run(ListenAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<Heard> Requests { get; } = new();

    public IReadOnlyList<JsonNode> Events => [.. Requests.SelectMany(heard => heard.Events)];

    /// <summary>The numbers of the invoices that were told of, as they came.</summary>
    public IReadOnlyList<int> Invoices => [.. Events.Select(one => (int)one["invoice"]!)];

    private async Task ListenAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(closing.Token); }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException) { return; }
            conversations.Add(TalkAsync(client));
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await using Stream stream = certificate is null ? client.GetStream() : new SslStream(client.GetStream());
                if (stream is SslStream secure) await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, closing.Token);
                while (await ReadAsync(stream) is { } heard)
                {
                    Requests.Enqueue(heard);
                    if (!await answer(heard, stream, closing.Token)) return;
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or global::System.Security.Authentication.AuthenticationException)
            {
                // The other side has hung up, or the test is over.
            }
        }
    }

    private async Task<Heard?> ReadAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, closing.Token) == 0) return null;
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers["Content-Length"], global::System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, closing.Token);
        return new Heard(lines[0], headers, Encoding.UTF8.GetString(body));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        await listening;
        await Task.WhenAll(conversations);
        closing.Dispose();
    }
}
