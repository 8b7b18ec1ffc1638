using System.Security.Cryptography;
using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class EmailSigningTests : IDisposable
{
    private readonly OwnFolder own = new();
    private readonly RSA key = RSA.Create(2048);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ana@example.net")]
    [InlineData("ana@example.net", "carla@example.net")]
    public async Task whoever_has_the_public_key_sees_that_the_message_is_ours_and_as_it_was(string to, params string[] copies)
    {
        using EmailVoice voice = new(signer: Options(Pem(key)).Signer(new SecretSource()));
        Assert.IsType<ChannelOutcome.Accepted>(await voice.SendAsync(to, "suspended", copies));
        Assert.True(await VerifiesAsync(Assert.Single(voice.Sink.Contents)));
        Assert.True(await VerifiesAsync(Encoding.UTF8.GetString(voice.HandedOver.Content!)));
    }

    [Theory]
    [InlineData("Subject: ", "Subject: not ")]
    [InlineData("X-Notice-Id", "Reply-To: eve@example.net\r\nX-Notice-Id")]
    [InlineData("Auto-Submitted: auto-generated\r\n", "")]
    public async Task a_message_that_was_changed_on_the_way_is_none_of_ours(string was, string became)
    {
        using EmailVoice voice = new(signer: Options(Pem(key)).Signer(new SecretSource()));
        await voice.SendAsync(name: "suspended");
        string content = Assert.Single(voice.Sink.Contents), changed = content.Replace(was, became, StringComparison.Ordinal);
        Assert.NotEqual(content, changed);
        Assert.False(await VerifiesAsync(changed));
    }

    [Fact]
    public async Task without_a_key_nothing_is_signed()
    {
        using EmailVoice voice = new();
        await voice.SendAsync();
        Assert.False(Assert.Single(voice.Sink.Messages).Headers.Contains(HeaderId.DkimSignature));
    }

    [Fact]
    public void a_key_that_cannot_sign_is_named_in_one_line()
    {
        using RSA tooShort = RSA.Create(512);
        Assert.Contains("512 bits, too short", Refusal(Pem(tooShort)), StringComparison.Ordinal);
        Assert.Contains("no private RSA key", Refusal("sesame"), StringComparison.Ordinal);
        Assert.Contains("no private RSA key", Refusal(key.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
        Assert.Contains("it is not there", Assert.Throws<SecretException>(() => new DkimOptions { Domain = "example.com", Selector = "billing", Key = "file:/no/such/key.pem" }.Signer(new SecretSource())).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        key.Dispose();
        own.Dispose();
    }

    private string Refusal(string pem)
    {
        string said = Assert.Throws<SecretException>(() => Options(pem).Signer(new SecretSource())).Message;
        Assert.DoesNotContain('\n', said);
        Assert.DoesNotContain("PRIVATE", said, StringComparison.Ordinal);
        return said;
    }

    private DkimOptions Options(string pem)
    {
        File.WriteAllText(own["dkim.pem"], pem);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(own["dkim.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new DkimOptions { Domain = "example.com", Selector = "billing", Key = $"file:{own["dkim.pem"]}" };
    }

    private static string Pem(RSA rsa) => rsa.ExportPkcs8PrivateKeyPem();

    private async Task<bool> VerifiesAsync(string content)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(content));
        using MimeMessage message = await MimeMessage.LoadAsync(stream, Cancel);
        Header signature = Assert.Single(message.Headers, header => header.Id == HeaderId.DkimSignature);
        Assert.Contains("d=example.com; s=billing;", signature.Value, StringComparison.Ordinal);
        return await new DkimVerifier(new InTheDns(key)).VerifyAsync(message, signature, Cancel);
    }

    private sealed class InTheDns(RSA rsa) : IDkimPublicKeyLocator
    {
        public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancel) =>
            (domain, selector) is ("example.com", "billing") ? PublicKeyFactory.CreateKey(rsa.ExportSubjectPublicKeyInfo()) : throw new InvalidOperationException("no such key");

        public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancel) => Task.FromResult(LocatePublicKey(methods, domain, selector, cancel));
    }
}
