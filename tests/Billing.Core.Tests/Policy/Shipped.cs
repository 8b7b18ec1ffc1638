using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>The configuration as it is shipped.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Path.Combine(Root(), "config");

    public static string Text(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public static JsonNode Json => JsonNode.Parse(Text("policy.json"), documentOptions: PolicyReader.Syntax)!;

    public static string? Holidays(string path) => File.Exists(Path.Combine(Folder, path)) ? Text(path) : null;

    public static PolicyReading Read(string patch = "{}") =>
        PolicyReader.Read(PolicyReader.Merge(Json, JsonNode.Parse(patch)), "policy.json", Holidays);

    public static BillingPolicy Policy(string patch = "{}")
    {
        PolicyReading reading = Read(patch);
        Assert.Empty(reading.Problems);
        return reading.Policy!;
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Billing.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Billing.sln");
        return folder;
    }
}
