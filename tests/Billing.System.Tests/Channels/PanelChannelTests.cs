using Billing.Engine.Channels;
using Billing.Engine.Panel;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class PanelChannelTests : NoticeChannelContract
{
    private readonly List<(int Client, string Line)> lines = [];
    private PanelFailure? failure;

    private protected override INoticeChannel Channel => new PanelChannel(Told.Templates, LogAsync);

    private protected override IReadOnlyList<string> Arrived => [.. lines.Select(line => line.Line)];

    private protected override void Break() => failure = PanelFailure.Unreachable;

    [Fact]
    public async Task publication_is_one_line_beside_the_client()
    {
        ChannelOutcome outcome = await Channel.SendAsync(Told.Of("proforma"), Nothing, Cancel);
        Assert.Equal(new ChannelOutcome.Accepted("published in the client area"), outcome);
        Assert.Equal((7, "Billing: proforma: Factura proforma 2026-0100: ARS 12.500,50, vence el 3 de agosto de 2026. Servicios: ejemplo.com.ar. Si no se registra el pago: 5 de agosto de 2026, se suspende automáticamente el servicio de esta factura; 11 de agosto de 2026, se suspenden todos sus servicios contratados y quedan congelados sus proyectos en curso; 28 de agosto de 2026, el servicio de esta factura se elimina de los servidores."), Assert.Single(lines));
    }

    [Theory]
    [InlineData(PanelFailure.InDoubt, typeof(ChannelOutcome.InDoubt))]
    [InlineData(PanelFailure.BadAnswer, typeof(ChannelOutcome.InDoubt))]
    [InlineData(PanelFailure.Rejected, typeof(ChannelOutcome.Refused))]
    [InlineData(PanelFailure.AccessDenied, typeof(ChannelOutcome.TryLater))]
    [InlineData(PanelFailure.MissingRight, typeof(ChannelOutcome.TryLater))]
    public async Task what_the_panel_says_is_what_the_channel_says(PanelFailure kind, Type outcome)
    {
        failure = kind;
        Assert.IsType(outcome, await Channel.SendAsync(Told.Of("proforma"), Nothing, Cancel));
    }

    private Task LogAsync(int client, string line, CancellationToken cancel)
    {
        if (failure is { } kind) throw new PanelException(kind, "the panel says no");
        lines.Add((client, line));
        return Task.CompletedTask;
    }
}
