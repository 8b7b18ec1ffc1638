using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Channels.WhatsApp;

/// <summary>What every channel promises, over the Cloud API.</summary>
public sealed class WhatsAppContractTests : NoticeChannelContract, IAsyncLifetime
{
    private OnWhatsApp on = null!;

    private protected override INoticeChannel Channel => new Linked(on.Channel);

    private protected override IReadOnlyList<string> Arrived => [.. on.Api.Messages.Select(message => string.Join('\n', message.Parameters.Select(parameter => parameter.Replace("<script", "(script", StringComparison.Ordinal))))];

    private protected override void Break() => on.Api.Faults.Add(new Fault("messages", FaultKind.Fail));

    public async ValueTask InitializeAsync() => on = await OnWhatsApp.StartAsync();

    public ValueTask DisposeAsync() => on.DisposeAsync();

    [Fact]
    public async Task what_is_handed_over_is_proved_to_the_byte()
    {
        List<Proof> proofs = [];
        ChannelOutcome outcome = await on.Channel.SendAsync(OnWhatsApp.Notice(), Keep, Cancel);
        WhatsAppSent sent = Assert.Single(on.Api.Messages);
        Proof before = Assert.Single(proofs), after = outcome.Proof!;
        Assert.Equal(sent.Body, global::System.Text.Encoding.UTF8.GetString(before.Content!));
        Assert.Equal(("billing_suspended_1", "es_AR", sent.Identity), (before.Facts["template"], before.Facts["language"], before.Facts["identity"]));
        Assert.Equal((OnWhatsApp.Mobile, sent.Id, OnWhatsApp.Mobile), (before.Personal["to"], after.Personal["wamid"], after.Personal["wa_id"]));
        Assert.Equal("accepted", after.Facts["status"]);
        Assert.Contains("La factura proforma 2026-0100 venció el 3 de agosto de 2026", before.Personal["text"], StringComparison.Ordinal);
        Assert.Equal("ARS 12.500,50", before.Personal["parameter-5"]);
        Assert.DoesNotContain(before.Facts.Concat(after.Facts), fact => fact.Value.Contains("1155551234", StringComparison.Ordinal) || fact.Value.Contains(sent.Id, StringComparison.Ordinal) || fact.Value.Contains("Ana", StringComparison.Ordinal));

        Task Keep(Proof proof)
        {
            proofs.Add(proof);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task the_button_leads_to_our_own_link_and_the_identity_says_nothing_of_a_person()
    {
        await on.SendAsync();
        WhatsAppSent sent = Assert.Single(on.Api.Messages);
        Assert.Equal("aptoken", sent.Button);
        Assert.Matches("^[a-z0-9]{24,64}$", sent.Identity);
    }
}
