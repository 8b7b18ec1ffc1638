using System.Net;
using Billing.Engine.Doctor.Dns;

namespace Billing.Engine.Doctor.Mail;

/// <summary>What SPF (RFC 7208) says of an address.</summary>
internal enum SpfVerdict
{
    /// <summary>Nothing fits.</summary>
    None,
    /// <summary>It may send for the domain.</summary>
    Pass,
    /// <summary>It may not.</summary>
    Fail,
    /// <summary>It probably may not.</summary>
    SoftFail,
    /// <summary>Expressly undecided.</summary>
    Neutral,
}

/// <summary>A domain's SPF policy, followed through everything that it includes.</summary>
/// <param name="domain">Whose.</param>
/// <param name="names">Answers questions about names.</param>
/// <param name="sender">The address that is looked for in it; null for none.</param>
internal sealed class SpfRecord(string domain, NameServer names, IPAddress? sender)
{
    /// <summary>Receivers follow so many names and then give up: the record counts as broken.</summary>
    public const int MostLookups = 10;

    private const string Begins = "v=spf1";

    /// <summary>The names that it takes to follow it.</summary>
    public int Lookups { get; private set; }

    /// <summary>Why it is broken; null when it is not.</summary>
    public string? Broken { get; private set; }

    /// <summary>Why a name could not be asked for; then it may be right or wrong.</summary>
    public string? Unanswered { get; private set; }

    /// <summary>Whether the record lets the whole world send.</summary>
    public bool Anybody { get; private set; }

    /// <summary>The texts that are SPF records: exactly one should be.</summary>
    public static bool Is(string text) => text.Equals(Begins, StringComparison.OrdinalIgnoreCase) || text.StartsWith(Begins + " ", StringComparison.OrdinalIgnoreCase);

    /// <summary>Follows a record to its end.</summary>
    public async Task<SpfVerdict> FollowAsync(string record, CancellationToken cancel) => await FollowAsync(domain, record, cancel);

    private async Task<SpfVerdict> FollowAsync(string of, string record, CancellationToken cancel)
    {
        string? redirect = null;
        SpfVerdict found = SpfVerdict.None;
        bool all = false;
        foreach (string term in record.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (term.StartsWith("redirect=", StringComparison.OrdinalIgnoreCase)) redirect = term["redirect=".Length..];
            else if (!term.Contains('=', StringComparison.Ordinal) || term.Contains(':', StringComparison.Ordinal) && term.IndexOf(':', StringComparison.Ordinal) < term.IndexOf('=', StringComparison.Ordinal))
            {
                SpfVerdict says = Qualifier(term);
                string mechanism = term.TrimStart('+', '-', '~', '?');
                all |= mechanism.Equals("all", StringComparison.OrdinalIgnoreCase);
                if (mechanism.Equals("all", StringComparison.OrdinalIgnoreCase) && says == SpfVerdict.Pass) Anybody = true;
                if (await FitsAsync(of, mechanism, cancel) && found == SpfVerdict.None) found = says;
            }
            if (Broken is not null) return SpfVerdict.None;
        }
        if (redirect is null || all) return found;
        SpfVerdict there = await IncludedAsync(redirect, cancel);
        return found == SpfVerdict.None ? there : found;
    }

    /// <summary>Whether a mechanism fits the sender. All of them are followed, also behind the one that fits: receivers count what they need, we count what there is.</summary>
    private async Task<bool> FitsAsync(string of, string mechanism, CancellationToken cancel)
    {
        (string name, string value) = Split(mechanism);
        (string host, int? bits) = Host(value.Length == 0 || value[0] == '/' ? of + value : value);
        switch (name.ToLowerInvariant())
        {
            case "all":
                return true;
            case "ip4" or "ip6":
                if (!Network(value, out IPNetwork network)) Break($"\"{mechanism}\" is no address or range");
                return Broken is null && sender is not null && network.Contains(sender);
            case "include":
                return await IncludedAsync(value, cancel) == SpfVerdict.Pass;
            case "a":
                return Counted() && Within(await AddressesAsync(host, cancel), bits);
            case "mx":
                return Counted() && await MailAsync(host, bits, cancel);
            case "exists" or "ptr":
                return !Counted() && false;   // both depend on who asks; that they cost a name is what matters here
            default:
                Break($"\"{mechanism}\" is no mechanism of SPF");
                return false;
        }
    }

    private async Task<SpfVerdict> IncludedAsync(string of, CancellationToken cancel)
    {
        if (!Counted() || of.Contains('%', StringComparison.Ordinal)) return SpfVerdict.None;
        NameAnswer<string> texts = await names.TextsAsync(of, cancel);
        if (texts.Failed is { } why) Unanswered = $"{of}: {why}";
        string[] records = [.. texts.Records.Where(Is)];
        if (texts.Failed is null && records.Length != 1) Break(records.Length == 0 ? $"it includes {of}, which has no SPF record" : $"it includes {of}, which has {records.Length} SPF records");
        return records.Length == 1 && Broken is null ? await FollowAsync(of, records[0], cancel) : SpfVerdict.None;
    }

    private async Task<bool> MailAsync(string host, int? bits, CancellationToken cancel)
    {
        foreach (MailHost mail in (await names.MailHostsAsync(host, cancel)).Records.Take(MostLookups))
            if (mail.Host.Length > 0 && Within(await AddressesAsync(mail.Host, cancel), bits)) return true;
        return false;
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancel) =>
        sender is null || host.Contains('%', StringComparison.Ordinal) ? [] : (await names.AddressesAsync(host, cancel)).Records;

    private bool Within(IReadOnlyList<IPAddress> addresses, int? bits) => sender is not null && addresses.Any(address => address.Equals(sender)
        || bits is { } length && address.AddressFamily == sender.AddressFamily && length <= address.GetAddressBytes().Length * 8 && Same(address.GetAddressBytes(), sender.GetAddressBytes(), length));

    private static bool Same(byte[] one, byte[] other, int bits)
    {
        for (int bit = 0; bit < bits; bit++)
            if (((one[bit / 8] ^ other[bit / 8]) & (0x80 >> bit % 8)) != 0) return false;
        return true;
    }

    private bool Counted()
    {
        if (++Lookups > MostLookups) Break($"receivers follow {MostLookups} names at most, and this takes more");
        return Broken is null;
    }

    private void Break(string why) => Broken ??= why;

    private static SpfVerdict Qualifier(string term) => term[0] switch { '-' => SpfVerdict.Fail, '~' => SpfVerdict.SoftFail, '?' => SpfVerdict.Neutral, _ => SpfVerdict.Pass };

    private static (string Name, string Value) Split(string mechanism)
    {
        int at = mechanism.AsSpan().IndexOfAny(':', '/');
        return at < 0 ? (mechanism, "") : (mechanism[..at], mechanism[at] == ':' ? mechanism[(at + 1)..] : mechanism[at..]);
    }

    private static (string Host, int? Bits) Host(string value)
    {
        int at = value.IndexOf('/', StringComparison.Ordinal);
        return at < 0 ? (value, null) : (value[..at], int.TryParse(value[(at + 1)..].Split('/')[0], out int bits) ? bits : null);
    }

    private static bool Network(string text, out IPNetwork network) =>
        IPNetwork.TryParse(text, out network) || IPAddress.TryParse(text, out IPAddress? one) && (network = new IPNetwork(one, one.GetAddressBytes().Length * 8)) is var _ || Loose(text, out network);

    /// <summary>A range whose host part is not zero, <c>192.0.2.9/24</c>, is one all the same.</summary>
    private static bool Loose(string text, out IPNetwork network)
    {
        network = default;
        if (text.Split('/') is not [var address, var length] || !IPAddress.TryParse(address, out IPAddress? given) || !int.TryParse(length, out int bits)) return false;
        byte[] bytes = given.GetAddressBytes();
        if (bits < 0 || bits > bytes.Length * 8) return false;
        for (int bit = bits; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> bit % 8);
        network = new IPNetwork(new IPAddress(bytes), bits);
        return true;
    }
}
