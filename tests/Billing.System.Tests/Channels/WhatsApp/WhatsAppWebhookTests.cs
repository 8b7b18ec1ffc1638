using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Sandbox;
using Xunit;
using static Billing.Engine.Evidence.EvidenceKind;

namespace Billing.System.Tests.Channels.WhatsApp;

/// <summary>What Meta delivers, in any order, again, late, or not from Meta at all; over real HTTP.</summary>
public sealed class WhatsAppWebhookTests : IAsyncLifetime
{
    private OnWhatsApp on = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => on = await OnWhatsApp.StartAsync();

    public ValueTask DisposeAsync() => on.DisposeAsync();

    [Fact]
    public async Task whoever_knows_our_word_gets_the_challenge_back()
    {
        Assert.Equal((200, "1158201444"), await on.Api.VerifyAsync(cancel: Cancel));
        Assert.Equal(403, (await on.Api.VerifyAsync("a guess", Cancel)).Status);
        Assert.Equal(403, (await on.Api.VerifyAsync("", Cancel)).Status);
    }

    [Fact]
    public async Task what_is_delivered_and_read_is_evidence_with_metas_very_words()
    {
        on.Api.Course = [new("sent", TimeSpan.FromSeconds(1)), new("delivered", TimeSpan.FromSeconds(2)), new("read", TimeSpan.FromMinutes(1))];
        (string key, _) = await on.TellAsync();
        Assert.Equal(2, await on.LaterAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, await on.LaterAsync(TimeSpan.FromMinutes(1)));
        IReadOnlyList<Statement> said = await on.SaidAsync(key);
        Assert.Equal([Queued, Accepted, Accepted, Delivered, Displayed], said.Select(each => each.Kind));
        Statement read = said[^1];
        Assert.Equal((7, 100, "read", "utility"), (read.Client, read.Invoice, read["status"], read["category"]));
        Assert.Equal(OnWhatsApp.Mobile, read["wa_id"]);
        Assert.DoesNotContain(read.Facts, fact => fact.Value.Contains("1155551234", StringComparison.Ordinal));
        Assert.Contains("\"status\":\"read\"", Encoding.UTF8.GetString((await on.Ledger.Evidence.ContentAsync(read["content"], Cancel))!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task repeated_batched_backwards_and_with_unknown_fields_it_is_the_same()
    {
        on.Api.Delivery = new() { Twice = true, Together = true, Backwards = true, Novel = true };
        on.Api.Course = [new("sent", TimeSpan.FromSeconds(1)), new("delivered", TimeSpan.FromSeconds(2)), new("read", TimeSpan.FromSeconds(3)), new("deleted", TimeSpan.FromSeconds(4))];
        (string key, _) = await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([Queued, Accepted, Displayed, Delivered, Accepted], await on.KindsAsync(key));
        Assert.Equal([200, 200], on.Api.Answers);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task a_status_is_put_down_to_its_notice_by_identity_or_by_message_and_never_by_number(bool withoutNumber, bool withoutIdentity)
    {
        on.Api.Delivery = new() { WithoutNumber = withoutNumber, WithoutIdentity = withoutIdentity };
        (string key, _) = await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Delivered, (await on.KindsAsync(key))[^1]);
        Assert.NotEmpty((await on.SaidAsync(key))[^1]["user_id"]);
    }

    [Fact]
    public async Task a_status_that_comes_before_the_answer_is_kept_too()
    {
        on.Api.Delivery = new() { BeforeAnswer = true };
        on.Api.Course = [new("sent", TimeSpan.Zero)];
        (string key, ChannelOutcome outcome) = await on.TellAsync();
        Assert.IsType<ChannelOutcome.Accepted>(outcome);
        Assert.Equal([Queued, Accepted, Accepted], await on.KindsAsync(key));
    }

    [Fact]
    public async Task a_message_that_failed_counts_as_no_notice_and_says_why()
    {
        on.Api.Course = [new("failed", TimeSpan.FromSeconds(2)) { Error = new WhatsAppError(131049, "not delivered to maintain healthy ecosystem engagement") }];
        (string key, _) = await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.True((await on.Ledger.ReadAsync(7, Cancel)).Find(key)!.Bounced);
        Assert.Contains("131049", (await on.SaidAsync(key))[^1]["why"], StringComparison.Ordinal);
        Assert.Null(await on.DeadAsync());
    }

    [Fact]
    public async Task nobody_at_a_number_is_learnt_later_too_and_the_next_notice_takes_the_other_form()
    {
        on.Api.Course = [new("failed", TimeSpan.FromSeconds(2)) { Error = new WhatsAppError(131026, "Message undeliverable") }];
        await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Null(await on.DeadAsync());
        await on.TellAsync("client-suspended");
        Assert.Equal([OnWhatsApp.Mobile, OnWhatsApp.Shorter], on.Api.Messages.Select(message => message.To));
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("131026", (await on.DeadAsync())!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_reached_one_device_and_failed_on_another_did_arrive()
    {
        on.Api.Course = [new("delivered", TimeSpan.FromSeconds(1)), new("failed", TimeSpan.FromSeconds(2)) { Error = new WhatsAppError(131026, "Message undeliverable") }];
        (string key, _) = await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.False((await on.Ledger.ReadAsync(7, Cancel)).Find(key)!.Bounced);
        Assert.Equal([Queued, Accepted, Delivered, Bounced], await on.KindsAsync(key));
    }

    [Fact]
    public async Task a_forged_delivery_is_refused_and_changes_nothing()
    {
        on.Api.Delivery = new() { Forged = true };
        (string key, _) = await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.All(on.Api.Answers, answer => Assert.Equal(401, answer));
        Assert.Equal([Queued, Accepted], await on.KindsAsync(key));
        on.Api.Delivery = new();
        await on.LaterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0, on.Api.Waiting);
        Assert.Equal(Delivered, (await on.KindsAsync(key))[^1]);
    }

    [Theory]
    [InlineData("{}", "", 401)]
    [InlineData("{}", "sha256=", 401)]
    [InlineData("{}", "sha1=0000000000000000000000000000000000000000", 401)]
    [InlineData("{}", "sha256=zz00000000000000000000000000000000000000000000000000000000000000", 401)]
    [InlineData("{}", "right", 200)]
    [InlineData("[]", "right", 200)]
    [InlineData("null", "right", 200)]
    [InlineData("not json", "right", 400)]
    [InlineData("", "right", 400)]
    [InlineData("{\"entry\":{\"changes\":1}}", "right", 200)]
    [InlineData("{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"statuses\":[{},{\"id\":7},{\"id\":\"x\",\"status\":[],\"timestamp\":\"soon\",\"errors\":{}}],\"messages\":[{\"id\":\"m\",\"text\":\"flat\"}]}}]}]}", "right", 200)]
    [InlineData("{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"statuses\":[{\"id\":\"wamid.nobodys\",\"status\":\"delivered\",\"timestamp\":\"99999999999999999\"}]}}]}]}", "right", 200)]
    public async Task whatever_is_thrown_at_it_nothing_breaks(string body, string signature, int answer)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        Assert.Equal(answer, await PostAsync(bytes, signature == "right" ? Signature(bytes) : signature));
        Assert.Equal(0, (await on.Ledger.Evidence.HeadAsync(Cancel)).Number);
    }

    [Fact]
    public async Task one_byte_changed_behind_the_signature_is_no_delivery()
    {
        byte[] bytes = "{\"entry\":[]}"u8.ToArray();
        string signature = Signature(bytes);
        bytes[^2] = (byte)' ';
        Assert.Equal(401, await PostAsync(bytes, signature));
    }

    [Theory]
    [InlineData(200_000, 200)]
    [InlineData(5_000_000, 413)]
    public async Task a_delivery_may_be_larger_than_a_page_and_not_without_end(int padding, int answer)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{{\"pad\":\"{new string('x', padding)}\"}}");
        Assert.Equal(answer, await PostAsync(bytes, Signature(bytes)));
    }

    [Fact]
    public async Task another_number_of_the_same_app_is_not_ours()
    {
        (string key, _) = await on.TellAsync();
        JsonObject value = new()
        {
            ["metadata"] = new JsonObject { ["phone_number_id"] = "1" },
            ["statuses"] = new JsonArray(new JsonObject { ["id"] = on.Api.Messages[0].Id, ["status"] = "read", ["timestamp"] = "1785672000" }),
        };
        on.Api.Tell("messages", value);
        Assert.Equal(1, await on.LaterAsync(TimeSpan.Zero));
        Assert.Equal([Queued, Accepted], await on.KindsAsync(key));
    }

    [Theory]
    [InlineData("BAJA")]
    [InlineData(" baja. ")]
    [InlineData("Stop!")]
    [InlineData("ALTO")]
    [InlineData("no")]
    [InlineData("No más mensajes")]
    public async Task who_asks_for_no_more_gets_no_more_under_whichever_client_and_form(string text)
    {
        await on.TellAsync();
        on.Api.Write(OnWhatsApp.Mobile, text);
        await on.LaterAsync(TimeSpan.Zero);
        DeadAddress dead = (await on.DeadAsync())!;
        Assert.Equal(("whatsapp", "+54.91155551234", "asked to stop"), (dead.Channel, dead.Address, dead.Why));
        Client other = OnWhatsApp.Ana with { Id = 8, Phone = "011 15 5555-1234" };
        Assert.IsType<ChannelOutcome.Refused>(await on.SendAsync(OnWhatsApp.Notice(client: other)));
        Assert.Equal("asked to stop", (await on.DeadAsync(8))!.Why);
        Assert.Single(on.Api.Messages);
    }

    [Theory]
    [InlineData("Ya pagué, gracias")]
    [InlineData("no pude pagar todavía")]
    [InlineData("👍")]
    [InlineData("no 1")]
    public async Task any_other_answer_is_proof_of_reception_with_its_words_personal(string text)
    {
        (string key, _) = await on.TellAsync();
        on.Api.Write(OnWhatsApp.Mobile, text, on.Api.Messages[0].Id);
        await on.LaterAsync(TimeSpan.Zero);
        await on.Api.DeliverAsync(Cancel);
        Statement replied = (await on.SaidAsync(key))[^1];
        Assert.Equal((Replied, 100, text), (replied.Kind, replied.Invoice, replied.Personal["text"]));
        Assert.DoesNotContain(replied.Facts, fact => fact.Value.Contains(text, StringComparison.Ordinal));
        Assert.Null(await on.DeadAsync());
    }

    [Fact]
    public async Task a_wish_told_by_user_id_only_is_known_by_it()
    {
        (string key, _) = await on.TellAsync();
        await on.LaterAsync(TimeSpan.FromMinutes(1));
        on.Api.Write((await on.SaidAsync(key))[^1]["user_id"], "BAJA");
        await on.LaterAsync(TimeSpan.Zero);
        Assert.Equal("asked to stop", (await on.DeadAsync())!.Why);
    }

    [Fact]
    public async Task a_stranger_who_asks_for_no_more_is_not_written_to_when_he_becomes_a_client()
    {
        on.Api.Write(OnWhatsApp.Mobile, "STOP");
        await on.LaterAsync(TimeSpan.Zero);
        Assert.IsType<ChannelOutcome.Refused>(await on.SendAsync());
        Assert.Equal(0, on.Api.Asked);
    }

    [Theory]
    [InlineData("PAUSED", false)]
    [InlineData("DISABLED", false)]
    [InlineData("REJECTED", false)]
    [InlineData("APPROVED", true)]
    [InlineData("FLAGGED", true)]
    public async Task a_template_that_meta_takes_away_is_used_no_more_until_it_comes_back(string status, bool usable)
    {
        JsonObject Template(string became) => new() { ["event"] = became, ["message_template_name"] = "billing_suspended_1", ["message_template_language"] = "es_AR", ["reason"] = "NONE" };
        on.Api.Tell("message_template_status_update", Template(status));
        await on.LaterAsync(TimeSpan.Zero);
        Assert.Equal(usable ? "es_AR" : "es", (await on.SendAsync()).Proof!.Facts["language"]);
        Assert.Contains(status, Assert.Single(on.Alerts), StringComparison.Ordinal);
        on.Api.Tell("message_template_status_update", Template("APPROVED"));
        await on.LaterAsync(TimeSpan.Zero);
        Assert.Equal("es_AR", (await on.SendAsync()).Proof!.Facts["language"]);
    }

    [Fact]
    public async Task a_template_that_became_marketing_is_used_no_more()
    {
        on.Api.Tell("template_category_update", new JsonObject { ["message_template_name"] = "billing_suspended_1", ["message_template_language"] = "es_AR", ["previous_category"] = "UTILITY", ["new_category"] = "MARKETING" });
        await on.LaterAsync(TimeSpan.Zero);
        Assert.Equal("es", (await on.SendAsync()).Proof!.Facts["language"]);
        Assert.Contains("MARKETING", Assert.Single(on.Alerts), StringComparison.Ordinal);
    }

    private async Task<int> PostAsync(byte[] body, string signature)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, on.Receiver) { Content = new ByteArrayContent(body) };
        request.Headers.ExpectContinue = body.Length > 100_000;   // who is refused does not send it all
        if (signature.Length > 0) request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signature);
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }

    private string Signature(byte[] body) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(on.Api.Options.AppSecret), body))}";
}
