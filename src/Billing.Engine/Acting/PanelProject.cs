using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// The adapter <c>panel-project</c>: freezes a project in progress by its status in the panel, and puts back the status it had, to the letter.
/// </summary>
/// <param name="panel">The panel.</param>
/// <param name="inProgress">The status texts of a project that is worked on, the usual one first.</param>
/// <param name="frozen">The status text of a frozen one.</param>
/// <param name="formerStatus">The status that was kept when we froze it; null when nothing was kept.</param>
public sealed class PanelProject(IPanel panel, IReadOnlyList<string> inProgress, string frozen, Func<ServiceHandle, CancellationToken, Task<string?>> formerStatus) : ICanSuspend, ICanSnapshot
{
    /// <summary>Its name in the configuration.</summary>
    public const string Name = "panel-project";

    /// <inheritdoc/>
    public async Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel)
    {
        string? status;
        try
        {
            status = await panel.ReadProjectStatusAsync(Number(service), cancel);
        }
        catch (PanelException trouble)
        {
            return new ObservedState(Presence.Unknown, Failure: Say(trouble));
        }
        return status is null ? new ObservedState(Presence.Gone)
            : Frozen(status) ? new ObservedState(Presence.Suspended, await formerStatus(service, cancel) is null ? Holder.Other : Holder.Billing, status)
            : new ObservedState(Presence.Online);
    }

    /// <inheritdoc/>
    public async Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel) => await panel.ReadProjectStatusAsync(Number(service), cancel) ?? "";

    /// <inheritdoc/>
    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) => GuardAsync(async () =>
    {
        string? status = await panel.ReadProjectStatusAsync(Number(service), cancel);
        if (status is null) return Gone(service);
        if (Frozen(status)) return new AdapterOutcome.AlreadySo(status);
        return InProgress(status) ? await SetAsync(service, frozen, cancel)
            : new AdapterOutcome.Refused(FailureKind.Precondition, $"{service.Target} is \"{status}\" in the panel: not in progress any more");
    });

    /// <inheritdoc/>
    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => GuardAsync(async () =>
    {
        string? status = await panel.ReadProjectStatusAsync(Number(service), cancel);
        if (status is null) return Gone(service);
        if (!Frozen(status)) return new AdapterOutcome.AlreadySo(status);
        string? former = await formerStatus(service, cancel);
        return await SetAsync(service, former is { Length: > 0 } && !Frozen(former) ? former : inProgress[0], cancel);
    });

    private async Task<AdapterOutcome> SetAsync(ServiceHandle service, string wanted, CancellationToken cancel)
    {
        await panel.SetProjectStatusAsync(Number(service), wanted, cancel);
        string? now = await panel.ReadProjectStatusAsync(Number(service), cancel);
        return now == wanted ? new AdapterOutcome.Changed(wanted)
            : new AdapterOutcome.Failed(FailureKind.BadResponse, $"{service.Target}: the panel said yes to the status \"{wanted}\", and shows \"{now}\"");
    }

    private static async Task<AdapterOutcome> GuardAsync(Func<Task<AdapterOutcome>> work)
    {
        try
        {
            return await work();
        }
        catch (PanelException trouble)
        {
            return Say(trouble);
        }
    }

    private static AdapterOutcome Say(PanelException trouble) => trouble.Failure switch
    {
        PanelFailure.InDoubt or PanelFailure.BadAnswer => new AdapterOutcome.Unknown(trouble.Message),
        PanelFailure.MissingRight => new AdapterOutcome.Refused(FailureKind.PermissionMissing, trouble.Message),
        PanelFailure.Rejected => new AdapterOutcome.Refused(FailureKind.InvalidInput, trouble.Message),
        PanelFailure.AccessDenied => new AdapterOutcome.Failed(FailureKind.AuthFailed, trouble.Message),
        _ => new AdapterOutcome.Failed(FailureKind.Unreachable, trouble.Message),
    };

    private static AdapterOutcome.Refused Gone(ServiceHandle service) => new(FailureKind.NotFound, $"{service.Target} is not in the panel any more");

    private bool Frozen(string status) => string.Equals(status, frozen, StringComparison.OrdinalIgnoreCase);

    private bool InProgress(string status) => inProgress.Contains(status, StringComparer.OrdinalIgnoreCase);

    private static int Number(ServiceHandle service) =>
        Target.TryParse(service.Target, out Target target) ? target.Id : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{service.Target} is no target"), nameof(service));
}
