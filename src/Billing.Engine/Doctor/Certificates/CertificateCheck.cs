using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Billing.Engine.Doctor.Certificates;

/// <summary>A server whose certificate we, or our clients, rely on.</summary>
/// <param name="What">What it is, in words: "the panel".</param>
/// <param name="Where">Host and port.</param>
/// <param name="EndsAsync">Until when the certificate is good; null for one that shows none.</param>
/// <param name="Pinned">Whether the configuration names that very certificate.</param>
internal sealed record CertificatePlace(string What, string Where, Func<CancellationToken, Task<DateTimeOffset?>> EndsAsync, bool Pinned = false)
{
    /// <summary>One that speaks TLS from the first byte.</summary>
    public static CertificatePlace Of(string what, string host, int port, bool pinned = false) =>
        new(what, string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"), cancel => ShownAsync(host, port, cancel), pinned);

    private static async Task<DateTimeOffset?> ShownAsync(string host, int port, CancellationToken cancel)
    {
        using TcpClient connection = new();
        await connection.ConnectAsync(host, port, cancel);
        DateTimeOffset? ends = null;
        // Whether it can be trusted is for the connection itself to say; here even one that is over must be seen.
        await using SslStream tls = new(connection.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            if (certificate is not null) ends = new X509Certificate2(certificate).NotAfter.ToUniversalTime();
            return certificate is not null;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
        return ends;
    }
}

/// <summary>Certificates near their end.</summary>
internal static class CertificateCheck
{
    private const int Soon = 30, Now = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly FindingKind EndsNow = new("certificate-ends-now", Severity.Critical,
        "From then on that server is not reached any more: who pays stays offline, notices are not sent, links in them frighten clients away.",
        "Renew it today, and find out why it was not renewed by itself. Where it is pinned (`tls` in billing.json), write the new fingerprint with it.");

    private static readonly FindingKind EndsSoon = new("certificate-ends", Severity.Warning,
        "A certificate that renews itself would have been renewed by now.", "Look why it was not renewed, or renew it. Where it is pinned (`tls` in billing.json), write the new fingerprint with it.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [EndsNow, EndsSoon, Rounds.LeftOut];

    public static async Task<IEnumerable<Finding>> LookAsync(IReadOnlyList<CertificatePlace> places, TimeProvider time, CancellationToken cancel)
    {
        List<Finding> found = [];
        foreach (CertificatePlace place in places)
            if (await OneAsync(place, time.GetUtcNow(), cancel) is { } finding) found.Add(finding);
        return found;
    }

    private static async Task<Finding?> OneAsync(CertificatePlace place, DateTimeOffset now, CancellationToken cancel)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            if (await place.EndsAsync(limit.Token) is not { } ends) return null;
            double days = (ends - now).TotalDays;
            if (days >= Soon) return null;
            string so = days < 0 ? "is over since" : "ends on";
            return new Finding(days < Now ? EndsNow : EndsSoon, $"the certificate of {place.What} {so} {ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(place.Pinned ? ", and it is pinned" : "")}", place.Where);
        }
        catch (Exception no) when (!cancel.IsCancellationRequested && no is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return new Finding(Rounds.LeftOut, $"the certificate of {place.What}: no TLS connection came about", place.Where);
        }
    }
}
