using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;
using static Billing.System.Tests.Hook.HookedPanel;

namespace Billing.System.Tests.Hook;

/// <summary>What is said: whom to look at, signed, and no more.</summary>
[Collection(HookTime.Own)]
public sealed partial class TellingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_payment_is_told_by_its_invoice_and_nothing_else()
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        long before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Came came = await panel.RunAsync(("InvoicePaid", new { invoiceid = 1042, model = true }));
        Heard heard = Assert.Single(billing.Requests);
        Match form = BodyForm().Match(heard.Body);
        Assert.True(form.Success, heard.Body);
        Assert.InRange(DateTimeOffset.Parse(form.Groups[1].Value, CultureInfo.InvariantCulture).ToUnixTimeSeconds(), before, before + 60);
        Assert.Equal("POST /hooks/whmcs HTTP/1.1", heard.RequestLine);
        Assert.Equal("application/json", heard.Headers["Content-Type"]);
        Assert.True(came.Unharmed);
        Assert.Empty(came.Lines);
        Assert.Empty(panel.Waiting);
    }

    [Fact]
    public async Task a_post_is_signed_over_its_time_and_its_body()
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        panel.Configure(("url", At(billing)), ("key", "next.key-2"));
        await panel.RunAsync(Paid(1));
        Heard heard = Assert.Single(billing.Requests);
        Match signature = SignatureForm().Match(heard.Headers["X-Billing-Signature"]);
        Assert.Equal("next.key-2", signature.Groups["key"].Value);
        Assert.InRange(long.Parse(signature.Groups["time"].Value, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{signature.Groups["time"].Value}.{heard.Body}"))), signature.Groups["is"].Value);
    }

    [Fact]
    public async Task the_example_of_the_readme_is_signed_as_it_says()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(House.Tree.Root, "src/Billing.Whmcs/hook/README.md"), Cancel);
        string body = ReadmeBody().Match(readme).Value, key = ReadmeSecret().Match(readme).Groups[1].Value;
        Match signature = ReadmeSignature().Match(readme);
        Assert.Equal(signature.Groups["is"].Value, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{signature.Groups["time"].Value}.{body}"))));
    }

    [Theory]
    [InlineData("InvoiceCreated", """{"source":"autogen","user":"system","invoiceid":5,"status":"Unpaid"}""", """{"invoice":5}""")]
    [InlineData("InvoicePaid", """{"invoiceid":5}""", """{"invoice":5}""")]
    [InlineData("InvoiceCancelled", """{"invoiceid":"5"}""", """{"invoice":5}""")]
    [InlineData("InvoiceUnpaid", """{"invoiceid":5}""", """{"invoice":5}""")]
    [InlineData("InvoiceRefunded", """{"invoiceid":5}""", """{"invoice":5}""")]
    [InlineData("OrderPaid", """{"orderId":3,"userId":7,"invoiceId":5}""", """{"order":3,"client":7,"invoice":5}""")]
    [InlineData("AfterShoppingCartCheckout", """{"OrderID":3,"OrderNumber":9123456789,"ServiceIDs":[1,2],"PaymentMethod":"paypal","InvoiceID":0,"TotalDue":0}""", """{"order":3}""")]
    [InlineData("CancellationRequest", """{"userid":7,"relid":10,"reason":"I move to Ana's","type":"Immediate"}""", """{"client":7,"service":10}""")]
    [InlineData("AfterModuleCreate", """{"params":{"serviceid":10,"userid":7,"password":"x"}}""", """{"client":7,"service":10}""")]
    [InlineData("AfterModuleSuspend", """{"params":{"serviceid":"10","userid":"7"}}""", """{"client":7,"service":10}""")]
    [InlineData("AfterModuleUnsuspend", """{"serviceid":10,"params":{"userid":7}}""", """{"client":7,"service":10}""")]
    [InlineData("AfterModuleTerminate", """{"params":{"serviceid":10}}""", """{"service":10}""")]
    public async Task each_point_says_whom_to_look_at(string point, string vars, string said)
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        Assert.True((await panel.RunAsync((point, JsonNode.Parse(vars)!))).Unharmed);
        JsonObject told = (JsonObject)Assert.Single(billing.Events);
        Assert.Equal(point, (string?)told["event"]);
        foreach (string common in new[] { "id", "event", "at" }) Assert.True(told.Remove(common));
        Assert.Equal(said, told.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"invoiceid":0}""")]
    [InlineData("""{"invoiceid":"5; DROP TABLE"}""")]
    [InlineData("""{"invoiceid":[5]}""")]
    [InlineData("""[]""")]
    [InlineData("\"words\"")]
    public async Task what_is_about_nobody_is_not_told(string vars)
    {
        await using Ear billing = new(Answers.Takes);
        using HookedPanel panel = new(billing);
        Assert.True((await panel.RunAsync(("InvoicePaid", JsonNode.Parse(vars)!))).Unharmed);
        Assert.Empty(billing.Requests);
        Assert.Empty(panel.Waiting);
    }

    [Fact]
    public async Task neither_the_secret_nor_what_the_panel_hands_over_is_in_the_spool_the_log_or_the_post()
    {
        await using Ear billing = new(Answers.Says("HTTP/1.1 500 Oops\r\n\r\n"));
        using HookedPanel panel = new(billing);
        Came came = await panel.RunAsync(("AfterModuleCreate", new { @params = new { serviceid = 10, userid = 7, password = "hunter2", domain = "ana.example", clientsdetails = new { email = "ana@example.com" } } }));
        string all = string.Join('\n', [.. came.Lines, .. panel.Waiting.Select(File.ReadAllText), .. billing.Requests.Select(heard => JsonSerializer.Serialize(heard))]);
        Assert.NotEmpty(came.Lines);
        Assert.NotEmpty(panel.Waiting);
        foreach (string secret in new[] { Secret, "hunter2", "ana" }) Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_event_is_in_the_spool_before_it_is_posted()
    {
        IReadOnlyList<int> written = [];
        using HookedPanel panel = new((string?)null);
        await using Ear billing = new(async (heard, stream, cancel) =>
        {
            written = panel.WaitingInvoices;
            return await Answers.Takes(heard, stream, cancel);
        });
        panel.Configure(("url", At(billing)));
        await panel.RunAsync(Paid(1042));
        Assert.Equal([1042], written);
        Assert.Empty(panel.Waiting);
    }

    [Fact]
    public async Task the_files_are_php_and_declare_no_name_that_another_hook_could_have()
    {
        using HookedPanel panel = new(Nowhere);
        foreach (string file in new[] { "billing.php", "_billing.config.php" })
        {
            string path = Path.Combine(House.Tree.Root, "src/Billing.Whmcs/hook", file);
            (int code, string output, string errors) = await panel.StartAsync([Php, "-l", path]);
            Assert.True(code == 0, output + errors);
            Assert.DoesNotMatch(@"(?m)^\s*(abstract |final )?(function|class|interface|trait|const|define) ?\(?\w+ ?[({=]", string.Join('\n', (await File.ReadAllLinesAsync(path, Cancel)).Where(line => !line.StartsWith("        ", StringComparison.Ordinal))));
        }
        (int outside, string said, _) = await panel.StartAsync([Php, panel.Hook]);
        Assert.Equal((0, ""), (outside, said));
    }

    [GeneratedRegex("""^{"version":1,"events":\[{"id":"[0-9a-f]{32}","event":"InvoicePaid","at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)","invoice":1042}\]}$""")]
    private static partial Regex BodyForm();

    [GeneratedRegex("""(?m)^{"version":1.*}$""")]
    private static partial Regex ReadmeBody();

    [GeneratedRegex("with the secret `([0-9a-f]+)`")]
    private static partial Regex ReadmeSecret();

    [GeneratedRegex("X-Billing-Signature: t=(?<time>[0-9]+),k=panel-1,v1=(?<is>[0-9a-f]{64})")]
    private static partial Regex ReadmeSignature();

    [GeneratedRegex("^t=(?<time>[0-9]+),k=(?<key>[A-Za-z0-9._-]+),v1=(?<is>[0-9a-f]{64})$")]
    private static partial Regex SignatureForm();
}
