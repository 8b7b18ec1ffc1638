using System.Text.Json.Nodes;
using Billing.Host;
using Billing.Host.Cli;
using Billing.Host.Worker;
using Billing.System.Tests.Host;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>What the admin writes about the mailbox, what is said of mistakes in it, and that the service reads it.</summary>
public sealed class MailboxSettingsTests : IDisposable
{
    private const string Imap = """{ "host": "127.0.0.1", "port": 1, "tls": "none", "user": "bounce", "password": "env:BILLING_TEST_THAT_IS_NOT_SET" }""";
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("{ \"address\": \"bounce@notices.example.com\", \"maildir\": \"../bounce\" }", null)]
    [InlineData("{ \"address\": \"bounce@notices.example.com\" }", null)]
    [InlineData("{ \"address\": \"bounce@notices.example.com\", \"maildir\": \"../bounce\", \"imap\": " + Imap + " }", "$.channels.email.bounces: a maildir or IMAP is needed, and not both")]
    [InlineData("{ \"address\": \"bounce@notices.example.com\", \"imap\": " + Imap + " }", "$.channels.email.bounces.imap.password: the environment variable BILLING_TEST_THAT_IS_NOT_SET")]
    [InlineData("{ \"address\": \"bounce@notices.example.com\", \"imap\": { \"host\": \"imap.example.com\", \"port\": 143, \"tls\": \"none\", \"user\": \"b\", \"password\": \"env:PATH\" } }", "$.channels.email.bounces.imap.tls")]
    [InlineData("{ \"address\": \"bounce@notices.example.com\", \"imap\": { \"host\": \"imap.example.com\", \"port\": 993, \"tls\": \"tls\", \"user\": \"b\", \"password\": \"hunter2\" } }", "$.channels.email.bounces.imap.password: a secret must not be written out here")]
    public async Task a_mistake_is_told_with_its_place(string bounces, string? said)
    {
        Configure(bounces);
        Said answer = await trial.RunAsync("check", "--offline");
        if (said is null) Assert.Equal(ExitCode.Done, answer.Code);
        else Assert.Contains(answer.Lines, line => line.StartsWith("wrong  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task check_tries_the_mailbox_and_says_what_it_cannot_try()
    {
        Configure("{ \"address\": \"bounce@elsewhere.example.org\", \"maildir\": \"../bounce\" }");
        Said missing = await trial.RunAsync("check");
        Assert.Contains(missing.Lines, line => line.StartsWith("wrong  reports: ", StringComparison.Ordinal) && line.Contains("is no maildir", StringComparison.Ordinal));
        Assert.Contains(missing.Lines, line => line.StartsWith("note   reports: ", StringComparison.Ordinal) && line.Contains("recipient_delimiter", StringComparison.Ordinal));
        Assert.Contains(missing.Lines, line => line.StartsWith("note   reports: elsewhere.example.org is neither example.com nor below it", StringComparison.Ordinal));

        MakeMaildir();
        Assert.Contains("ok     reports", (await trial.RunAsync("check")).Lines);
    }

    [Fact]
    public async Task the_service_reads_it_and_a_mailbox_that_is_gone_stops_nothing()
    {
        Configure("{ \"address\": \"bounce@notices.example.com\", \"maildir\": \"../bounce\" }");
        MakeMaildir();
        string mail = trial.Write("bounce/new/1.host", "From: a@example.net\nTo: bounce@notices.example.com\n\nhello");
        await using Composition composition = await Composition.OpenAsync(trial.Config, TimeProvider.System, writes: true, TestContext.Current.CancellationToken);
        Mailroom mailroom = new(composition, () => composition.Policy, TimeProvider.System, NullLogger<Mailroom>.Instance);

        await mailroom.WorkAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(mail));
        Directory.Delete(Path.Combine(trial.Folder, "bounce"), recursive: true);
        await mailroom.WorkAsync(TestContext.Current.CancellationToken);
    }

    private void MakeMaildir()
    {
        foreach (string part in new[] { "new", "cur", "tmp" }) Directory.CreateDirectory(Path.Combine(trial.Folder, "bounce", part));
    }

    private void Configure(string bounces) => trial.Change("billing.json", billing =>
    {
        JsonNode channels = billing["channels"]!;
        channels["links"] = JsonNode.Parse($$"""{ "keys": { "a": "file:{{trial.Write("key", new string('k', 40))}}" }, "days": 180, "pictures": false }""");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(trial.Folder, "key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        channels["email"]!["bounces"] = JsonNode.Parse(bounces);
    });
}
