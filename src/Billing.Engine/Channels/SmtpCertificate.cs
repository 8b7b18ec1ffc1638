using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Billing.Engine.Channels;

/// <summary>The certificate that a mail server shows, whatever is wrong with it. Nothing is sent and nobody logs in.</summary>
internal static class SmtpCertificate
{
    /// <returns>Until when it is good; null when the server shows none.</returns>
    public static async Task<DateTimeOffset?> EndsAsync(SmtpOptions options, CancellationToken cancel)
    {
        DateTimeOffset? ends = null;
        using SmtpClient client = new() { CheckCertificateRevocation = false, Timeout = options.TimeoutSeconds * 1000 };
        client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
        {
            if (certificate is not null) ends = new X509Certificate2(certificate).NotAfter.ToUniversalTime();
            return certificate is not null;
        };
        try
        {
            await client.ConnectAsync(options.Host, options.Port, options.Tls == MailTls.Tls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls, cancel);
            await client.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception no) when (no is MailKit.CommandException or MailKit.ProtocolException or NotSupportedException or SslHandshakeException)
        {
            if (ends is null) throw new IOException(no.Message, no);   // else it was seen, which is all that was wanted
        }
        return ends;
    }
}
