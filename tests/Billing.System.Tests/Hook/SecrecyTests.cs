using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;
using static Billing.System.Tests.Hook.HookedPanel;

namespace Billing.System.Tests.Hook;

/// <summary>Over TLS it speaks to Billing only: to whom the CA names, or whose key is pinned.</summary>
[Collection(HookTime.Own)]
public sealed class SecrecyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-hook-tls-").FullName;
    private readonly X509Certificate2 right = Made("billing.example.com"), wrong = Made("billing.example.com"), other = Made("elsewhere.example.com");

    [Fact] public async Task who_has_the_certificate_of_the_ca_and_the_name_is_told() => Assert.True(await IsToldAsync(right, ("ca", Pem(right))));

    [Fact] public async Task who_has_a_certificate_of_another_ca_is_not_told() => Assert.False(await IsToldAsync(wrong, ("ca", Pem(right))));

    [Fact] public async Task who_has_a_certificate_of_another_name_is_not_told() => Assert.False(await IsToldAsync(other, ("ca", Pem(other))));

    [Fact] public async Task who_has_a_certificate_that_nobody_knows_is_not_told() => Assert.False(await IsToldAsync(right));

    [Fact] public async Task who_has_the_pinned_key_is_told() => Assert.True(await IsToldAsync(right, ("pin", Pin(right))));

    [Fact] public async Task who_has_another_key_than_the_pinned_one_is_not_told() => Assert.False(await IsToldAsync(wrong, ("pin", Pin(right))));

    private static async Task<bool> IsToldAsync(X509Certificate2 certificate, params (string, string)[] settings)
    {
        await using Ear billing = new(Answers.Takes, certificate);
        using HookedPanel panel = new((string?)null);
        panel.Configure([("url", $"https://billing.example.com:{billing.Port}/hooks/whmcs"), ("address", "127.0.0.1"), .. settings]);
        Assert.True((await panel.RunAsync(Paid(1))).Unharmed);
        for (int turns = 0; turns < 3 && billing.Requests.IsEmpty; turns++) Assert.True((await panel.RunAsync(Cron)).Unharmed);   // a slow machine's handshake
        Assert.Equal(billing.Requests.IsEmpty, panel.Waiting.Count == 1);
        return !billing.Requests.IsEmpty;
    }

    private string Pem(X509Certificate2 certificate)
    {
        string file = Path.Combine(folder, certificate.Thumbprint + ".pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static string Pin(X509Certificate2 certificate) => "sha256//" + Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private static X509Certificate2 Made(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        foreach (X509Certificate2 one in new[] { right, wrong, other }) one.Dispose();
        Directory.Delete(folder, true);
    }
}
