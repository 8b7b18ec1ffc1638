using System.Diagnostics;
using System.Net;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Evidence;

/// <summary>A time-stamping authority of openssl behind HTTP, as RFC 3161 has it; and hands on what it confirmed.</summary>
public sealed class StampingTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-tsa-").FullName;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpListener listener = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private MemoryLedger ledger = null!;
    private Uri authority = null!;
    private Func<byte[], byte[]> answer = query => query;
    private HttpStatusCode status = HttpStatusCode.OK;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ledger = new MemoryLedger(clock);
        await File.WriteAllTextAsync(Path.Combine(folder, "tsa.cnf"), """
            [tsa]
            default_tsa = here
            [here]
            serial = ./serial
            signer_cert = ./tsa.crt
            certs = ./tsa.crt
            signer_key = ./tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            other_policies = 1.2.3.4.2
            digests = sha256
            ess_cert_id_alg = sha256
            [req]
            distinguished_name = dn
            x509_extensions = ext
            prompt = no
            [dn]
            CN = Test TSA
            [ext]
            extendedKeyUsage = critical,timeStamping
            """, Cancel);
        Openssl("req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.crt -days 30 -config tsa.cnf");
        answer = Reply;
        int port = Port();
        authority = new Uri($"http://127.0.0.1:{port}/tsr");
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        http.Dispose();
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task the_end_of_the_chain_is_confirmed_once()
    {
        await HappensAsync(3);
        Stamping stamping = new(authority, http);

        Assert.NotNull(await stamping.StampAsync(ledger.Evidence, Cancel));
        Assert.Null(await stamping.StampAsync(ledger.Evidence, Cancel));
        await HappensAsync(1);
        ChainReport chain = await ChainCheck.RunAsync(ledger.Evidence, null, Cancel);
        Assert.Equal((true, 5L, 1), (chain.Holds, chain.Entries, chain.Stamps));
    }

    [Fact]
    public async Task a_stamp_of_another_chain_confirms_nothing()
    {
        await HappensAsync(3);
        await new Stamping(authority, http).StampAsync(ledger.Evidence, Cancel);
        EvidenceEntry stamp = await LastAsync(ledger);

        await using MemoryLedger other = new(clock);
        await other.Evidence.AppendAsync([new EvidenceRecord(EvidenceKind.Opened, 8, 8, "", Proof.None), new EvidenceRecord(EvidenceKind.Opened, 8, 8, "", Proof.None), new EvidenceRecord(EvidenceKind.Opened, 8, 8, "", Proof.None),
            new EvidenceRecord(EvidenceKind.Stamped, 0, null, "", new Proof(stamp.Says.Facts, new Dictionary<string, string>()))], Cancel);

        Assert.Equal("is a time stamp of something else than the chain before it", Assert.Single((await ChainCheck.RunAsync(other.Evidence, null, Cancel)).Findings).What);
    }

    [Fact]
    public async Task an_authority_that_confirms_something_else_is_not_believed()
    {
        await HappensAsync(1);
        byte[] another = Query("another text");
        answer = _ => Reply(another);
        await NotStampedAsync();
    }

    [Theory]
    [InlineData("<html>maintenance</html>")]
    [InlineData("")]
    public async Task what_is_no_time_stamp_is_none(string body)
    {
        await HappensAsync(1);
        answer = _ => global::System.Text.Encoding.UTF8.GetBytes(body);
        await NotStampedAsync();
    }

    [Fact]
    public async Task an_authority_that_is_down_is_asked_later()
    {
        await HappensAsync(1);
        status = HttpStatusCode.ServiceUnavailable;
        Assert.Contains("HTTP 503", await NotStampedAsync(), StringComparison.Ordinal);
        listener.Close();
        Assert.Contains("asked again later", await NotStampedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_empty_chain_needs_no_stamp() => Assert.Null(await new Stamping(authority, http).StampAsync(ledger.Evidence, Cancel));

    private async Task<string> NotStampedAsync()
    {
        long before = (await ledger.Evidence.HeadAsync(Cancel)).Number;
        string said = (await Assert.ThrowsAsync<EvidenceException>(() => new Stamping(authority, http).StampAsync(ledger.Evidence, Cancel))).Message;
        Assert.DoesNotContain('\n', said);
        Assert.Equal(before, (await ledger.Evidence.HeadAsync(Cancel)).Number);
        return said;
    }

    private Task<int> HappensAsync(int times) =>
        ledger.Evidence.AppendAsync([.. Enumerable.Range(0, times).Select(_ => new EvidenceRecord(EvidenceKind.Opened, 7, 100, "", Proof.None))], Cancel);

    private static async Task<EvidenceEntry> LastAsync(MemoryLedger of)
    {
        EvidenceEntry? last = null;
        await foreach (EvidenceEntry entry in of.Evidence.ReadAllAsync(1, Cancel)) last = entry;
        return last!;
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext call;
            try { call = await listener.GetContextAsync(); }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException) { return; }
            using MemoryStream query = new();
            await call.Request.InputStream.CopyToAsync(query, CancellationToken.None);
            byte[] reply = call.Request.ContentType == "application/timestamp-query" ? answer(query.ToArray()) : [];
            call.Response.StatusCode = (int)status;
            call.Response.ContentType = "application/timestamp-reply";
            await call.Response.OutputStream.WriteAsync(reply, CancellationToken.None);
            call.Response.Close();
        }
    }

    private byte[] Reply(byte[] query)
    {
        File.WriteAllBytes(Path.Combine(folder, "query.tsq"), query);
        Openssl("ts -reply -queryfile query.tsq -out reply.tsr -config tsa.cnf -section here");
        return File.ReadAllBytes(Path.Combine(folder, "reply.tsr"));
    }

    private byte[] Query(string text)
    {
        File.WriteAllText(Path.Combine(folder, "text"), text);
        Openssl("ts -query -data text -sha256 -cert -out another.tsq");
        return File.ReadAllBytes(Path.Combine(folder, "another.tsq"));
    }

    private void Openssl(string arguments)
    {
        using Process openssl = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        string said = openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        Assert.True(openssl.ExitCode == 0, said);
    }

    private static int Port()
    {
        using global::System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
