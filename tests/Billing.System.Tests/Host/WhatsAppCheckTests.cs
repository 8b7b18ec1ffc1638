using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>`billing check` of a WhatsApp channel.</summary>
public sealed class WhatsAppCheckTests : IDisposable
{
    private const string Secret = "BILLING_TEST_WHATSAPP", Word = "a-word-nobody-may-see";
    private readonly Trial trial = new();

    public WhatsAppCheckTests() => Environment.SetEnvironmentVariable(Secret, Word);

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task what_the_sample_says_can_be_right()
    {
        SetUp();
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.DoesNotContain("whatsapp, which is not set up", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Word, said.Output + said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url", "\"http://graph.facebook.com/\"", "$.channels.whatsapp.url")]
    [InlineData("version", "\"latest\"", "$.channels.whatsapp.version")]
    [InlineData("phoneNumberId", "\"+54 9 11 5555-1234\"", "$.channels.whatsapp.phoneNumberId")]
    [InlineData("token", "\"EAAGsecret\"", "a secret must not be written out here")]
    [InlineData("token", "\"env:BILLING_TEST_THAT_IS_NOT_SET\"", "$.channels.whatsapp.token: the environment variable")]
    [InlineData("appSecret", "\"env:BILLING_TEST_THAT_IS_NOT_SET\"", "$.channels.whatsapp.appSecret: the environment variable")]
    [InlineData("numbers", "{ \"ES\": \"both\" }", "$.channels.whatsapp.numbers.ES")]
    [InlineData("numbers", "{ \"AR\": \"drop8\" }", "Did you mean \"drop9\"?")]
    [InlineData("perDay", "0", "$.channels.whatsapp.perDay")]
    [InlineData("payLinks", "\"notices.example.com\"", "$.channels.whatsapp.payLinks")]
    [InlineData("headerPdf", "true", "WHMCS gives an invoice's PDF to nobody")]
    [InlineData("consent", "\"everybody\"", "$.channels.whatsapp.consent")]
    [InlineData("consent", "{ \"field\": \"3\", \"yes\": [] }", "nobody could ever agree")]
    [InlineData("consent", "{ \"field\": \"WhatsApp\", \"yes\": [\"on\"] }", "by their numbers only")]
    [InlineData("consents", "true", "Did you mean \"consent\"?")]
    public async Task what_cannot_be_right_is_named_with_its_place(string key, string value, string said)
    {
        SetUp();
        trial.Change("billing.json", billing => billing["channels"]!["whatsapp"]![key] = JsonNode.Parse(value));
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
        Assert.DoesNotContain("EAAG", answer.Output + answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task who_agreed_is_not_guessed_at()
    {
        SetUp();
        trial.Change("billing.json", billing => billing["channels"]!["whatsapp"]!.AsObject().Remove("consent"));
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Contains("$.channels.whatsapp: \"consent\" is missing", said.Output, StringComparison.Ordinal);
    }

    private void SetUp() => trial.Change("billing.json", billing =>
    {
        JsonObject whatsApp = JsonNode.Parse("""
            {
              "url": "https://graph.facebook.com/", "version": "v23.0", "phoneNumberId": "106540352242922", "numbers": { "AR": "both", "MX": "both", "BR": "both" },
              "perSecond": 20, "perDay": 250, "timeoutSeconds": 30, "payLinks": "https://notices.example.com/t/", "headerPdf": false, "consent": { "field": "3", "yes": ["on"] }
            }
            """)!.AsObject();
        foreach (string key in new[] { "token", "appSecret", "verifyToken" }) whatsApp[key] = $"env:{Secret}";
        billing["panel"]!["read"] = "api";
        billing["panel"]!.AsObject().Remove("database");
        billing["channels"]!["whatsapp"] = whatsApp;
    });
}
