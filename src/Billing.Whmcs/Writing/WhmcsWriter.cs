using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Writing;

/// <summary>Everything that changes the panel. Always through its API: whatever writes into its tables behind its back breaks it sooner or later.</summary>
internal sealed class WhmcsWriter(WhmcsApi api)
{
    /// <summary>The panel raises the renewal invoice, with lines tied to the services, so that a payment renews them. Lines made any other way renew nothing.</summary>
    public Task GenerateInvoiceAsync(int client, IReadOnlyList<Target> items, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(client);
        int[] services = Ids(items, TargetKind.Service), addons = Ids(items, TargetKind.Addon), domains = Ids(items, TargetKind.Domain);
        // Without a number the panel would invoice everybody.
        if (services.Length + addons.Length + domains.Length == 0)
            throw new PanelException(PanelFailure.Rejected, $"GenInvoices at {api.Host}: nothing of client {client} that the panel could invoice was named");
        ApiCall call = new ApiCall("GenInvoices").With("clientid", client).With("noemails", 1)
            .WithEach("serviceids", services).WithEach("addonids", addons).WithEach("domainids", domains);
        return api.WriteAsync(call, cancel);
    }

    /// <summary>Status and reason. A domain has no such status, a project's is a text of its own: both are left as they are.</summary>
    public async Task MarkAsync(Target target, ServiceStatus status, string reason, CancellationToken cancel)
    {
        if (target.Kind == TargetKind.Service)
            await api.WriteAsync(Reason(new ApiCall("UpdateClientProduct").With("serviceid", target.Id).With("status", Statuses.Text(status)), status, reason), cancel);
        else if (target.Kind == TargetKind.Addon)
            await api.WriteAsync(new ApiCall("UpdateClientAddon").With("id", target.Id).With("status", Statuses.Text(status)), cancel);
    }

    public Task ChangeCycleAsync(Target target, BillingCycle cycle, decimal amount, CancellationToken cancel) => api.WriteAsync(target.Kind switch
    {
        TargetKind.Service => new ApiCall("UpdateClientProduct").With("serviceid", target.Id).With("billingcycle", cycle.Name).With("recurringamount", amount),
        TargetKind.Addon => new ApiCall("UpdateClientAddon").With("id", target.Id).With("billingcycle", cycle.Name).With("recurring", amount),
        _ => throw new PanelException(PanelFailure.Rejected, $"{target} at {api.Host}: it has no billing cycle that could be changed"),
    }, cancel);

    public Task SetNextDueAsync(Target target, DateOnly nextDue, CancellationToken cancel)
    {
        ApiCall call = target.Kind switch
        {
            TargetKind.Service => new ApiCall("UpdateClientProduct").With("serviceid", target.Id),
            TargetKind.Addon => new ApiCall("UpdateClientAddon").With("id", target.Id),
            TargetKind.Domain => new ApiCall("UpdateClientDomain").With("domainid", target.Id),
            _ => throw new PanelException(PanelFailure.Rejected, $"{target} at {api.Host}: it has no next due date"),
        };
        return api.WriteAsync(call.With("nextduedate", PanelDates.Text(nextDue)), cancel);
    }

    /// <summary>An invoice with one line of its own. The panel ties no line to a service this way, so paying it renews nothing: right for a fee, wrong for a renewal.</summary>
    public Task RaiseFeeAsync(int client, string text, decimal amount, DateOnly due, string mark, CancellationToken cancel) => api.WriteAsync(
        new ApiCall("CreateInvoice").With("userid", client).With("status", "Unpaid").With("duedate", PanelDates.Text(due)).With("notes", mark)
            .With("itemdescription1", text).With("itemamount1", amount).With("itemtaxed1", 0), cancel);

    public Task RunModuleAsync(ModuleCommand command, Target target, string reason, CancellationToken cancel)
    {
        if (target.Kind != TargetKind.Service)
            throw new PanelException(PanelFailure.Rejected, $"Module{command} at {api.Host}: the panel runs module commands only for services, not for {target}; give it an adapter of its own");
        ApiCall call = new ApiCall($"Module{command}").With("serviceid", target.Id);
        // Without a reason of ours the panel writes its own, and then lifts the suspension by its own rules.
        if (command == ModuleCommand.Suspend && reason.Length > 0) call.With("suspendreason", reason);
        return api.RunAsync(call, cancel);
    }

    public async Task<string?> ReadProjectStatusAsync(int project, CancellationToken cancel)
    {
        ApiAnswer? answer = await api.FindAsync(new ApiCall("GetProject").With("projectid", project), cancel);
        return answer is { } found ? PanelText.Plain(found["projectinfo"].Text("status")) : null;
    }

    public Task SetProjectStatusAsync(int project, string status, CancellationToken cancel) =>
        api.WriteAsync(new ApiCall("UpdateProject").With("projectid", project).With("status", status), cancel);

    /// <summary>One of the panel's own templates, about the thing of that number. The panel sends it at once, each time it is asked.</summary>
    public Task SendEmailAsync(string template, int about, CancellationToken cancel) => api.WriteAsync(new ApiCall("SendEmail").With("messagename", template).With("id", about), cancel);

    public Task LogAsync(int client, string line, CancellationToken cancel) =>
        api.WriteAsync(new ApiCall("LogActivity").With("clientid", client).With("description", line), cancel);

    /// <summary>A line beside nobody.</summary>
    public Task NoteAsync(string line, CancellationToken cancel) => api.WriteAsync(new ApiCall("LogActivity").With("description", line), cancel);

    /// <summary>The panel takes an empty text for "not given"; a reason is emptied by naming it.</summary>
    private static ApiCall Reason(ApiCall call, ServiceStatus status, string reason) =>
        status == ServiceStatus.Suspended && reason.Length > 0 ? call.With("suspendreason", reason) : call.With("unset[0]", "suspendreason");

    private static int[] Ids(IReadOnlyList<Target> items, TargetKind kind) => [.. items.Where(item => item.Kind == kind).Select(item => item.Id).Distinct().Order()];
}
