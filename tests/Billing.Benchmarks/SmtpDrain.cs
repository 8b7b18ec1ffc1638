using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Billing.Benchmarks;

/// <summary>A mail server that takes everything and keeps nothing.</summary>
internal sealed class SmtpDrain : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private int messages;

    public SmtpDrain()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public int Messages => messages;

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConverseAsync(await listener.AcceptTcpClientAsync(closing.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                using StreamReader reader = new(client.GetStream(), Encoding.Latin1, false, 64 * 1024);
                await using StreamWriter writer = new(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n" };
                await writer.WriteLineAsync("220 drain.test ESMTP");
                await writer.FlushAsync();
                for (bool content = false; await reader.ReadLineAsync(closing.Token) is { } line;)
                {
                    if (content && line != ".") continue;
                    await writer.WriteLineAsync(content ? $"250 2.0.0 Ok: queued as {Interlocked.Increment(ref messages)}" : Answer(line));
                    await writer.FlushAsync();
                    content = !content && line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase);
                    if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase)) return;
                }
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException or OperationCanceledException or SocketException) { }
    }

    private static string Answer(string line) =>
        line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase) ? "250-drain.test\r\n250-PIPELINING\r\n250-DSN\r\n250 8BITMIME"
        : line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase) ? "354 go on" : "250 2.0.0 Ok";
}
