using Billing.Sdk;

namespace Billing.Plugin.Acme;

/// <summary>acme.json: the server, and the token that opens it.</summary>
internal sealed record AcmeSettings(Uri Server, string Token)
{
    private static readonly Uri Nowhere = new("https://invalid.invalid/");

    /// <summary>The file → settings, or all of its problems at once.</summary>
    public static AcmeSettings Read(AdapterContext context)
    {
        var file = new SettingsSection(context, "server", "token");
        return file.Approve(new AcmeSettings(Address(file), file.Secret("token")));
    }

    private static Uri Address(SettingsSection file)
    {
        string text = file.Text("server");
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps) return address;
        if (text.Length > 0) file.Report("server", "must be an address that begins with https://");
        return Nowhere;
    }
}
