using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Billing.System.Tests.Host;
using Xunit;

namespace Billing.System.Tests.Objecting;

/// <summary>What <c>billing check</c> says of objections.</summary>
public sealed class ObjectionCheckTests : IDisposable
{
    private readonly Trial trial = new();

    public ObjectionCheckTests() => trial.Change("billing.json", billing =>
    {
        billing["channels"]!["links"] = JsonNode.Parse("""{ "url": "https://notices.example.com/", "keys": { "a": "env:PATH" }, "days": 180, "pictures": true }""");
        billing["web"] = JsonNode.Parse("""{ "listen": "http://127.0.0.1:8480", "proxies": ["127.0.0.1"] }""");
    });

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task that_nobody_takes_their_tickets_is_noted_until_a_department_does()
    {
        Said said = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith("note   clients can object by a link, and no department takes their tickets", StringComparison.Ordinal));
        trial.Change("billing.json", billing => billing["panel"]!["tickets"] = new JsonObject { ["department"] = 1 });
        Assert.DoesNotContain("no department", (await trial.RunAsync("check", "--offline")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es/page-object.html", null, "es/page-object.html : this page is missing")]
    [InlineData("es/page-object-confirm.html", "{{{said}}}", "a value would get into the page unencoded")]
    [InlineData("es/page-object-taken.html", "{{receipt.sum}}", "there is no value of this name here")]
    [InlineData("page.html", null, "es/page.html : this template is missing")]
    public async Task a_page_that_cannot_be_shown_is_named(string file, string? text, string said)
    {
        string path = Path.Combine(trial.Config, "templates", file);
        if (text is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        Said answer = await trial.RunAsync("check", "--offline");
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }
}
