using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Billing.Engine.Evidence;

/// <summary>
/// Lets a time-stamping authority (RFC 3161) confirm the end of the chain: nobody can change what lies before it later without that being seen. The authority
/// learns a hash and nothing else. A stamp that cannot be had now is had later; nothing waits for it.
/// </summary>
/// <param name="authority">Its address; it is asked over HTTP as RFC 3161 §3.4 says.</param>
/// <param name="http">The way there.</param>
public sealed class Stamping(Uri authority, HttpClient http)
{
    private const string Number = "number", Hash = "hash", Token = "token", By = "by", At = "stamped-at";
    private const int Most = 64 * 1024;

    /// <summary>Has the end of the chain confirmed and adds the confirmation to it. An end that is a time stamp itself needs none.</summary>
    /// <returns>The moment that the authority wrote; null when there was nothing new to confirm.</returns>
    /// <exception cref="EvidenceException">The authority could not be reached, or what it gave confirms nothing. One line.</exception>
    public async Task<DateTimeOffset?> StampAsync(IEvidence evidence, CancellationToken cancel)
    {
        EvidenceHead head = await evidence.HeadAsync(cancel);
        if (head.Number == 0) return null;
        await foreach (EvidenceEntry last in evidence.ReadAllAsync(head.Number, cancel))
            if (last.Number == head.Number && last.Says.Kind == EvidenceKind.Stamped) return null;
        Rfc3161TimestampToken token = await AskAsync(head.Hash, cancel);
        Proof proof = Proof.Of((Number, head.Number.ToString(CultureInfo.InvariantCulture)), (Hash, head.Hash), (By, authority.Host),
            (At, token.TokenInfo.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), (Token, Convert.ToBase64String(token.AsSignedCms().Encode())));
        await evidence.AppendAsync([new EvidenceRecord(EvidenceKind.Stamped, 0, null, "", proof)], cancel);
        return token.TokenInfo.Timestamp;
    }

    /// <summary>Whether a time stamp is whole, and confirms one of the entries before it.</summary>
    internal static bool Confirms(Statement stamp, IEnumerable<EvidenceHead> before)
    {
        try
        {
            return Rfc3161TimestampToken.TryDecode(Convert.FromBase64String(stamp[Token]), out Rfc3161TimestampToken? token, out _)
                && token.VerifySignatureForHash(Digest(stamp[Hash]), HashAlgorithmName.SHA256, out X509Certificate2? signer) && signer is not null
                && long.TryParse(stamp[Number], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && before.Contains(new EvidenceHead(number, stamp[Hash]));
        }
        catch (Exception bad) when (bad is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private async Task<Rfc3161TimestampToken> AskAsync(string hash, CancellationToken cancel)
    {
        Rfc3161TimestampRequest request = Rfc3161TimestampRequest.CreateFromHash(Digest(hash), HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        try
        {
            using ByteArrayContent content = new(request.Encode());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using HttpResponseMessage answer = await http.PostAsync(authority, content, cancel);
            if (!answer.IsSuccessStatusCode) throw new EvidenceException($"the time-stamping authority {authority.Host} answers HTTP {(int)answer.StatusCode}; it is asked again later");
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
            if (bytes.Length > Most) throw new EvidenceException($"the time-stamping authority {authority.Host} answers with {bytes.Length} bytes: that is no time stamp");
            Rfc3161TimestampToken token = request.ProcessResponse(bytes, out _);
            return token.VerifySignatureForHash(Digest(hash), HashAlgorithmName.SHA256, out _) ? token
                : throw new EvidenceException($"the time-stamping authority {authority.Host} confirmed something else than what it was asked");
        }
        catch (Exception wrong) when (wrong is HttpRequestException or CryptographicException or IOException || wrong is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new EvidenceException($"the time-stamping authority {authority.Host} gave no time stamp ({wrong.Message.ReplaceLineEndings(" ").TrimEnd('.')}); it is asked again later", wrong);
        }
    }

    /// <summary>What is stamped: the digest of the hash's 64 digits, so that the stamp can be checked with any tool over that text.</summary>
    private static byte[] Digest(string hash) => SHA256.HashData(Encoding.ASCII.GetBytes(hash));
}
