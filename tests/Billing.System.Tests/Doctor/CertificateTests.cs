using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Doctor;
using Billing.Engine.Doctor.Certificates;
using Billing.Host.Doctor;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Doctor;

/// <summary>Certificates near their end, of real TLS servers, and what runs out here.</summary>
public sealed class CertificateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(90, "")]
    [InlineData(31, "")]
    [InlineData(29, "certificate-ends")]
    [InlineData(8, "certificate-ends")]
    [InlineData(6, "certificate-ends-now")]
    [InlineData(-3, "certificate-ends-now")]
    public async Task a_certificate_near_its_end_is_found_though_nobody_trusts_it(int days, string found)
    {
        await using TlsServer server = new(Now.AddDays(days), smtp: false);
        IEnumerable<Finding> findings = await CertificateCheck.LookAsync([CertificatePlace.Of("the panel", "127.0.0.1", server.Port)], new FakeTimeProvider(Now), Cancel);
        Assert.Equal(found, string.Join(' ', findings.Select(finding => finding.Kind.Word)));
    }

    [Fact]
    public async Task a_mail_servers_certificate_is_seen_behind_starttls()
    {
        await using TlsServer server = new(Now.AddDays(5), smtp: true);
        SmtpOptions options = new() { Host = "127.0.0.1", Port = server.Port, Tls = MailTls.StartTls, TimeoutSeconds = 10 };
        DateTimeOffset? ends = await SmtpCertificate.EndsAsync(options, Cancel);
        Assert.Equal(Now.AddDays(5), ends);
    }

    [Fact]
    public async Task a_server_that_speaks_no_tls_is_left_out_and_not_an_alarm()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(Rounds.LeftOut, Assert.Single(await CertificateCheck.LookAsync([CertificatePlace.Of("the panel", "127.0.0.1", port)], new FakeTimeProvider(Now), Cancel)).Kind);
    }

    [Theory]
    [InlineData(2048, "")]
    [InlineData(1023, "ledger-room")]
    [InlineData(99, "ledger-full")]
    public void a_disk_that_fills_up_is_found_in_time(long megabytes, string found) =>
        Assert.Equal(found, string.Join(' ', Keeping.Judge(megabytes * 1024 * 1024, "/var/lib/billing").Select(finding => finding.Kind.Word)));

    /// <summary>A server with a certificate of its own making; as a mail server it greets and takes STARTTLS first.</summary>
    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource end = new();
        private readonly X509Certificate2 certificate;
        private readonly Task serving;

        public TlsServer(DateTimeOffset until, bool smtp)
        {
            using RSA key = RSA.Create(2048);
            CertificateRequest request = new("CN=panel.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using X509Certificate2 made = request.CreateSelfSigned(until.AddYears(-1), until);
            certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
            listener.Start();
            serving = ServeAsync(smtp);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            listener.Stop();
            await serving;
            certificate.Dispose();
            end.Dispose();
        }

        private async Task ServeAsync(bool smtp)
        {
            try
            {
                using TcpClient caller = await listener.AcceptTcpClientAsync(end.Token);
                await using NetworkStream plain = caller.GetStream();
                if (smtp)
                {
                    await plain.WriteAsync("220 mx.test ESMTP\r\n"u8.ToArray(), end.Token);
                    await LineAsync(plain);
                    await plain.WriteAsync("250-mx.test\r\n250 STARTTLS\r\n"u8.ToArray(), end.Token);
                    await LineAsync(plain);
                    await plain.WriteAsync("220 go ahead\r\n"u8.ToArray(), end.Token);
                }
                await using SslStream tls = new(plain);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, end.Token);
                while (smtp && await LineAsync(tls) is { Length: > 0 } line)
                {
                    await tls.WriteAsync(Encoding.ASCII.GetBytes(line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye\r\n" : "250 mx.test\r\n"), end.Token);
                    if (line.StartsWith("QUIT", StringComparison.Ordinal)) return;
                }
            }
            catch (Exception over) when (over is IOException or OperationCanceledException or SocketException or global::System.Security.Authentication.AuthenticationException)
            {
                return;   // whoever asked has seen enough
            }
        }

        private async Task<string> LineAsync(Stream stream)
        {
            StringBuilder line = new();
            byte[] one = new byte[1];
            while (await stream.ReadAsync(one, end.Token) == 1)
            {
                line.Append((char)one[0]);
                if (one[0] == '\n') break;
            }
            return line.ToString();
        }
    }
}
