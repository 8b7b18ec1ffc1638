using Billing.Host.Cli;
using Xunit;

namespace Billing.System.Tests.Host;

public sealed class UsageTests
{
    [Theory]
    [InlineData("plan", "--bogus")]
    [InlineData("verify", "--bogus")]
    [InlineData("simulate")]
    [InlineData("explain", "cow", "3")]
    [InlineData("explain", "client", "many")]
    [InlineData("plan", "--on", "yesterday")]
    [InlineData("notice", "preview")]
    [InlineData("notice", "preview", "--bogus")]
    [InlineData("suspend", "service", "10")]
    public async Task a_command_line_that_cannot_be_understood_is_answered_in_one_line(params string[] args)
    {
        Said said = await Trial.SayAsync(TimeProvider.System, args);
        Assert.Equal(ExitCode.Usage, said.Code);
        string line = Assert.Single(said.Errors);
        Assert.StartsWith("billing: ", line, StringComparison.Ordinal);
        Assert.Contains("--help`", line, StringComparison.Ordinal);
        Assert.Empty(said.Output);
    }

    [Fact]
    public async Task a_folder_that_is_not_there_is_named()
    {
        Said said = await Trial.SayAsync(TimeProvider.System, "check", "--config", "/nowhere/at/all");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains("/nowhere/at/all", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task help_says_what_the_exit_codes_mean()
    {
        Said said = await Trial.SayAsync(TimeProvider.System, "--help");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains("2  the command line cannot be understood", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify", "anything.json")]
    [InlineData("simulate", "anything.json")]
    [InlineData("plan")]
    [InlineData("run", "--once")]
    [InlineData("run")]
    public async Task a_policy_that_cannot_be_right_stops_every_command_with_one_line(params string[] args)
    {
        using Trial trial = new();
        trial.Change("policy.json", policy => policy["timeZone"] = "America/Buenos_Airess");
        Said said = await trial.RunAsync(args);
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.StartsWith("billing: policy.json $.timeZone: there is no time zone \"America/Buenos_Airess\"", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.Empty(said.Output);
    }
}
