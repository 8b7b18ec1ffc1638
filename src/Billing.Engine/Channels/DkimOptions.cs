using System.Security.Cryptography;
using System.Text;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using MimeKit;
using MimeKit.Cryptography;

namespace Billing.Engine.Channels;

/// <summary>A signature that binds a message to the provider's domain (DKIM, RFC 6376). The public key stands in the DNS at <c>selector._domainkey.domain</c>.</summary>
public sealed record DkimOptions
{
    /// <summary>A key has that many bits at least; receivers take no shorter one (RFC 8301).</summary>
    public const int LeastBits = 1024;

    /// <summary>The domain that signs.</summary>
    public required string Domain { get; init; }

    /// <summary>The name of the key in that domain.</summary>
    public required string Selector { get; init; }

    /// <summary>Reference to the private key, an RSA key in PEM: <c>file:/etc/billing/dkim.pem</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What is signed; what a message does not have cannot be added later without breaking the signature.</summary>
    internal static readonly IReadOnlyList<HeaderId> Signed =
    [
        HeaderId.From, HeaderId.To, HeaderId.Cc, HeaderId.Subject, HeaderId.Date, HeaderId.MessageId, HeaderId.ReplyTo, HeaderId.MimeVersion, HeaderId.ContentType,
        HeaderId.AutoSubmitted, HeaderId.DispositionNotificationTo,
    ];

    /// <summary>What signs with that key.</summary>
    /// <exception cref="SecretException">The key is not where the configuration says, or cannot sign; the message says what to do.</exception>
    public DkimSigner Signer(SecretSource secrets)
    {
        string pem = secrets.Resolve(Key).Reveal();
        int bits = Bits(pem);
        if (bits < LeastBits) throw new SecretException($"{Key} is a key of {bits} bits, too short to sign mail: make one with `openssl genrsa 2048`");
        using MemoryStream stream = new(Encoding.ASCII.GetBytes(pem + "\n"));
        return new DkimSigner(stream, Domain, Selector, DkimSignatureAlgorithm.RsaSha256)
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed, BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        };
    }

    /// <summary>The public half of the key, as its record in the DNS has it.</summary>
    /// <exception cref="SecretException">The key is not where the configuration says.</exception>
    internal string PublicKey(SecretSource secrets)
    {
        string pem = secrets.Resolve(Key).Reveal();
        Bits(pem);
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
    }

    private int Bits(string pem)
    {
        try
        {
            using RSA rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            rsa.ExportParameters(includePrivateParameters: true);
            return rsa.KeySize;
        }
        catch (Exception none) when (none is ArgumentException or CryptographicException)
        {
            throw new SecretException($"{Key} holds no private RSA key in PEM: make one with `openssl genrsa 2048`");
        }
    }

    internal IEnumerable<Problem> Check(string file, string path)
    {
        if (Uri.CheckHostName(Domain) != UriHostNameType.Dns) yield return new(file, $"{path}.domain", "this is no domain", "Write the domain of \"from\", for example \"example.com\"");
        if (Selector.Length == 0 || !Selector.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
            yield return new(file, $"{path}.selector", "this is no selector", "Write the name before ._domainkey in the DNS, for example \"billing\"");
    }
}
