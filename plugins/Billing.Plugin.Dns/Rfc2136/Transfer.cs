using System.Buffers.Binary;
using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Configuration;

namespace Billing.Plugin.Dns.Rfc2136;

/// <summary>What came of one transfer.</summary>
internal abstract record Transferred
{
    private Transferred() { }

    /// <summary>All records of the zone, proven by the key.</summary>
    public sealed record Whole(IReadOnlyList<DnsRecordBase> Records) : Transferred;

    /// <summary>The server gave none.</summary>
    public sealed record Denied(ReturnCode Code, Proven Answer) : Transferred;

    /// <summary>Nobody answered, or not to the end.</summary>
    public sealed record Cut(string Why) : Transferred;

    /// <summary>Somebody answered, but nothing shows that it was the server.</summary>
    public sealed record Doubtful(string Why) : Transferred;
}

/// <summary>
/// A whole zone, read over one connection (AXFR, RFC 5936). A zone of more than 64 KB comes as many messages, which the library does not read. The first
/// and the last have to be signed, and no more than 99 in a row may be unsigned (RFC 8945, 5.3.1): what no signature proves is not believed.
/// </summary>
internal sealed class Transfer(UpdateSettings server, TimeSpan patience, TimeProvider time)
{
    private const int MostUnproven = 99;

    private const long MostBytes = 256L * 1024 * 1024;

    public async Task<Transferred> ReadAsync(string zone, CancellationToken cancel)
    {
        using var tooLong = new CancellationTokenSource(patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, tooLong.Token);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(server.Host, server.Port, stop.Token);
            NetworkStream stream = connection.GetStream();
            var signing = new Signing(server, time);
            byte[] question = signing.Sign([.. Question(zone)]);
            await stream.WriteAsync((byte[])[.. Wire.Short(question.Length), .. question], stop.Token);
            return await CollectAsync(stream, question, signing, () => tooLong.CancelAfter(patience), stop.Token);
        }
        catch (EndOfStreamException)
        {
            return new Transferred.Cut("it hung up before the end");
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new Transferred.Cut(trouble is OperationCanceledException ? "no answer in time" : trouble.Message);
        }
        catch (Exception trouble) when (trouble is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return new Transferred.Cut("what came is no DNS message");
        }
    }

    private static async Task<Transferred> CollectAsync(NetworkStream stream, byte[] question, Signing signing, Action goOn, CancellationToken stop)
    {
        List<DnsRecordBase> records = [];
        for (long bytes = 0; bytes < MostBytes; goOn())
        {
            byte[] message = await MessageAsync(stream, stop);
            bytes += message.Length;
            if (message[0] != question[0] || message[1] != question[1] || (message[2] & 0xF8) != 0x80) return new Transferred.Doubtful("it is no answer to our question");
            Proven proven = signing.Check(message);
            Records.Hide(proven.Message);
            DnsMessage answer = DnsMessage.Parse(proven.Message);
            if (answer.ReturnCode != ReturnCode.NoError) return new Transferred.Denied(answer.ReturnCode, proven);
            if (proven.Doubt != Doubt.None) return new Transferred.Doubtful(Words(proven.Doubt));
            if (signing.Unproven > MostUnproven) return new Transferred.Doubtful($"more than {MostUnproven} messages in a row are not signed");
            records.AddRange(answer.AnswerRecords);
            if (records is not [SoaRecord, ..]) return new Transferred.Doubtful("it does not begin with the SOA");
            if (!Ended(records)) continue;
            return signing.Unproven == 0 ? new Transferred.Whole(records) : new Transferred.Doubtful("its last message is not signed");
        }
        return new Transferred.Cut($"the zone is more than {MostBytes / 1024 / 1024} MB");
    }

    // The SOA comes first and once more at the end.
    private static bool Ended(List<DnsRecordBase> records) => records.Count > 1 && records[^1] is SoaRecord;

    private static string Words(Doubt doubt) => doubt switch
    {
        Doubt.Unsigned => "it is not signed with our key",
        Doubt.NotOfNow => "its signature is not of now: compare the clocks of both machines",
        _ => "its signature does not fit",
    };

    private static IEnumerable<byte> Question(string zone) =>
        [.. Wire.Short(Random.Shared.Next(65536)), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Wire.Name(zone), 0, 252, 0, 1];

    private static async Task<byte[]> MessageAsync(NetworkStream stream, CancellationToken stop)
    {
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, stop);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, stop);
        return message.Length >= 12 ? message : throw new FormatException("less than a DNS header");
    }
}
