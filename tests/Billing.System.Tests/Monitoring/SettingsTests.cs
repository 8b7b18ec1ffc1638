using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Billing.System.Tests.Host;
using Xunit;

namespace Billing.System.Tests.Monitoring;

public sealed class SettingsTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task a_port_that_is_taken_is_said_in_one_line_and_nothing_is_begun()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Set($"{{ \"listen\": \"http://{taken.LocalEndpoint}\" }}");
        Said said = await trial.RunAsync("run");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains($"billing.json $.monitoring.listen: http://{taken.LocalEndpoint} cannot be listened on (another program has that port)", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "listen": "https://127.0.0.1:8481" }""", "$.monitoring.listen")]
    [InlineData("""{ "listen": "127.0.0.1:8481" }""", "$.monitoring.listen")]
    [InlineData("""{ "traces": "127.0.0.1:4317" }""", "$.monitoring.traces")]
    [InlineData("""{ "traces": "http://user:secret@127.0.0.1:4317" }""", "$.monitoring.traces")]
    [InlineData("""{ "metrics": "http://127.0.0.1:8481" }""", "$.monitoring")]
    public async Task what_cannot_be_right_is_named_with_its_place(string monitoring, string place)
    {
        Set(monitoring);
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(place, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "listen": "http://127.0.0.1:8481", "traces": "http://127.0.0.1:4317" }""")]
    public async Task what_can_be_right_is_taken(string monitoring)
    {
        Set(monitoring);
        Assert.Equal(ExitCode.Done, (await trial.RunAsync("check", "--offline")).Code);
    }

    private void Set(string monitoring) => trial.Change("billing.json", billing => billing["monitoring"] = JsonNode.Parse(monitoring));
}
