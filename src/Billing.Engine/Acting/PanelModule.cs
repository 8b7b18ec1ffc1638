using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// The adapter <c>panel-module</c>: lets the panel's own server module do it, for servers that no plugin reaches. What the panel shows is the only thing
/// that can be observed, so it is read again after every command: a module that says yes is not believed (one that suspends when told to lift is known).
/// </summary>
public sealed class PanelModule(IPanel panel) : ICanSuspend, ICanTerminate, ICanCreate
{
    /// <summary>Its name in the configuration.</summary>
    public const string Name = "panel-module";

    private const string Active = "Active", Pending = "Pending", Suspended = "Suspended", Terminated = "Terminated";

    /// <inheritdoc/>
    public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel) => Task.FromResult(service["status"] switch
    {
        Active => new ObservedState(Presence.Online),
        Suspended => new ObservedState(Presence.Suspended, Ours(service) ? Holder.Billing : Holder.Other, service["suspendreason"]),
        "" => new ObservedState(Presence.Unknown, Failure: new AdapterOutcome.Failed(FailureKind.BadResponse, $"{service.Target}: the panel shows no status")),
        _ => new ObservedState(Presence.Gone),
    });

    /// <inheritdoc/>
    public async Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) => service["status"] switch
    {
        Suspended when Ours(service) => new AdapterOutcome.AlreadySo(service["suspendreason"]),
        Suspended => new AdapterOutcome.Refused(FailureKind.HeldByOther, $"{service.Target} is suspended already, for \"{service["suspendreason"]}\""),
        Active => await RunAsync(ModuleCommand.Suspend, service, reason, Suspended, cancel),
        _ => NotThere(service),
    };

    /// <inheritdoc/>
    public async Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => service["status"] switch
    {
        Active => new AdapterOutcome.AlreadySo(),
        Suspended when Ours(service) || adoptedReason is not null && string.Equals(adoptedReason, service["suspendreason"], StringComparison.OrdinalIgnoreCase) =>
            await RunAsync(ModuleCommand.Unsuspend, service, "", Active, cancel),
        Suspended => new AdapterOutcome.Refused(FailureKind.HeldByOther, $"{service.Target} is suspended for \"{service["suspendreason"]}\", which is not ours"),
        _ => NotThere(service),
    };

    /// <inheritdoc/>
    public async Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) => service["status"] switch
    {
        Terminated => new AdapterOutcome.AlreadySo(),
        Active or Suspended => await RunAsync(ModuleCommand.Terminate, service, "", Terminated, cancel),
        _ => NotThere(service),
    };

    /// <inheritdoc/>
    public async Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel) => service["status"] switch
    {
        Active => new AdapterOutcome.AlreadySo(),
        Pending => await RunAsync(ModuleCommand.Create, service, "", Active, cancel),
        _ => NotThere(service),
    };

    private async Task<AdapterOutcome> RunAsync(ModuleCommand command, ServiceHandle service, string reason, string wanted, CancellationToken cancel)
    {
        if (!Target.TryParse(service.Target, out Target target)) return new AdapterOutcome.Refused(FailureKind.InvalidInput, $"{service.Target} is no target");
        if (target.Kind != TargetKind.Service) return new AdapterOutcome.Refused(FailureKind.Unsupported, $"{target}: the panel runs its modules for services only; map it to another adapter, or to none");
        PanelException? trouble = null;
        try
        {
            await panel.RunModuleAsync(command, target, reason, cancel);
        }
        catch (PanelException refused) when (refused.Message.Contains("not assigned to a module", StringComparison.OrdinalIgnoreCase))
        {
            return new AdapterOutcome.Refused(FailureKind.Unsupported, $"{service.Target} has no server module in the panel: give its product one, or map it to no adapter");
        }
        catch (PanelException failed)
        {
            trouble = failed;
        }
        if (trouble is { Failure: not (PanelFailure.Rejected or PanelFailure.BadAnswer or PanelFailure.InDoubt) }) return Nothing(trouble);
        return await LookAsync(target, wanted, command, trouble, cancel);
    }

    /// <summary>What the panel shows now decides; what it answered only words it.</summary>
    private async Task<AdapterOutcome> LookAsync(Target target, string wanted, ModuleCommand command, PanelException? trouble, CancellationToken cancel)
    {
        string shown;
        try
        {
            shown = (await panel.ReadHandleAsync(target, cancel))?["status"] ?? "nothing";
        }
        catch (PanelException blind)
        {
            return new AdapterOutcome.Unknown($"{target}: {command} was sent, and cannot be looked at: {blind.Message}");
        }
        if (shown == wanted) return new AdapterOutcome.Changed($"the panel's module did it: {command}");
        return trouble switch
        {
            null => new AdapterOutcome.Failed(FailureKind.BadResponse, $"{target}: the module said yes to {command}, and the panel shows {shown}; see its module log"),
            // About this one thing most often: it says nothing against the others on its server.
            { Failure: PanelFailure.Rejected } => new AdapterOutcome.Failed(FailureKind.Precondition, trouble.Message),
            _ => new AdapterOutcome.Unknown(trouble.Message),
        };
    }

    private static AdapterOutcome Nothing(PanelException trouble) => trouble.Failure switch
    {
        PanelFailure.MissingRight => new AdapterOutcome.Refused(FailureKind.PermissionMissing, trouble.Message),
        PanelFailure.AccessDenied => new AdapterOutcome.Failed(FailureKind.AuthFailed, trouble.Message),
        _ => new AdapterOutcome.Failed(FailureKind.Unreachable, trouble.Message),
    };

    private static AdapterOutcome.Refused NotThere(ServiceHandle service) =>
        new(FailureKind.Precondition, $"{service.Target}: the panel shows it as {(service["status"] is { Length: > 0 } status ? status : "without a status")}");

    private static bool Ours(ServiceHandle service) => service["suspendreason"].Contains(SuspensionReason.Marker, StringComparison.Ordinal);
}
