using System.Buffers.Binary;
using System.Text;

namespace Billing.Plugin.Dns.Rfc2136;

/// <summary>The last record of a signed message.</summary>
internal sealed record TsigRecord(int Start, byte[] KeyName, byte[] Algorithm, long Time, int Fudge, byte[] Mac, int OriginalId, int Error, byte[] Other)
{
    /// <summary>Null when the message has none. Throws <see cref="FormatException"/> for what is no message.</summary>
    public static TsigRecord? Of(byte[] message)
    {
        try
        {
            int at = Wire.LastRecord(message);
            if (at < 0) return null;
            int type = Wire.AfterName(message, at);
            if (BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(type)) != 250) return null;
            int data = type + 10, times = Wire.AfterName(message, data), mac = times + 10;
            int macEnd = mac + BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(times + 8));
            return new TsigRecord(at, Wire.Lower(message[at..type]), Wire.Lower(message[data..times]),
                ((long)BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(times)) << 32) | BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(times + 2)),
                BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(times + 6)), message[mac..macEnd], BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(macEnd)),
                BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(macEnd + 2)),
                message[(macEnd + 6)..(macEnd + 6 + BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(macEnd + 4)))]);
        }
        catch (Exception trouble) when (trouble is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException("a DNS message that ends before its records do", trouble);
        }
    }

    public byte[] Without(byte[] message)
    {
        byte[] bare = message[..Start];
        BinaryPrimitives.WriteUInt16BigEndian(bare, (ushort)OriginalId);
        BinaryPrimitives.WriteUInt16BigEndian(bare.AsSpan(10), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bare.AsSpan(10)) - 1));
        return bare;
    }
}

/// <summary>DNS messages as bytes (RFC 1035, 4.1).</summary>
internal static class Wire
{
    /// <summary>A name without compression and in lower case, as signatures have it.</summary>
    public static byte[] Name(string name) =>
        [.. name.TrimEnd('.').ToLowerInvariant().Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Time(long seconds) => [(byte)(seconds >> 40), (byte)(seconds >> 32), (byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds];

    public static byte[] Lower(byte[] name) => [.. name.Select(letter => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 32) : letter)];

    /// <summary>Where the last record of the additional section begins; -1 when that is empty.</summary>
    public static int LastRecord(byte[] message)
    {
        int Count(int at) => BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at));
        if (Count(10) == 0) return -1;
        int place = 12;
        for (int i = 0; i < Count(4); i++) place = AfterName(message, place) + 4;
        for (int i = Count(6) + Count(8) + Count(10); i > 1; i--) place = AfterRecord(message, place);
        return AfterRecord(message, place) == message.Length ? place : throw new FormatException("a DNS message with something behind its records");
    }

    /// <summary>Where the type stands of each record of the answer section.</summary>
    public static IEnumerable<int> Types(byte[] message)
    {
        int place = 12;
        for (int i = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(4)); i > 0; i--) place = AfterName(message, place) + 4;
        for (int i = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(6)); i > 0; i--)
        {
            yield return AfterName(message, place);
            place = AfterRecord(message, place);
        }
    }

    public static int AfterName(byte[] message, int at)
    {
        for (; message[at] != 0; at += 1 + message[at])
        {
            if (message[at] >= 192) return at + 2;
        }
        return at + 1;
    }

    private static int AfterRecord(byte[] message, int at)
    {
        int fixedPart = AfterName(message, at);
        return fixedPart + 10 + BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(fixedPart + 8));
    }
}
