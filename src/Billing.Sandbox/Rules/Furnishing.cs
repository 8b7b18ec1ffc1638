using Billing.Sandbox.Api;
using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>What a new panel starts with; tables that were there before are left as they are.</summary>
internal static class Furnishing
{
    /// <summary>The panel's own automation is off, as it must be beside ours: it acts only when asked.</summary>
    static readonly (string Setting, string Value)[] settings =
    [
        ("SystemURL", ""), ("CompanyName", "Sandbox Hosting"), ("Language", "spanish"), ("DefaultCountry", "AR"), ("Charset", "utf-8"), ("DateFormat", "DD/MM/YYYY"),
        ("AutoSuspension", ""), ("AutoSuspensionDays", "5"), ("AutoTermination", ""), ("AutoTerminationDays", "30"), ("CreateInvoiceDaysBefore", "14"),
        ("ContinuousInvoiceGeneration", ""), ("SendReminder", ""), ("SendInvoiceReminderDays", "0"), ("SendFirstOverdueInvoiceReminder", "0"),
        ("SendSecondOverdueInvoiceReminder", "0"), ("SendThirdOverdueInvoiceReminder", "0"), ("InvoiceLateFeeAmount", "0.00"), ("AddLateFeeDays", "0"),
        ("AutoCancellationRequests", ""), ("CancelInvoiceOnCancellation", ""), ("NoAutoApplyCredit", "on"), ("EnableProformaInvoicing", ""),
        ("SequentialInvoiceNumbering", ""), ("SequentialInvoiceNumberFormat", "{NUMBER}"), ("SequentialInvoiceNumberValue", "1"), ("DailyCronExecutionHour", "03"),
        ("GroupSimilarLineItems", "on"), ("EnableMassPay", ""), ("ActivityLimit", "10000"), ("MaintenanceMode", ""), ("lastDailyCronInvocationTime", ""),
    ];

    /// <summary>What an untouched 8.4 has in place of those. A setting that it has no row for stays without one.</summary>
    static readonly (string Setting, string Value)[] asInstalled =
    [
        ("AutoSuspension", "on"), ("AutoSuspensionDays", "5"), ("AutoUnsuspend", "on"), ("AutoTermination", ""), ("AutoTerminationDays", "30"), ("CreateInvoiceDaysBefore", "14"),
        ("CreateInvoiceDaysBeforeMonthly", ""), ("CreateInvoiceDaysBeforeQuarterly", ""), ("CreateInvoiceDaysBeforeSemiAnnually", ""), ("CreateInvoiceDaysBeforeAnnually", ""),
        ("CreateInvoiceDaysBeforeBiennially", ""), ("CreateInvoiceDaysBeforeTriennially", ""), ("CreateDomainInvoiceDaysBefore", ""), ("ContinuousInvoiceGeneration", ""),
        ("SendReminder", "on"), ("SendInvoiceReminderDays", "7"), ("SendFirstOverdueInvoiceReminder", "1"), ("SendSecondOverdueInvoiceReminder", "0"), ("SendThirdOverdueInvoiceReminder", "0"),
        ("InvoiceLateFeeAmount", "10.00"), ("LateFeeType", "Percentage"), ("LateFeeMinimum", "0.00"), ("AddLateFeeDays", "5"), ("TaxLateFee", "on"),
        ("CCProcessDaysBefore", "0"), ("CCAttemptOnlyOnce", ""), ("CCRetryEveryWeekFor", "0"), ("CCDaySendExpiryNotices", "25"),
        ("AutoCancellationRequests", "on"), ("CancelInvoiceOnCancellation", "on"), ("ShowCancellationButton", "on"), ("DomainRenewalNotices", "30,7,-3,0,0"), ("FreeDomainReminders", "1"),
        ("NoAutoApplyCredit", ""), ("EnableMassPay", "on"), ("OrderDaysGrace", "0"), ("NoInvoiceEmailOnOrder", ""), ("ProrataClientsAnniversaryDate", ""), ("TaxCustomInvoiceNumbering", "0"),
        ("TaxSetInvoiceDateOnPayment", "0"), ("InvoiceIncrement", "1"), ("AutoClientStatusChange", "2"), ("ReversalChangeInvoiceStatus", "1"), ("ReversalChangeDueDates", "1"),
        ("DailyCronExecutionHour", "09"), ("AllowCustomerChangeInvoiceGateway", "on"), ("DisableClientEmailPreferences", "0"), ("HooksDebugMode", ""),
    ];

    public static void OfANewPanel(Panel panel) => panel.Database.Do(() =>
    {
        PanelDatabase database = panel.Database;
        if (database.Created.Contains("tblconfiguration"))
        {
            foreach ((string setting, string value) in settings) database.Insert("tblconfiguration", ("setting", setting), ("value", value));
            panel.Settings.Set("Version", panel.Options.Version);
            panel.Settings.Set("AutoUnsuspend", panel.Options.AutoUnsuspend ? "on" : "");
            if (panel.Options.Automation is PanelAutomation.AsInstalled)
                foreach ((string setting, string value) in asInstalled) panel.Settings.Set(setting, value);
        }
        if (database.Created.Contains("tblpaymentgateways"))
            foreach ((string gateway, string name, int order) in new[] { ("banktransfer", "Transferencia bancaria", 1), ("mercadopago", "Mercado Pago", 2) })
                foreach ((string setting, string value) in new[] { ("name", name), ("type", "Invoices"), ("visible", "on") })
                    database.Insert("tblpaymentgateways", ("gateway", gateway), ("setting", setting), ("value", value), ("order", order));
        if (database.Created.Contains("tblcurrencies"))
        {
            database.Insert("tblcurrencies", ("code", "ARS"), ("prefix", "$"), ("suffix", " ARS"), ("format", 3), ("rate", 1m), ("default", 1));
            database.Insert("tblcurrencies", ("code", "USD"), ("prefix", "US$"), ("suffix", " USD"), ("format", 1), ("rate", 0.001m), ("default", 0));
        }
        if (database.Created.Contains("tblticketdepartments")) database.Insert("tblticketdepartments", ("name", "Administración"), ("description", ""), ("email", ""));
    });

    /// <summary>An account on the server for each hosted service that should have one.</summary>
    public static void FillServer(Panel panel, SandboxWhm whm)
    {
        foreach (Row row in panel.Database.Rows(
            "SELECT h.* FROM tblhosting h JOIN tblproducts p ON p.id = h.packageid WHERE p.servertype = 'cpanel' AND h.domainstatus IN ('Active', 'Suspended') AND h.username <> ''"))
            whm.Take(row.Text("username"), row.Text("domain"), row.Text("domainstatus") is "Suspended" ? row.Text("suspendreason") : null);
    }
}
