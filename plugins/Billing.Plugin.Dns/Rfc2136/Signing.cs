using System.Buffers.Binary;
using System.Security.Cryptography;
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
