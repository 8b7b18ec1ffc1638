using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>What may have happened, and what an admin has to do, for everything that can come instead of a success.</summary>
public sealed class TransportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_call_is_a_form_with_our_credentials()
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync("""{"result":"success"}""");
        using WhmcsApi api = panel.Api(options => options with { AccessKey = () => "the-key" });
        await api.WriteAsync(new ApiCall("GenInvoices").With("clientid", 7).WithEach("serviceids", [10, 11]), Cancel);
        IReadOnlyDictionary<string, string> asked = Assert.Single(panel.Asked);
        Assert.Equal(("GenInvoices", "json", PanelDouble.Identifier, PanelDouble.Secret, "the-key"), (asked["action"], asked["responsetype"], asked["identifier"], asked["secret"], asked["accesskey"]));
        Assert.Equal(("7", "10", "11"), (asked["clientid"], asked["serviceids[0]"], asked["serviceids[1]"]));
    }

    [Theory]
    [InlineData("Invalid IP 203.0.113.9", PanelFailure.AccessDenied, "203.0.113.9")]
    [InlineData("Authentication Failed", PanelFailure.AccessDenied, "wrong identifier or secret")]
    [InlineData("Invalid or missing credentials", PanelFailure.AccessDenied, "wrong identifier or secret")]
    [InlineData("Administrator Account Disabled", PanelFailure.AccessDenied, "disabled")]
    [InlineData("Access Denied", PanelFailure.AccessDenied, "API Access")]
    [InlineData("Invalid Permissions: API action \\\"modulesuspend\\\" is not allowed", PanelFailure.MissingRight, "add ModuleSuspend to the API role")]
    public async Task a_refusal_says_what_to_do(string message, PanelFailure failure, string cure)
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync($$"""{"result":"error","message":"{{message}}"}""", 403);
        PanelException refused = await panel.RefusesChangeAsync("ModuleSuspend");
        Assert.Equal(failure, refused.Failure);
        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{panel.Url.Port}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task a_no_is_told_in_the_panels_words()
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync("""{"result":"error","message":"Service not assigned to a module"}""");
        PanelException no = await panel.RefusesChangeAsync("ModuleSuspend");
        Assert.Equal(PanelFailure.Rejected, no.Failure);
        Assert.EndsWith("the panel says: Service not assigned to a module", no.Message);
    }

    [Fact]
    public async Task a_server_that_refuses_the_panel_is_not_the_panel_refusing_us()
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync("""{"result":"error","message":"Authentication Failed"}""");
        Assert.Equal(PanelFailure.Rejected, (await panel.RefusesChangeAsync("ModuleSuspend")).Failure);
    }

    [Theory]
    [InlineData("<html>maintenance</html>", 200)]
    [InlineData("", 200)]
    [InlineData("<h1>Oops</h1>", 500)]
    [InlineData("", 502)]
    [InlineData("slow down", 429)]
    public async Task a_read_is_asked_four_times(string body, int status)
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync(body, status, "text/html");
        await panel.RefusesAsync();
        Assert.Equal(4, panel.Asked.Count);
    }

    [Fact]
    public async Task a_read_recovers()
    {
        int calls = 0;
        await using PanelDouble panel = await PanelDouble.AnsweringAsync(http =>
        {
            if (Interlocked.Increment(ref calls) < 3) http.Response.StatusCode = 503;
            return calls < 3 ? Task.CompletedTask : http.Response.WriteAsync("""{"result":"success","value":"x"}""");
        });
        using WhmcsApi api = panel.Api();
        Assert.Equal("x", (await api.ReadAsync(new ApiCall("GetConfigurationValue"), Cancel)).Text("value"));
        Assert.Equal(3, panel.Asked.Count);
    }

    [Fact]
    public async Task a_no_is_not_asked_again()
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync("""{"result":"error","message":"Invoice ID Not Found"}""");
        await panel.RefusesAsync();
        Assert.Single(panel.Asked);
    }

    [Theory]
    [InlineData("<html>maintenance</html>", 200)]
    [InlineData("", 200)]
    [InlineData("<h1>Oops</h1>", 500)]
    [InlineData("""{"maintenance":true}""", 200)]
    public async Task a_change_without_an_answer_is_sent_once_and_in_doubt(string body, int status)
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync(body, status, "text/html");
        Assert.Equal(PanelFailure.InDoubt, (await panel.RefusesChangeAsync()).Failure);
        Assert.Single(panel.Asked);
    }

    [Fact]
    public async Task a_change_whose_connection_is_cut_is_in_doubt()
    {
        await using PanelDouble panel = await PanelDouble.AnsweringAsync(http => { http.Abort(); return Task.CompletedTask; });
        Assert.Equal(PanelFailure.InDoubt, (await panel.RefusesChangeAsync()).Failure);
        Assert.Single(panel.Asked);
    }

    [Fact]
    public async Task a_change_that_takes_too_long_is_in_doubt()
    {
        await using PanelDouble panel = await PanelDouble.AnsweringAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        PanelException late = await panel.RefusesChangeAsync("ModuleTerminate", options => options with { WriteTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(PanelFailure.InDoubt, late.Failure);
        Assert.Contains("no answer within 0.3 s", late.Message, StringComparison.Ordinal);
        Assert.Single(panel.Asked);
    }

    [Fact]
    public async Task a_change_that_we_stop_waiting_for_is_in_doubt()
    {
        using var stop = new CancellationTokenSource();
        await using PanelDouble panel = await PanelDouble.AnsweringAsync(async http => { await stop.CancelAsync(); await Task.Delay(Timeout.Infinite, http.RequestAborted); });
        using WhmcsApi api = panel.Api();
        PanelException stopped = await Assert.ThrowsAsync<PanelException>(() => api.WriteAsync(new ApiCall("GenInvoices"), stop.Token));
        Assert.Equal(PanelFailure.InDoubt, stopped.Failure);
    }

    [Fact]
    public async Task where_nobody_listens_nothing_happened()
    {
        using WhmcsApi api = PanelDouble.Caller(PanelDouble.NobodyThere());
        PanelException gone = await Assert.ThrowsAsync<PanelException>(() => api.WriteAsync(new ApiCall("GenInvoices"), Cancel));
        Assert.Equal(PanelFailure.Unreachable, gone.Failure);
        Assert.Contains("nobody answers there", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_redirect_is_not_followed_with_our_secret()
    {
        await using PanelDouble elsewhere = await PanelDouble.SayingAsync("""{"result":"success"}""");
        await using PanelDouble panel = await PanelDouble.AnsweringAsync(http => { http.Response.Redirect(elsewhere.Url + "includes/api.php", false, true); return Task.CompletedTask; });
        PanelException moved = await panel.RefusesChangeAsync();
        Assert.Equal(PanelFailure.BadAnswer, moved.Failure);
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task what_cannot_be_understood_is_shown_short_and_without_secrets()
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync($"<p>Debug: secret={PanelDouble.Secret}\n identifier={PanelDouble.Identifier}</p>{new string('x', 5000)}", 200, "text/html");
        PanelException bad = await panel.RefusesAsync();
        Assert.Equal(PanelFailure.BadAnswer, bad.Failure);
        Assert.DoesNotContain(PanelDouble.Secret, bad.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PanelDouble.Identifier, bad.ToString(), StringComparison.Ordinal);
        Assert.InRange(bad.Message.Length, 1, 260);
    }

    [Fact]
    public async Task the_log_has_the_action_and_never_the_secret()
    {
        var log = new LogOfATest();
        await using PanelDouble panel = await PanelDouble.SayingAsync("<html>no</html>", 500, "text/html");
        using WhmcsApi api = panel.Api(log: log);
        await Assert.ThrowsAsync<PanelException>(() => api.ReadAsync(new ApiCall("GetInvoice").With("notes", "private words"), Cancel));
        Assert.Contains(log.Lines, line => line.StartsWith("2001 GetInvoice at 127.0.0.1", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith("2002 GetInvoice at 127.0.0.1", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(PanelDouble.Secret, StringComparison.Ordinal) || line.Contains("private", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_certificate_that_nobody_signed_needs_its_fingerprint()
    {
        using X509Certificate2 certificate = PanelDouble.SelfSigned();
        await using PanelDouble panel = await PanelDouble.AnsweringAsync(http => http.Response.WriteAsync("""{"result":"success"}"""), certificate);
        PanelException untrusted = await panel.RefusesChangeAsync();
        Assert.Equal(PanelFailure.Unreachable, untrusted.Failure);
        Assert.Contains("certificate is not trusted", untrusted.Message, StringComparison.Ordinal);
        Assert.Contains("not the pinned one", (await panel.RefusesChangeAsync(with: options => options with { CertificateFingerprint = new string('0', 64) })).Message, StringComparison.Ordinal);
        using WhmcsApi pinned = panel.Api(options => options with { CertificateFingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256) });
        await pinned.WriteAsync(new ApiCall("GenInvoices"), Cancel);
        Assert.Single(panel.Asked);
    }

    [Theory]
    [InlineData("http://panel.example/", false)]
    [InlineData("https://panel.example/whmcs", true)]
    [InlineData("http://127.0.0.1:8080/", true)]
    [InlineData("https://user:password@panel.example/", false)]
    [InlineData("ftp://panel.example/", false)]
    public void secrets_travel_only_where_nobody_reads_them(string address, bool allowed)
    {
        Exception? no = Record.Exception(() => PanelDouble.Caller(new Uri(address)).Dispose());
        Assert.Equal(allowed, no is null);
        Assert.DoesNotContain("password@", no?.Message ?? "", StringComparison.Ordinal);
    }
}
