using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Billing.System.Tests.House;

/// <summary>Who may know whom. A new arrow is a decision, and this is where it is written down.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["Billing.Core"] = ([], ["Microsoft.CodeAnalysis.BannedApiAnalyzers"]),
        ["Billing.Sdk"] = ([], []),
        ["Billing.Engine"] = (["Billing.Core", "Billing.Sdk"], ["Dapper", "MySqlConnector", "Microsoft.Data.Sqlite", "Evolve", "MailKit", "DnsClient", "Handlebars.Net", "Polly.Core", "RestSharp", "libphonenumber-csharp", "System.Security.Cryptography.Pkcs"]),
        ["Billing.Whmcs"] = (["Billing.Engine", "Billing.Core"], ["Dapper", "MySqlConnector", "RestSharp", "Polly.Core", "Microsoft.Extensions.Logging.Abstractions"]),
        ["Billing.Sandbox"] = ([], ["Dapper", "MySqlConnector", "Microsoft.Data.Sqlite"]),
        ["Billing.Host"] = (["Billing.Engine", "Billing.Whmcs", "Billing.Sandbox"],
            ["Quartz", "Serilog", "Serilog.AspNetCore", "System.CommandLine", "Spectre.Console", "Microsoft.Extensions.Hosting.Systemd", "PdfPig", "Ical.Net",
                "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Exporter.Prometheus.AspNetCore"]),
    };

    /// <summary>Libraries that one folder of a project keeps to itself.</summary>
    private static readonly (string Project, string Library, string[] Folders)[] Kept =
    [
        ("src/Billing.Engine", "Dapper", ["Ledger"]), ("src/Billing.Engine", "MySqlConnector", ["Ledger"]), ("src/Billing.Engine", "Microsoft.Data.Sqlite", ["Ledger"]),
        ("src/Billing.Engine", "EvolveDb", ["Ledger"]), ("src/Billing.Engine", "MailKit", ["Channels"]), ("src/Billing.Engine", "MimeKit", ["Channels"]), ("src/Billing.Engine", "HandlebarsDotNet", ["Channels"]),
        ("src/Billing.Engine", "RestSharp", ["Channels/WhatsApp"]), ("src/Billing.Engine", "PhoneNumbers", ["Channels/WhatsApp"]),
        ("src/Billing.Engine", "DnsClient", ["Doctor"]),
        ("src/Billing.Whmcs", "Dapper", ["Reading"]), ("src/Billing.Whmcs", "MySqlConnector", ["Reading"]),
        ("src/Billing.Whmcs", "RestSharp", ["Api", "Writing"]), ("src/Billing.Whmcs", "Polly", ["Api", "Writing"]),
        ("src/Billing.Engine", "System.Security.Cryptography.Pkcs", ["Evidence"]), ("src/Billing.Host", "UglyToad", ["Documents"]), ("src/Billing.Host", "Ical.Net", ["Holidays"]), ("src/Billing.Host", "Quartz", ["Worker"]), ("src/Billing.Host", "System.CommandLine", ["Cli"]), ("src/Billing.Host", "Spectre.Console", ["Cli", "Demo"]),
        ("src/Billing.Host", "Billing.Sandbox", ["Cli", "Demo"]), ("src/Billing.Host", "OpenTelemetry", ["Monitoring"]), ("src/Billing.Host", "Dapper", []), ("src/Billing.Host", "MySqlConnector", []),
    ];

    public static TheoryData<string> Sources => [.. Tree.Files("src", ".csproj").Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    public static TheoryData<string> Plugins => [.. Tree.Files("plugins", ".csproj").Where(file => !Tree.IsTemplate(file)).Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Theory]
    [MemberData(nameof(Sources))]
    public void a_project_knows_only_whom_it_may_know(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out (string[] Projects, string[] Packages) may), $"{project} is new: say here what it may reference.");
        XDocument file = XDocument.Load(Path.Combine(Tree.Root, "src", project, $"{project}.csproj"));
        // What is only built before, and not compiled against, is no arrow.
        Assert.Empty(Included(file, "ProjectReference", but: "ReferenceOutputAssembly").Select(path => Path.GetFileNameWithoutExtension(path.Split('/', '\\')[^1])).Except(may.Projects));
        Assert.Empty(Included(file, "PackageReference").Except(may.Packages));
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public void a_plugin_knows_nothing_but_the_contract(string plugin)
    {
        XDocument file = XDocument.Load(Path.Combine(Tree.Root, "plugins", plugin, $"{plugin}.csproj"));
        Assert.Empty(Included(file, "ProjectReference"));
        string shared = File.ReadAllText(Path.Combine(Tree.Root, "plugins", "Directory.Build.props"));
        Assert.Equal(["Billing.Sdk"], Included(XDocument.Parse(shared), "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)));
    }

    [Fact]
    public void a_library_is_used_only_where_it_belongs() => Assert.Empty(
        from kept in Kept
        from file in Tree.Files(kept.Project, ".cs")
        where !kept.Folders.Any(folder => Path.GetRelativePath(Path.Combine(Tree.Root, kept.Project), file).StartsWith(folder.Replace('/', Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        where Regex.IsMatch(File.ReadAllText(file), $@"^\s*(global )?using (static )?{Regex.Escape(kept.Library)}(\.|;)", RegexOptions.Multiline)
        select $"{Path.GetRelativePath(Tree.Root, file)} uses {kept.Library}");

    [Fact]
    public void the_core_does_not_know_that_there_is_a_panel() => Assert.DoesNotContain(
        Tree.Files("src/Billing.Core", ".cs"), file => File.ReadAllText(file).Contains("whmcs", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Included(XDocument file, string element, string? but = null) => file.Descendants(element)
        .Where(reference => but is null || reference.Attribute(but)?.Value != "false").Select(reference => reference.Attribute("Include")!.Value);
}
