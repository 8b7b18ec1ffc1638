using System.Globalization;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Writing;

/// <summary>Whether the panel answers, what our API role lacks, and whether its clock is right. Changes nothing.</summary>
internal sealed class PanelCheck(WhmcsApi api, TimeProvider time, TimeZoneInfo? zone, int? department)
{
    /// <summary>No panel has that many of anything: asked about it, an allowed action says "not found", a forbidden one 403.</summary>
    private const int Nobody = 999999999;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ZoneStep = TimeSpan.FromMinutes(15);

    private static readonly ApiCall[] Reads =
    [
        new ApiCall("GetInvoice").With("invoiceid", Nobody), new ApiCall("GetInvoices").With("limitnum", 1),
        new ApiCall("GetClients").With("limitnum", 1), new ApiCall("GetClientsDetails").With("clientid", Nobody), new ApiCall("GetContacts").With("userid", Nobody), new ApiCall("GetClientsProducts").With("limitnum", 1), new ApiCall("GetClientsDomains").With("limitnum", 1),
        new ApiCall("GetClientsAddons").With("serviceid", Nobody), new ApiCall("GetProducts").With("pid", Nobody), new ApiCall("GetCancelledPackages").With("limitnum", 1),
        new ApiCall("GetActivityLog").With("limitnum", 1), new ApiCall("GetClientGroups"), new ApiCall("GetCurrencies"), new ApiCall("GetPaymentMethods"),
        new ApiCall("GetConfigurationValue").With("setting", "SystemURL"), new ApiCall("GetProjects").With("limitnum", 1), new ApiCall("GetProject").With("projectid", Nobody),
    ];

    // Not LogActivity: it would write a line.
    private static readonly ApiCall[] Writes =
    [
        new ApiCall("GenInvoices").With("clientid", Nobody).With("noemails", 1).WithEach("serviceids", [Nobody]),
        new ApiCall("UpdateClientProduct").With("serviceid", Nobody), new ApiCall("UpdateClientAddon").With("id", Nobody).With("status", "Active"),
        new ApiCall("ModuleCreate").With("serviceid", Nobody), new ApiCall("ModuleSuspend").With("serviceid", Nobody),
        new ApiCall("ModuleUnsuspend").With("serviceid", Nobody), new ApiCall("ModuleTerminate").With("serviceid", Nobody),
        new ApiCall("CreateInvoice").With("userid", Nobody), new ApiCall("UpdateClientDomain").With("domainid", Nobody), new ApiCall("UpdateProject").With("projectid", Nobody),
        new ApiCall("SendEmail").With("messagename", "Billing asks whether it may").With("id", Nobody),
    ];

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel)
    {
        var findings = new List<string>();
        var missing = new List<string>();
        try
        {
            await ClockAsync(findings, missing, cancel);
            foreach (ApiCall call in Reads) await ProbeAsync(() => api.ReadAsync(call, cancel), call, findings, missing);
            foreach (ApiCall call in Writes) await ProbeAsync(() => api.WriteAsync(call, cancel), call, findings, missing);
            if (department is { } number) await TicketsAsync(number, findings, missing, cancel);
        }
        catch (PanelException stop)
        {
            findings.Add(stop.Message);
        }
        if (missing.Count > 0)
            findings.Add($"{api.Host}: our API role lacks {string.Join(", ", missing)}; add them under Configuration › System Settings › API Credentials");
        return findings;
    }

    /// <summary>Whether objections can have their tickets: in that department, found again, and seen when they are answered.</summary>
    private async Task TicketsAsync(int department, List<string> findings, List<string> missing, CancellationToken cancel)
    {
        foreach (ApiCall call in new[] { new ApiCall("GetTickets").With("limitnum", 1).With(Tickets.AllDepartments, 1), new ApiCall("GetTicket").With("ticketid", Nobody) })
            await ProbeAsync(() => api.ReadAsync(call, cancel), call, findings, missing);
        ApiCall open = new ApiCall("OpenTicket").With("deptid", Nobody), departments = new ApiCall("GetSupportDepartments").With(Tickets.AllDepartments, 1);
        await ProbeAsync(() => api.WriteAsync(open, cancel), open, findings, missing);
        await ProbeAsync(async () =>
        {
            ApiAnswer answer = await api.ReadAsync(departments, cancel);
            (int Id, string Name)[] known = api.Understand(departments, answer, fields => fields.List("departments", "department").Select(each => (each.Number("id"), PanelText.Plain(each.Text("name")))).ToArray());
            if (known.All(each => each.Id != department))
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"{api.Host}: there is no support department {department} (panel.tickets.department): {(known.Length == 0 ? "the panel has none" : $"write one of {string.Join(", ", known.Select(each => $"{each.Id} ({each.Name})"))}")}"));
        }, departments, findings, missing);
    }

    /// <summary>What stops everything is thrown on; what concerns one action is noted.</summary>
    private static async Task ProbeAsync(Func<Task> probe, ApiCall call, List<string> findings, List<string> missing)
    {
        try
        {
            await probe();
        }
        catch (PanelException no) when (no.Failure == PanelFailure.MissingRight)
        {
            missing.Add(call.Action);
        }
        catch (PanelException no) when (no.Failure == PanelFailure.Rejected)
        {
            if (no.Message.Contains("does not have that action", StringComparison.Ordinal)) findings.Add(no.Message);
        }
        catch (PanelException no) when (no.Failure is PanelFailure.BadAnswer or PanelFailure.InDoubt)
        {
            findings.Add(no.Message);
        }
    }

    private async Task ClockAsync(List<string> findings, List<string> missing, CancellationToken cancel)
    {
        var call = new ApiCall("GetAutomationLog");
        await ProbeAsync(async () =>
        {
            ApiAnswer answer = await api.ReadAsync(call, cancel);
            if (DateTime.TryParseExact(answer.Text("currentDatetime"), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime theirs)
                && Drift(theirs) is { } finding) findings.Add(finding);
        }, call, findings, missing);
    }

    /// <summary>The panel prints its local time without a zone. Where the zone is not known, only what is no whole quarter of an hour counts.</summary>
    private string? Drift(DateTime theirs)
    {
        DateTime ours = zone is null ? time.GetUtcNow().UtcDateTime : TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime;
        TimeSpan off = theirs - ours;
        if (zone is null)
        {
            off = TimeSpan.FromTicks(off.Ticks % ZoneStep.Ticks);
            if (off.Duration() > ZoneStep / 2) off -= off > TimeSpan.Zero ? ZoneStep : -ZoneStep;
        }
        if (off.Duration() <= Tolerance) return null;
        string by = off.Duration().TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
        string way = off > TimeSpan.Zero ? "ahead of" : "behind";
        return string.Create(CultureInfo.InvariantCulture,
            $"{api.Host}: the panel's clock shows {theirs:yyyy-MM-dd HH:mm}, {by} minutes {way} ours; set both by NTP and let the panel's time zone be the policy's");
    }
}
