using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.Rfc2136;
using Xunit;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>A server that does not sign every message of a transfer, as RFC 8945 (5.3.1) allows. BIND signs each, so this one is a double; its signatures are reckoned here.</summary>
public sealed class SparseTransferTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(250, 100)]
    public async Task signed_now_and_then_and_at_the_end_it_is_believed(int messages, int every) =>
        Assert.Equal(messages + 1, Assert.IsType<Transferred.Whole>(await ReadAsync(messages, n => n % every == 0 || n == messages - 1)).Records.Count);

    [Fact]
    public async Task more_than_99_unsigned_in_a_row_are_not() =>
        Assert.Contains("99 messages", Assert.IsType<Transferred.Doubtful>(await ReadAsync(250, n => n is 0 or 249)).Why);

    [Fact]
    public async Task signed_at_the_beginning_alone_it_is_not() =>
        Assert.Contains("last message", Assert.IsType<Transferred.Doubtful>(await ReadAsync(20, n => n == 0)).Why);

    [Fact]
    public async Task not_signed_at_all_it_is_not() =>
        Assert.Contains("not signed with our key", Assert.IsType<Transferred.Doubtful>(await ReadAsync(1, _ => false)).Why);

    [Fact]
    public async Task what_was_slipped_in_between_two_signatures_is_noticed() =>
        Assert.Contains("does not fit", Assert.IsType<Transferred.Doubtful>(await ReadAsync(20, n => n % 5 == 0 || n == 19, slippedIn: 7)).Why);

    [Fact]
    public async Task signed_an_hour_ago_it_is_not() =>
        Assert.Contains("clocks", Assert.IsType<Transferred.Doubtful>(await ReadAsync(3, _ => true, age: 3600)).Why);

    private static async Task<Transferred> ReadAsync(int messages, Func<int, bool> signed, int slippedIn = -1, int age = 0)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, messages, signed, slippedIn, age);
        var server = new UpdateSettings("127.0.0.1", null, Convert.ToBase64String(Key), ((IPEndPoint)listener.LocalEndpoint).Port, "billing", "hmac-sha256");
        Transferred came = await new Transfer(server, TimeSpan.FromSeconds(5), TimeProvider.System).ReadAsync("long.test.", TestContext.Current.CancellationToken);
        await serving;
        return came;
    }

    private static async Task ServeAsync(TcpListener listener, int messages, Func<int, bool> signed, int slippedIn, int age)
    {
        using TcpClient caller = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        NetworkStream stream = caller.GetStream();
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length);
        byte[] question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(question);
        List<byte> digest = Prefixed(TsigRecord.Of(question)!.Mac);
        try
        {
            for (int n = 0; n < messages; n++)
            {
                byte[] message = Message(question[..2], n == 0, n == messages - 1);
                digest.AddRange(message);
                if (signed(n)) (message, digest) = Signed(message, digest, n == 0, age);
                if (n == slippedIn) await SendAsync(stream, Message(question[..2], false, false));
                await SendAsync(stream, message);
            }
        }
        catch (IOException)
        {
            return;   // it has heard enough
        }
    }

    private static async Task SendAsync(NetworkStream stream, byte[] message) => await stream.WriteAsync((byte[])[.. Wire.Short(message.Length), .. message]);

    private static List<byte> Prefixed(byte[] mac) => [.. Wire.Short(mac.Length), .. mac];

    private static (byte[] Message, List<byte> Digest) Signed(byte[] message, List<byte> digest, bool first, int age)
    {
        byte[] name = Wire.Name("billing"), algorithm = Wire.Name("hmac-sha256"), time = Wire.Time(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - age), fudge = Wire.Short(300);
        digest.AddRange(first ? [.. name, 0, 255, 0, 0, 0, 0, .. algorithm, .. time, .. fudge, 0, 0, 0, 0] : [.. time, .. fudge]);
        byte[] mac = HMACSHA256.HashData(Key, digest.ToArray());
        byte[] data = [.. algorithm, .. time, .. fudge, .. Prefixed(mac), .. message[..2], 0, 0, 0, 0];
        byte[] signed = [.. message, .. name, 0, 250, 0, 255, 0, 0, 0, 0, .. Wire.Short(data.Length), .. data];
        signed[11] = 1;
        return (signed, Prefixed(mac));
    }

    // The SOA first, an address in each, the SOA again at the end.
    private static byte[] Message(byte[] id, bool first, bool last)
    {
        byte[] zone = Wire.Name("long.test"), soa = [.. zone, 0, 6, 0, 1, 0, 0, 0, 60, 0, 22, 0, 0, .. new byte[20]], address = [.. zone, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
        byte[][] records = [.. first ? new[] { soa } : [], .. first ? [] : new[] { address }, .. last ? new[] { soa } : []];
        return [.. id, 0x84, 0, 0, 0, 0, (byte)records.Length, 0, 0, 0, 0, .. records.SelectMany(record => record)];
    }
}
