using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// Creates a paid order's service: by its adapter, or by the panel's own module where no adapter is set up for it. Its place in the ledger says who did it, because
/// a module welcomes the client by itself.
/// </summary>
internal sealed class Activating(IPanel panel, Hands hands) : IExecutor
{
    private const string Nobody = "nobody";

    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        Target target = turn.Action.About!.Value;
        Service service = turn.Facts.Find(target)!;
        string by = service.Adapter ?? PanelModule.Name;
        ClientFacts facts = turn.Facts with { Services = [.. turn.Facts.Services.Select(one => one == service ? one with { Adapter = by } : one)] };
        Outcome outcome = await hands.UseAsync<ICanCreate>(turn with { Facts = facts }, target, "create", (adapter, handle, stop) => adapter.CreateAsync(handle, stop), null, cancel);
        if (service.Adapter is null && outcome is Outcome.Refused none && none.Words.StartsWith($"{FailureKind.Unsupported}:", StringComparison.Ordinal))
            (outcome, by) = (new Outcome.Done(true, "its product has no server module: only the panel's status"), Nobody);
        return await Hands.ShowAsync(outcome is Outcome.Done done ? done with { Place = by } : outcome, () => panel.MarkAsync(target, ServiceStatus.Active, "", cancel));
    }
}

/// <summary>
/// Lets the panel welcome the client of a service that was created. It cannot be repeated: what was asked for without an answer is in doubt for good, and shown to a
/// person.
/// </summary>
internal sealed class Welcoming(IPanel panel, ILedger ledger) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        Target target = turn.Action.About!.Value;
        if (turn.Begun is Begun.Again { HandedOver: true }) return new Outcome.InDoubt("the panel was asked to send it, and no answer came");
        if (turn.Facts.Past.Find(new BillingAction.Activate(target).Key)?.Place == PanelModule.Name) return new Outcome.Done(false, "the panel's module sent it with the account");
        if (await panel.FindWelcomeAsync(target, cancel) is not { } template) return new Outcome.Done(false, "its product has no welcome e-mail");
        await ledger.HandOverAsync(turn.Key, Proof.Of(("template", template)), cancel);
        await panel.SendWelcomeAsync(target, template, cancel);
        return new Outcome.Done(true, $"the panel sent \"{template}\"");
    }
}
