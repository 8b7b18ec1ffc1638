using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>What an invoice line can renew: the line's type, and the table and columns behind it.</summary>
internal sealed record Renewable(string LineType, string Table, string StatusColumn, string AmountColumn)
{
    public static readonly Renewable Hosting = new("Hosting", "tblhosting", "domainstatus", "amount");
    public static readonly Renewable Addon = new("Addon", "tblhostingaddons", "status", "recurring");
    public static readonly Renewable Domain = new("Domain", "tbldomains", "status", "recurringamount");

    public static Renewable? Of(string lineType) => lineType switch
    {
        "Hosting" => Hosting,
        "Addon" => Addon,
        "Domain" => Domain,
        _ => null,
    };

    /// <summary>Months from one due date to the next; 0 for what does not renew.</summary>
    public int Months(Row row) => this == Domain ? 12 * row.Int("registrationperiod") : Cycle.Months(row.Text("billingcycle"));
}
