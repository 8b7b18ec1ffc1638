using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Billing.Sandbox;
using Billing.System.Tests.Plugins;
using MySqlConnector;

namespace Billing.System.Tests.Runs;

/// <summary>A configuration folder made from the shipped one: the same policy and texts, other addresses, secrets in the environment.</summary>
internal sealed class ConfigFolderOfATest
{
    public const string Identifier = "BILLING_TEST_IDENTIFIER", Secret = "BILLING_TEST_SECRET", DatabasePassword = "BILLING_TEST_DB_PASSWORD", WhmToken = "BILLING_TEST_WHM_TOKEN", HookKey = "BILLING_TEST_HOOK_KEY", NodeName = "BILLING_TEST_NODE";

    private static readonly string Shipped = Path.Combine(Repository.Folder, "config");
    private readonly string folder;
    private readonly SandboxPanel panel;
    private readonly SandboxWhm whm;

    public ConfigFolderOfATest(string folder, MySqlConnectionStringBuilder database, SandboxPanel panel, SandboxWhm whm, int mailPort)
    {
        (this.folder, this.panel, this.whm, Database, MailPort) = (folder, panel, whm, database, mailPort);
        DatabasePort = database.Port;
        foreach (string below in Directory.GetDirectories(Shipped, "*", SearchOption.AllDirectories).Append(Shipped))
            Directory.CreateDirectory(Path.Combine(folder, Path.GetRelativePath(Shipped, below)));
        foreach (string file in Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(folder, Path.GetRelativePath(Shipped, file)), overwrite: true);
        Policy = JsonNode.Parse(File.ReadAllText(Path.Combine(Shipped, "policy.json")), null, PolicyReader.Syntax)!.AsObject();
        Policy["timeZone"] = BillingWorld.Zone.Id;
        Policy["safety"]!["brake"] = JsonNode.Parse("""{ "atLeast": 10000, "percent": 100 }""");
        Write();
    }

    public MySqlConnectionStringBuilder Database { get; }
    public JsonObject Policy { get; }
    public string Ledger { get; set; } = "ledger.db";

    /// <summary>A database for the ledger instead of that file, on the panel's server.</summary>
    public MySqlConnectionStringBuilder? LedgerDatabase { get; set; }
    /// <summary>Nodes share the ledger; the environment says what each is called.</summary>
    public bool Shared { get; set; }

    public string PanelUrl { get; set; } = "";
    public int MailPort { get; set; }
    public uint DatabasePort { get; set; }

    /// <summary>Clients that are worked on at the same time.</summary>
    public int Parallel { get; set; } = 4;

    /// <summary>How long what did not come about waits.</summary>
    public string RetryAfter { get; set; } = "\"00:05:00\", \"00:15:00\", \"01:00:00\", \"04:00:00\"";

    /// <summary>How often the service looks.</summary>
    public string LookEvery { get; set; } = "00:05:00";

    /// <summary>Where our pages listen for the panel's hook; null opens no port.</summary>
    public int? HookPort { get; set; }

    private string HookJson => HookPort is null ? "" : $$""", "hook": { "keys": { "panel-1": "env:{{HookKey}}" } }""";

    private string WebJson => HookPort is { } port ? $$""" "web": { "listen": "http://127.0.0.1:{{port}}", "proxies": [] }, """ : "";

    private string LedgerJson => LedgerDatabase is { } its
        ? $$"""{ "kind": "mariadb", "host": "{{its.Server}}", "port": {{its.Port}}, "name": "{{its.Database}}", "user": "{{its.UserID}}", "password": "env:{{DatabasePassword}}", "tls": "none" }"""
        : $$"""{ "kind": "sqlite", "path": "{{Ledger}}" }""";

    public void Write()
    {
        File.WriteAllText(Path.Combine(folder, "policy.json"), Policy.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "billing.json"), $$"""
            {
              "panel": {
                "url": "{{(PanelUrl.Length > 0 ? PanelUrl : panel.Url.ToString())}}", "identifier": "env:{{Identifier}}", "secret": "env:{{Secret}}", "tls": "system", "read": "database",
                "database": { "host": "{{Database.Server}}", "port": {{DatabasePort}}, "name": "{{Database.Database}}", "user": "{{Database.UserID}}", "password": "env:{{DatabasePassword}}", "tls": "none" },
                "projects": { "inProgress": ["In Progress"], "frozen": "On Hold" }{{HookJson}}
              },
              {{WebJson}}
              "ledger": {{LedgerJson}},
              "nodes": {{(Shared ? $$"""{ "name": "env:{{NodeName}}" }""" : "null")}},
              "adapters": { "products": {}, "serverTypes": { "cpanel": "cpanel", "*": "panel-module" }, "addons": {}, "domains": null, "projects": "panel-project" },
              "channels": {
                "templates": "templates", "language": "es", "provider": { "name": "Example Hosting" },
                "email": { "from": "facturacion@example.com", "smtp": { "host": "127.0.0.1", "port": {{MailPort}}, "tls": "none", "timeoutSeconds": 30, "rate": { "perSecond": 1000, "perDomainPerMinute": 60000 } } },
                "panel": true
              },
              "brakes": { "clockSeconds": null, "shrinkPercent": 10, "paymentsMinutes": 5, "factsMinutes": 10 },
              "worker": { "lookEvery": "{{LookEvery}}", "parallel": {{Parallel}}, "retryAfter": [{{RetryAfter}}] },
              "log": { "file": "billing.log", "level": "Information" }
            }
            """);
        File.WriteAllText(Path.Combine(folder, "plugins", "cpanel.json"), $$"""
            { "servers": [ { "host": "127.0.0.1", "port": {{whm.Url.Port}}, "user": "root", "token": "env:{{WhmToken}}", "tls": "sha256:{{whm.Fingerprint}}" } ] }
            """);
    }
}
