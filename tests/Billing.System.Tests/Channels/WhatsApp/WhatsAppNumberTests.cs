using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Channels.WhatsApp;

public sealed class WhatsAppNumberTests
{
    [Theory]
    [InlineData("+54.91155551234", "AR", "5491155551234")]
    [InlineData("+54 11 15 5555-1234", "AR", "5491155551234")]
    [InlineData("011 15-5555-1234", "AR", "5491155551234")]
    [InlineData("+54.1155551234", "AR", "5491155551234")]
    [InlineData("+541155551234", "", "5491155551234")]
    [InlineData("+52.15512345678", "MX", "525512345678")]
    [InlineData("+52 1 55 1234 5678", "MX", "525512345678")]
    [InlineData("+55.11961234567", "BR", "5511961234567")]
    [InlineData("+34.600123123", "ES", "34600123123")]
    [InlineData("600 123 123", "ES", "34600123123")]
    [InlineData("+598.99123456", "UY", "59899123456")]
    [InlineData("+1.2025550123", "US", "12025550123")]
    public void a_telephone_of_the_panel_is_a_number_of_whatsapp(string phone, string country, string digits) =>
        Assert.Equal([digits], WhatsAppNumbers.Of(phone, country, new Dictionary<string, NumberRule>()).Forms);

    [Theory]
    [InlineData("", "AR", "no telephone")]
    [InlineData("15-5555-1234", "AR", "no complete number")]
    [InlineData("12345", "AR", "no complete number")]
    [InlineData("call me", "AR", "no complete number")]
    [InlineData("5555 1234", "", "no complete number")]
    [InlineData("+55 11 1234-5678", "BR", "no complete number")]
    [InlineData("+34.912345678", "ES", "no mobile")]
    [InlineData("+999.123456789", "", "no complete number")]
    public void what_cannot_be_a_mobile_is_left_out_and_says_why(string phone, string country, string why)
    {
        WhatsAppNumber number = WhatsAppNumbers.Of(phone, country, new Dictionary<string, NumberRule>());
        Assert.Empty(number.Forms);
        Assert.Contains(why, number.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+54.91155551234", "AR", NumberRule.AsIs, "5491155551234")]
    [InlineData("+54.91155551234", "AR", NumberRule.Other, "541155551234")]
    [InlineData("+54.91155551234", "AR", NumberRule.Both, "5491155551234 541155551234")]
    [InlineData("+52.5512345678", "MX", NumberRule.Both, "525512345678 5215512345678")]
    [InlineData("+55.11961234567", "BR", NumberRule.Both, "5511961234567 551161234567")]
    [InlineData("+34.600123123", "ES", NumberRule.Both, "34600123123")]
    public void three_countries_have_two_forms_and_a_setting(string phone, string country, NumberRule rule, string forms) =>
        Assert.Equal(forms, string.Join(' ', WhatsAppNumbers.Of(phone, country, new Dictionary<string, NumberRule> { [country] = rule }).Forms));

    [Theory]
    [InlineData("+54.1155551234", true)]
    [InlineData("+54.91155551234", false)]
    public async Task an_assumed_nine_is_written_into_the_proof(string phone, bool assumed)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        ChannelOutcome outcome = await on.SendAsync(OnWhatsApp.Notice(client: OnWhatsApp.Ana with { Phone = phone }));
        Assert.Equal(assumed, outcome.Proof!.Facts.ContainsKey("assumed"));
        Assert.Equal(OnWhatsApp.Mobile, Assert.Single(on.Api.Messages).To);
    }

    [Fact]
    public async Task what_is_no_mobile_is_refused_before_anybody_is_asked()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        ChannelOutcome outcome = await on.SendAsync(OnWhatsApp.Notice(client: OnWhatsApp.Ana with { Phone = "15-5555-1234" }));
        Assert.StartsWith("left out: ", Assert.IsType<ChannelOutcome.Refused>(outcome).Words, StringComparison.Ordinal);
        Assert.Equal(0, on.Api.Asked);
    }

    [Fact]
    public async Task nobody_at_one_form_means_the_other_one_is_tried_once_and_remembered()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.AddRule("91155551234", new WhatsAppError(131026, "Message undeliverable"));
        ChannelOutcome outcome = await on.SendAsync();
        Assert.Equal(OnWhatsApp.Shorter, Assert.IsType<ChannelOutcome.Accepted>(outcome).Proof!.Personal["to"]);
        Assert.Equal(2, on.Api.Asked);
        await on.SendAsync(OnWhatsApp.Notice(key: "notify/101/suspended/whatsapp"));
        Assert.Equal(3, on.Api.Asked);
        Assert.Null(await on.DeadAsync());
    }

    [Fact]
    public async Task nobody_at_either_form_leaves_the_number_out_from_then_on()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.AddRule("1155551234", new WhatsAppError(131026, "Message undeliverable"));
        Assert.Contains("131026", Assert.IsType<ChannelOutcome.Refused>(await on.SendAsync()).Words, StringComparison.Ordinal);
        Assert.Equal("+54.91155551234", (await on.DeadAsync())!.Address);
        Assert.IsType<ChannelOutcome.Refused>(await on.SendAsync());
        Assert.Equal(2, on.Api.Asked);
    }
}
