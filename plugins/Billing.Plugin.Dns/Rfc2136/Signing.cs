using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Billing.Plugin.Dns.Configuration;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Billing.Plugin.Dns.Rfc2136;

/// <summary>One exchange of messages under one key (TSIG, RFC 8945): signs the question, and tells of every message of the answer whether the key's owner wrote it.</summary>
internal sealed class Signing
{
    private static readonly byte[] ClassAny = [0, 255, 0, 0, 0, 0];   // and TTL 0

    private readonly byte[] _keyName;
    private readonly byte[] _algorithm;
    private readonly IMac _mac;
    private readonly TimeProvider _time;
    private byte[] _lastMac = [];
    private bool _first = true;

    public Signing(UpdateSettings server, TimeProvider time)
    {
        (_keyName, _algorithm, _time) = (Wire.Name(server.KeyName), Wire.Name(server.Algorithm), time);
        _mac = MacUtilities.GetMac(server.Algorithm.ToUpperInvariant());
        _mac.Init(new KeyParameter(Convert.FromBase64String(server.Key)));
    }

    /// <summary>Messages since the last signature: they are proven by the next one.</summary>
    public int Unproven { get; private set; }

    /// <summary>The message with its signature behind it.</summary>
    public byte[] Sign(byte[] message)
    {
        byte[] time = Wire.Time(_time.GetUtcNow().ToUnixTimeSeconds());
        Feed(message, _keyName, ClassAny, _algorithm, time, Wire.Short(300), Wire.Short(0), Wire.Short(0));
        _lastMac = Finish();
        Feed(Wire.Short(_lastMac.Length), _lastMac);
        byte[] data = [.. _algorithm, .. time, .. Wire.Short(300), .. Wire.Short(_lastMac.Length), .. _lastMac, message[0], message[1], 0, 0, 0, 0];
        byte[] signed = [.. message, .. _keyName, 0, 250, .. ClassAny, .. Wire.Short(data.Length), .. data];
        BinaryPrimitives.WriteUInt16BigEndian(signed.AsSpan(10), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(signed.AsSpan(10)) + 1));
        return signed;
    }

    /// <summary>The next message of the answer, without its signature; or why it is not to be believed.</summary>
    public Proven Check(byte[] message)
    {
        if (TsigRecord.Of(message) is not { } tsig)
        {
            Unproven++;
            Feed(message);
            return new Proven(message, _first ? Doubt.Unsigned : Doubt.None);   // the first has to be signed, later ones may wait for the next signature
        }
        byte[] bare = tsig.Without(message);
        if (!tsig.KeyName.SequenceEqual(_keyName) || !tsig.Algorithm.SequenceEqual(_algorithm)) return new Proven(bare, Doubt.Unsigned, tsig.Error);
        Feed(bare);
        if (_first) Feed(_keyName, ClassAny, _algorithm);
        Feed(Wire.Time(tsig.Time), Wire.Short(tsig.Fudge));
        if (_first) Feed(Wire.Short(tsig.Error), Wire.Short(tsig.Other.Length), tsig.Other);
        byte[] expected = Finish();
        (_first, Unproven) = (false, 0);
        if (!CryptographicOperations.FixedTimeEquals(expected, tsig.Mac)) return new Proven(bare, tsig.Mac.Length == 0 ? Doubt.Unsigned : Doubt.Wrong, tsig.Error);
        _lastMac = tsig.Mac;
        Feed(Wire.Short(_lastMac.Length), _lastMac);
        bool now = Math.Abs(_time.GetUtcNow().ToUnixTimeSeconds() - tsig.Time) <= tsig.Fudge;
        return new Proven(bare, now ? Doubt.None : Doubt.NotOfNow, tsig.Error);
    }

    private void Feed(params ReadOnlySpan<byte[]> parts)
    {
        foreach (byte[] part in parts) _mac.BlockUpdate(part, 0, part.Length);
    }

    private byte[] Finish()
    {
        byte[] mac = new byte[_mac.GetMacSize()];
        _mac.DoFinal(mac, 0);
        return mac;
    }
}

/// <summary>A message without its signature, and what speaks against it.</summary>
/// <param name="Error">What the server said of our own signature: 16 to 18, or 0.</param>
internal sealed record Proven(byte[] Message, Doubt Doubt, int Error = 0);

/// <summary>Why a message may not be its server's.</summary>
internal enum Doubt
{
    None,
    Unsigned,
    Wrong,
    NotOfNow,
}

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
