using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Channels.WhatsApp;

public sealed class WhatsAppErrorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 401)]
    [InlineData(190, 401)]
    [InlineData(10, 403)]
    [InlineData(200, 403)]
    [InlineData(299, 403)]
    [InlineData(131005, 403)]
    [InlineData(131031, 403)]
    [InlineData(131042, 400)]
    [InlineData(131048, 400)]
    [InlineData(133010, 400)]
    public async Task what_concerns_the_whole_channel_pauses_it_and_tells_the_admin_once(int code, int status)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.NextErrors.Enqueue(new WhatsAppError(code, "no", status));
        for (int time = 0; time < 5; time++) Assert.IsType<ChannelOutcome.TryLater>(await on.SendAsync());
        Assert.Equal(1, on.Api.Asked);
        Assert.StartsWith("WhatsApp pauses for 15 min:", Assert.Single(on.Alerts), StringComparison.Ordinal);
        on.Time.Advance(WhatsAppGate.LongPause);
        Assert.IsType<ChannelOutcome.Accepted>(await on.SendAsync());
    }

    [Fact]
    public async Task a_token_that_is_not_valid_is_named_and_never_shown()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Token = "EAAG-very-secret";
        ChannelOutcome outcome = await on.SendAsync();
        Assert.Contains("channels.whatsapp.token", outcome.Words, StringComparison.Ordinal);
        Assert.All([outcome.Words, .. on.Alerts], line => Assert.DoesNotContain("EAAG", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 500)]
    [InlineData(131000, 500)]
    [InlineData(131016, 503)]
    [InlineData(131056, 400)]
    [InlineData(987654, 503)]
    public async Task what_passes_is_for_later_and_leaves_the_channel_open(int code, int status)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.NextErrors.Enqueue(new WhatsAppError(code, "try again", status));
        Assert.IsType<ChannelOutcome.TryLater>(await on.SendAsync());
        Assert.IsType<ChannelOutcome.Accepted>(await on.SendAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(80007)]
    [InlineData(130429)]
    public async Task too_fast_means_a_minute_of_silence(int code)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.NextErrors.Enqueue(new WhatsAppError(code, "Rate limit hit", 429));
        for (int time = 0; time < 3; time++) Assert.IsType<ChannelOutcome.TryLater>(await on.SendAsync());
        Assert.Equal(1, on.Api.Asked);
        on.Time.Advance(WhatsAppGate.ShortPause);
        Assert.IsType<ChannelOutcome.Accepted>(await on.SendAsync());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(131008)]
    [InlineData(131009)]
    [InlineData(132000)]
    [InlineData(132005)]
    [InlineData(132012)]
    [InlineData(424242)]
    public async Task a_mistake_of_ours_is_refused_and_told_with_what_to_mend(int code)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.NextErrors.Enqueue(new WhatsAppError(code, "Invalid parameter") { Details = "about the parameter" });
        string words = Assert.IsType<ChannelOutcome.Refused>(await on.SendAsync()).Words;
        Assert.Contains("about the parameter", words, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', words);
        Assert.Single(on.Alerts);
    }

    [Theory]
    [InlineData(131047)]
    [InlineData(131049)]
    [InlineData(131050)]
    public async Task what_meta_chose_not_to_deliver_is_refused_and_is_nobodys_dead_number(int code)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.NextErrors.Enqueue(new WhatsAppError(code, "not delivered"));
        Assert.IsType<ChannelOutcome.Refused>(await on.SendAsync());
        Assert.Null(await on.DeadAsync());
    }

    [Theory]
    [InlineData(WhatsAppTemplateState.Paused)]
    [InlineData(WhatsAppTemplateState.Disabled)]
    public async Task a_template_that_may_not_be_used_gives_way_to_its_next_language_and_is_left_alone(WhatsAppTemplateState state)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.AddTemplate(new("billing_suspended_1", "es_AR", 5) { Button = true, State = state });
        Assert.Equal("es", Assert.IsType<ChannelOutcome.Accepted>(await on.SendAsync()).Proof!.Facts["language"]);
        await on.SendAsync();
        Assert.Equal(3, on.Api.Asked);
        Assert.Contains("billing_suspended_1/es_AR", Assert.Single(on.Alerts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_template_that_is_nowhere_waits_for_the_admin_and_is_not_asked_for_again_and_again()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        foreach (string language in new[] { "es_AR", "es" }) on.Api.AddTemplate(new("billing_suspended_1", language, 5) { State = WhatsAppTemplateState.Disabled });
        for (int time = 0; time < 3; time++) Assert.IsType<ChannelOutcome.TryLater>(await on.SendAsync());
        Assert.Equal((2, 2), (on.Api.Asked, on.Alerts.Count));
        on.Time.Advance(TimeSpan.FromHours(7));
        await on.SendAsync();
        Assert.Equal(4, on.Api.Asked);
    }

    [Theory]
    [InlineData(FaultKind.CutAfterWork, 1)]
    [InlineData(FaultKind.Html, 0)]
    [InlineData(FaultKind.ServerError, 0)]
    public async Task no_word_of_the_api_behind_the_message_leaves_doubt(FaultKind kind, int arrived)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Api.Faults.Add(new Fault("messages", kind) { Count = 1 });
        Assert.IsType<ChannelOutcome.InDoubt>(await on.SendAsync());
        Assert.Equal(arrived, on.Api.Messages.Count);
    }

    [Fact]
    public async Task no_answer_in_time_leaves_doubt()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync(options => options with { TimeoutSeconds = 1 });
        TaskCompletionSource hanging = new();
        on.Api.Faults.Wait = _ => hanging.Task;
        on.Api.Faults.Add(new Fault("messages", FaultKind.Slow) { Count = 1 });
        Assert.IsType<ChannelOutcome.InDoubt>(await on.SendAsync());
        hanging.SetResult();
    }

    [Fact]
    public async Task nobody_there_means_nothing_was_sent()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync(options => options with { Url = Api.PanelDouble.NobodyThere() });
        Assert.StartsWith("nothing was sent", Assert.IsType<ChannelOutcome.TryLater>(await on.SendAsync()).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_numbers_of_a_day_are_counted_and_the_same_number_counts_once()
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync(options => options with { PerDay = 2 });
        string[] phones = ["+54.91155551234", "+54.91155551234", "+54.91155551235", "+54.91155551236", "+54.91155551237"];
        List<bool> sent = [];
        for (int client = 0; client < phones.Length; client++)
            sent.Add(await on.SendAsync(OnWhatsApp.Notice(client: OnWhatsApp.Ana with { Id = client + 1, Phone = phones[client] })) is ChannelOutcome.Accepted);
        Assert.Equal([true, true, true, false, false], sent);
        Assert.Contains("perDay", Assert.Single(on.Alerts), StringComparison.Ordinal);
        on.Time.Advance(TimeSpan.FromHours(24));
        Assert.IsType<ChannelOutcome.Accepted>(await on.SendAsync(OnWhatsApp.Notice(client: OnWhatsApp.Ana with { Phone = phones[4] })));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("another token", "190")]
    public async Task the_check_asks_for_our_number_and_sends_nothing(string? token, string? said)
    {
        await using OnWhatsApp on = await OnWhatsApp.StartAsync();
        on.Token = token ?? on.Token;
        string? finding = await on.Cloud.CheckAsync(Cancel);
        Assert.Equal(said is null, finding is null);
        Assert.Contains(said ?? "", finding ?? "", StringComparison.Ordinal);
        Assert.Equal(0, on.Api.Asked);
    }
}
