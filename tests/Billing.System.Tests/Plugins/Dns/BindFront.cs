using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>Stands before a real BIND, for TCP: hands messages on, counts the updates it carried out, and can lose an answer or let somebody in between.</summary>
internal sealed class BindFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _behind;
    private readonly Task _serving;
    private int _changes;

    public BindFront(int behind)
    {
        _behind = behind;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Changes => _changes;

    public bool LoseNextAnswer { get; set; }

    /// <summary>Done once, right before the next update is handed on.</summary>
    public Func<Task>? BeforeNextUpdate { get; set; }

    /// <summary>What becomes of the n-th message of every transfer, counted from 0 and without its length; null cuts the connection.</summary>
    public Func<int, byte[], byte[]?>? OnTransfer { get; set; }

    /// <summary>Messages of the last transfer that were handed on.</summary>
    public int Messages { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> calls = [];
        try
        {
            while (true) calls.Add(CallAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task CallAsync(TcpClient caller)
    {
        using TcpClient _ = caller;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _behind, _end.Token);
            (NetworkStream from, NetworkStream to) = (caller.GetStream(), server.GetStream());
            byte[] question = await MessageAsync(from);
            bool update = (question[4] >> 3 & 15) == 5;
            if (update && BeforeNextUpdate is { } before)
            {
                BeforeNextUpdate = null;
                await before();
            }
            await to.WriteAsync(question, _end.Token);
            if (!update)
            {
                for (int n = 0; ; Messages = ++n)   // a transfer may be many; whoever asked hangs up
                {
                    byte[] message = await MessageAsync(to);
                    if (OnTransfer is { } change)
                    {
                        if (change(n, message[2..]) is not { } changed) return;
                        message = [(byte)(changed.Length >> 8), (byte)changed.Length, .. changed];
                    }
                    await from.WriteAsync(message, _end.Token);
                }
            }
            byte[] answer = await MessageAsync(to);
            if ((answer[5] & 15) == 0) Interlocked.Increment(ref _changes);
            if (LoseNextAnswer) LoseNextAnswer = false;
            else await from.WriteAsync(answer, _end.Token);
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException)
        {
            return;   // one of both has hung up
        }
    }

    private async Task<byte[]> MessageAsync(NetworkStream stream)
    {
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, _end.Token);
        byte[] message = new byte[2 + BinaryPrimitives.ReadUInt16BigEndian(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(2), _end.Token);
        return message;
    }
}
