using System.Text.Json;
using Billing.Sdk;

namespace Billing.Plugin.Acme;

/// <summary>acme.json: the server, and the token that opens it.</summary>
internal sealed record AcmeSettings(Uri Server, string Token)
{
    private static readonly string[] Keys = ["server", "token"];

    /// <summary>The file → settings, or all of its problems at once.</summary>
    public static AcmeSettings Read(AdapterContext context)
    {
        if (context.Configuration.ValueKind != JsonValueKind.Object) throw new AdapterConfigurationException(["$: must be { \"server\": …, \"token\": … }"]);
        List<string> problems = [.. context.Configuration.EnumerateObject().Where(key => !Keys.Contains(key.Name)).Select(key => $"{key.Name}: there is no such key; there are {string.Join(", ", Keys)}")];
        if (!Uri.TryCreate(Text(context.Configuration, "server"), UriKind.Absolute, out Uri? server) || server.Scheme != Uri.UriSchemeHttps)
            problems.Add("server: must be an address that begins with https://");
        string token = Secret(context, problems);
        return problems.Count == 0 ? new AcmeSettings(server!, token) : throw new AdapterConfigurationException(problems);
    }

    private static string Secret(AdapterContext context, List<string> problems)
    {
        try
        {
            return context.Secret(Text(context.Configuration, "token"));
        }
        catch (AdapterConfigurationException missing)
        {
            problems.Add($"token: {missing.Message}");
            return "";
        }
    }

    private static string Text(JsonElement file, string key) =>
        file.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
