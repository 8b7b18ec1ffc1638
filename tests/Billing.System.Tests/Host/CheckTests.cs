using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Xunit;

namespace Billing.System.Tests.Host;

public sealed class CheckTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task what_was_shipped_can_be_right()
    {
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.DoesNotContain("wrong", said.Output, StringComparison.Ordinal);
        Assert.Contains("whatsapp, which is not set up here", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("panel.url", "\"ftp://panel.example.com/\"", "$.panel.url")]
    [InlineData("panel.url", "\"http://panel.example.com/\"", "plain http")]
    [InlineData("panel.tls", "\"sha1:00\"", "$.panel.tls")]
    [InlineData("panel.read", "\"database\"", "\"database\" is missing")]
    [InlineData("panel.identifier", "\"env:BILLING_TEST_THAT_IS_NOT_SET\"", "BILLING_TEST_THAT_IS_NOT_SET is not set")]
    [InlineData("panel.projects.inProgress", "[]", "$.panel.projects.inProgress")]
    [InlineData("panel.projects.frozen", "\"In Progress\"", "$.panel.projects.frozen")]
    [InlineData("ledger.kind", "\"oracle\"", "$.ledger.kind")]
    [InlineData("ledger.path", "\"\"", "$.ledger.path")]
    [InlineData("adapters.products.vps", "\"panel-module\"", "is not a number of the panel")]
    [InlineData("adapters.serverTypes.plesk", "\"plesk\"", "there is no adapter \"plesk\"")]
    [InlineData("channels.langauge", "\"es\"", "Did you mean \"language\"?")]
    [InlineData("channels.language", "\"tlh\"", "there are no templates in this language")]
    [InlineData("channels.email.from", "\"nobody\"", "$.channels.email.from")]
    [InlineData("channels.email.smtp", "{ \"host\": \"127.0.0.1\", \"port\": 99999, \"tls\": \"none\", \"timeoutSeconds\": 30 }", "$.channels.email.smtp.port")]
    [InlineData("channels.panel", "\"yes\"", "$.channels.panel")]
    [InlineData("worker.lookEvery", "\"5 minutes\"", "$.worker.lookEvery")]
    [InlineData("worker.parallel", "0", "$.worker.parallel")]
    [InlineData("log.level", "\"Loud\"", "$.log.level")]
    [InlineData("log", "null", "$.log")]
    public async Task what_cannot_be_right_is_named_with_its_place(string key, string value, string said)
    {
        trial.Change("billing.json", billing => Set(billing, key, JsonNode.Parse(value)));
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("panel")]
    [InlineData("ledger")]
    [InlineData("adapters")]
    [InlineData("channels")]
    [InlineData("worker")]
    [InlineData("log")]
    public async Task what_is_missing_is_not_guessed_at(string key)
    {
        trial.Change("billing.json", billing => billing.Remove(key));
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains($"wrong  billing.json $: \"{key}\" is missing. Add \"{key}\":", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en/reminder-1.html", "{{invoice.ammount}}", "en/reminder-1.html ammount: there is no value of this name here")]
    [InlineData("en/suspended.txt", "{{links.pay}}", "en/suspended.txt links.pay: this may be empty")]
    [InlineData("es/parts/footer.html", "{{> grreting}}", "grreting")]
    [InlineData("en/wording.json", "{", "en/wording.json")]
    public async Task a_text_that_cannot_be_told_in_any_of_the_languages_is_refused(string file, string added, string said)
    {
        File.AppendAllText(Path.Combine(trial.Config, "templates", file), added);
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task problems_of_all_files_are_found_at_once()
    {
        trial.Change("billing.json", billing => billing["worker"]!["parallel"] = 0);
        trial.Change("policy.json", policy => policy["runAt"] = "nine");
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Contains("billing.json $.worker.parallel", said.Output, StringComparison.Ordinal);
        Assert.Contains("policy.json $.runAt", said.Output, StringComparison.Ordinal);
        Assert.Equal("2 problems", said.Lines[^1]);
    }

    [Theory]
    [InlineData("panel.secret")]
    [InlineData("panel.identifier")]
    public async Task a_secret_written_out_is_refused_and_never_repeated(string key)
    {
        trial.Change("billing.json", billing => Set(billing, key, Trial.TheSecret));
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains($"billing.json $.{key}: a secret must not be written out here", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Trial.TheSecret, said.Output + said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_panel_that_does_not_answer_is_a_finding_and_prints_no_secret()
    {
        trial.Change("billing.json", billing => billing["panel"]!["url"] = "http://127.0.0.1:9/");
        Said said = await trial.RunAsync("check");
        Assert.Equal(ExitCode.Unreachable, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith("wrong  panel: ", StringComparison.Ordinal));
        Assert.Contains("ok     ledger", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Trial.TheSecret, said.Output + said.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(trial.Folder, "ledger.db")), "a check makes no ledger");
    }

    [Theory]
    [InlineData("""{ "keys": { "panel-1": "file:KEY" } }""", false, "$.panel.hook: the hook posts to our pages, and there are none")]
    [InlineData("""{ "keys": {} }""", true, "$.panel.hook.keys: there is no key")]
    [InlineData("""{ "keys": { "panel 1": "file:KEY" } }""", true, "\"panel 1\" is no name of a key")]
    [InlineData("""{ "keys": { "panel-1": "file:SHORT" } }""", true, "$.panel.hook.keys['panel-1']: file:")]
    [InlineData("""{ "keys": { "panel-1": "env:BILLING_TEST_NO_SUCH_WORD" } }""", true, "$.panel.hook.keys['panel-1']: the environment variable BILLING_TEST_NO_SUCH_WORD is not set")]
    [InlineData("""{ "keys": { "panel-1": "file:KEY" }, "secret": 1 }""", true, "secret")]
    [InlineData("""{ "keys": { "panel-1": "file:KEY", "panel-2": "file:KEY" } }""", true, null)]
    public async Task a_hook_that_could_not_be_heard_or_believed_is_refused(string hook, bool web, string? said)
    {
        string key = Private("hook-key", new string('h', 32)), tooShort = Private("short-key", new string('h', 31));
        trial.Change("billing.json", billing =>
        {
            billing["panel"]!["hook"] = JsonNode.Parse(hook.Replace("KEY\"", $"{key}\"", StringComparison.Ordinal).Replace("SHORT", tooShort, StringComparison.Ordinal));
            if (web) billing["web"] = JsonNode.Parse("""{ "listen": "http://127.0.0.1:8480", "proxies": [] }""");
        });
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Equal(said is null ? ExitCode.Done : ExitCode.Configuration, answer.Code);
        if (said is not null) Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
        else Assert.DoesNotContain(answer.Lines, line => line.Contains("the panel tells nothing by itself", StringComparison.Ordinal));
        Assert.DoesNotContain(new string('h', 31), answer.Output + answer.Error, StringComparison.Ordinal);
    }

    private string Private(string name, string secret)
    {
        string file = trial.Write(name, secret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private static void Set(JsonObject root, string key, JsonNode? value)
    {
        string[] steps = key.Split('.');
        JsonNode place = root;
        foreach (string step in steps[..^1]) place = place[step]!;
        place[steps[^1]] = value;
    }
}
