using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Xunit;

namespace Billing.System.Tests.Host;

public sealed class ScenarioCommandsTests : IDisposable
{
    private const string Reminded = """
        {
          "scenario": "A renewal is invoiced and told of",
          "from": "2026-03-01", "to": "2026-03-02",
          "panel": {
            "clients": [ { "id": 1, "name": "Ana [bold]Ruiz", "email": "ana@example.com", "phone": "", "country": "AR", "language": "spanish", "currency": "ARS", "group": "", "credit": 0 } ],
            "products": [ { "id": 1, "name": "Hosting M", "adapter": "cpanel", "prices": {} } ],
            "services": [ { "id": 10, "client": 1, "product": 1, "domain": "ejemplo.com.ar", "cycle": "Monthly", "amount": 5000, "nextDue": "2026-03-16", "status": "Active" } ]
          },
          "expect": [ EXPECTED ],
          "complete": ["invoice"]
        }
        """;

    private const string Invoice = """{ "on": "2026-03-01", "action": "invoice", "client": 1, "items": ["service 10"], "due": "2026-03-16" }""";

    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task a_scenario_that_holds_passes()
    {
        string file = trial.Write("good.json", Scenario(Invoice));
        Said said = await trial.RunAsync("verify", file);
        Assert.Equal(["ok     good.json: A renewal is invoiced and told of", "1 passed, 0 failed"], said.Lines);
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Empty(said.Error);
    }

    [Fact]
    public async Task what_was_missing_and_what_was_unexpected_stands_under_a_scenario_that_fails()
    {
        string file = trial.Write("bad.json", Scenario("""{ "on": "2026-03-02", "action": "invoice" }"""));
        Said said = await trial.RunAsync("verify", file);
        Assert.Equal("FAILED bad.json: A renewal is invoiced and told of", said.Lines[0]);
        Assert.Contains("         missing: on=2026-03-02 action=invoice", said.Lines);
        Assert.Contains(said.Lines, line => line.StartsWith("         unexpected: on=2026-03-01 action=invoice", StringComparison.Ordinal));
        Assert.Equal("0 passed, 1 failed", said.Lines[^1]);
        Assert.Equal(ExitCode.Failed, said.Code);
    }

    [Fact]
    public async Task a_file_that_is_no_scenario_fails_and_the_others_go_on()
    {
        trial.Write("all/a-broken.json", "{ \"scenario\": ");
        trial.Write("all/below/b-good.json", Scenario(Invoice));
        Said said = await trial.RunAsync("verify", Path.Combine(trial.Folder, "all"));
        Assert.StartsWith("FAILED a-broken.json", said.Lines[0], StringComparison.Ordinal);
        Assert.Equal("1 passed, 1 failed", said.Lines[^1]);
        Assert.Equal(ExitCode.Failed, said.Code);
    }

    [Fact]
    public async Task a_folder_without_scenarios_is_not_a_success()
    {
        Directory.CreateDirectory(Path.Combine(trial.Folder, "empty"));
        Said said = await trial.RunAsync("verify", Path.Combine(trial.Folder, "empty"), Path.Combine(trial.Folder, "nowhere.json"));
        Assert.Equal("0 passed, 2 failed", said.Lines[^1]);
        Assert.Contains("there is no .json file in this folder", said.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, said.Code);
    }

    [Fact]
    public async Task a_simulation_prints_the_days_in_words()
    {
        Said said = await trial.RunAsync("simulate", trial.Write("good.json", Scenario(Invoice)));
        Assert.Contains(said.Lines, line => line.StartsWith("2026-03-01  invoice service 10, due 2026-03-16, client 1", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, said.Code);
    }

    [Fact]
    public async Task a_simulation_as_json_has_the_shape_of_what_scenarios_expect()
    {
        Said said = await trial.RunAsync("simulate", trial.Write("good.json", Scenario(Invoice)), "--json");
        JsonObject first = (JsonObject)((JsonArray)JsonNode.Parse(said.Output)!)[0]!;
        Assert.Equal("2026-03-01", (string?)first["on"]);
        Assert.Equal("invoice", (string?)first["action"]);
        Assert.Equal(["service 10"], ((JsonArray)first["items"]!).Select(item => (string?)item));
        Assert.NotEmpty((string?)first["because"] ?? "");
    }

    [Fact]
    public async Task what_goes_into_a_pipe_has_no_colours_and_no_frames()
    {
        Said said = await trial.RunAsync("simulate", trial.Write("good.json", Scenario(Invoice)));
        Assert.DoesNotContain('\u001b', said.Output);
        Assert.DoesNotContain(said.Output, letter => letter is >= '\u2500' and <= '\u257f');
    }

    private static string Scenario(string expected) => Reminded.Replace("EXPECTED", expected, StringComparison.Ordinal);
}
