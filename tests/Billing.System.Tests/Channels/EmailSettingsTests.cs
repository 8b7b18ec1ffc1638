using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Channels;

/// <summary>What the admin writes about mail, and what is said of mistakes in it.</summary>
public sealed class EmailSettingsTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Tree.Config, ConfigurationReader.FileName));

    private static ConfigurationReading Read(params (string Was, string Is)[] changes)
    {
        string text = changes.Aggregate(Text, (now, change) => now.Contains(change.Was, StringComparison.Ordinal) ? now.Replace(change.Was, change.Is, StringComparison.Ordinal) : throw new ArgumentException(change.Was));
        return ConfigurationReader.Read(text, Tree.Config);
    }

    [Fact]
    public void what_is_shipped_is_what_holds_without_it()
    {
        EmailOptions email = Read().Configuration!.Channels.Email!;
        Assert.Equal((true, 2, new RateOptions(), ReceiptRequests.Suspensions), (email.Smtp!.Dsn, email.Smtp.Connections, email.Smtp.Rate, email.Receipts));
        Assert.Equal(RetryPlan.Default.After, Read().Configuration!.Worker.Retries.After);
    }

    [Fact]
    public void another_plan_of_retries_is_taken() =>
        Assert.Equal([TimeSpan.FromMinutes(1)], Read(("[\"00:05:00\", \"00:15:00\", \"01:00:00\", \"04:00:00\"]", "[\"00:01:00\"]")).Configuration!.Worker.Retries.After);

    [Theory]
    [InlineData("\"receipts\": \"suspensions\"", "\"receipts\": \"sometimes\"", "$.channels.email.receipts")]
    [InlineData("\"perSecond\": 10, \"perDomainPerMinute\": 60", "\"perSecond\": 10, \"perDomainPerMinute\": 0", "$.channels.email.smtp.rate.perDomainPerMinute")]
    [InlineData("\"connections\": 2,", "\"connections\": 0,", "$.channels.email.smtp.connections")]
    [InlineData("// \"bounces\"", "\"bounces\"", "$.channels.email.bounces")]
    [InlineData("// \"dkim\": { \"domain\": \"example.com\"", "\"dkim\": { \"domain\": \"no domain\"", "$.channels.email.dkim.domain")]
    [InlineData("[\"00:05:00\", \"00:15:00\", \"01:00:00\", \"04:00:00\"]", "[]", "$.worker.retryAfter")]
    [InlineData("\"00:15:00\"", "\"soon\"", "$.worker.retryAfter[1]")]
    public void a_mistake_is_told_with_its_place(string was, string became, string place)
    {
        Assert.StartsWith(place, Assert.Single(Read((was, became)).Problems).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bounce@notices.example.com", true, 0)]
    [InlineData("bounce@notices.example.com", false, 1)]
    [InlineData("a-very-long-name-of-a-mailbox@notices.example.com", true, 1)]
    [InlineData("bounce+more@notices.example.com", true, 1)]
    [InlineData("bounce", true, 1)]
    public void an_address_for_what_comes_back_needs_keys_and_room_for_a_token(string address, bool signed, int problems) =>
        Assert.Equal(problems, new BounceOptions { Address = address }.Check("billing.json", "$", signed).Count());
}
