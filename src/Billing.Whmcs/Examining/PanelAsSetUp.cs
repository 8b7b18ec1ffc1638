using System.Globalization;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Examining;

/// <summary>
/// How the panel is set up, as far as it matters beside ours. A setting that was never saved has no row, and counts as empty. Read through the API, a call each:
/// the table that holds them holds secrets too, and a grant cannot tell its rows apart.
/// </summary>
internal sealed class PanelAsSetUp(IReadOnlyDictionary<string, string> settings, IReadOnlySet<string> tasksOff)
{
    /// <summary>Asked for, all of them, once.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "AutoSuspension", "AutoSuspensionDays", "AutoUnsuspend", "AutoTermination", "AutoTerminationDays",
        "CreateInvoiceDaysBefore", "CreateInvoiceDaysBeforeMonthly", "CreateInvoiceDaysBeforeQuarterly", "CreateInvoiceDaysBeforeSemiAnnually", "CreateInvoiceDaysBeforeAnnually",
        "CreateInvoiceDaysBeforeBiennially", "CreateInvoiceDaysBeforeTriennially", "CreateDomainInvoiceDaysBefore", "ContinuousInvoiceGeneration", "ProrataClientsAnniversaryDate",
        "EnableProformaInvoicing", "SendReminder", "SendInvoiceReminderDays", "SendFirstOverdueInvoiceReminder", "SendSecondOverdueInvoiceReminder", "SendThirdOverdueInvoiceReminder",
        "InvoiceLateFeeAmount", "LateFeeType", "AddLateFeeDays", "AutoCancellationRequests", "NoAutoApplyCredit", "EnableMassPay", "CCRetryEveryWeekFor",
        "AutoClientStatusChange", "MaintenanceMode", "ActivityLimit", "DailyCronExecutionHour", "Version",
    ];

    /// <summary>The setting as it is saved; empty for none.</summary>
    public string this[string name] => settings.GetValueOrDefault(name, "");

    /// <summary>Whether it is on, in any of the panel's dialects.</summary>
    public bool On(string name) => PanelText.Yes(this[name]);

    /// <summary>A whole number; null when it is none.</summary>
    public int? Number(string name) => int.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>An amount; null when it is none.</summary>
    public decimal? Money(string name) => decimal.TryParse(this[name], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) ? amount : null;

    /// <summary>Whether the panel's scheduler carries that task out; yes where nobody may look.</summary>
    public bool Runs(string task) => !tasksOff.Contains(task);

    /// <summary><c>AutoSuspension = on, AutoSuspensionDays = 5</c></summary>
    public string Quote(params IEnumerable<string> names) => string.Join(", ", names.Select(name => $"{name} = {(this[name].Length == 0 ? "(empty)" : this[name])}"));

    public static async Task<PanelAsSetUp> ReadAsync(WhmcsApi api, Func<CancellationToken, Task<IReadOnlySet<string>>> tasksOff, CancellationToken cancel)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (string name in Names)
            if (await OneAsync(api, name, cancel) is { } value) settings[name] = value;
        return new PanelAsSetUp(settings, await tasksOff(cancel));
    }

    /// <summary>A setting that the panel does not know was never saved. Any other refusal is one.</summary>
    public static async Task<string?> OneAsync(WhmcsApi api, string name, CancellationToken cancel)
    {
        try
        {
            return PanelText.Plain((await api.ReadAsync(new ApiCall("GetConfigurationValue").With("setting", name), cancel)).Text("value"));
        }
        catch (PanelException no) when (no.Failure == PanelFailure.Rejected && no.Message.Contains("Invalid name", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }
}
