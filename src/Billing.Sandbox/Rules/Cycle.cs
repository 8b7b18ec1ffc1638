namespace Billing.Sandbox.Rules;

/// <summary>Billing cycles by the panel's names.</summary>
internal static class Cycle
{
    /// <summary>0 for what does not renew.</summary>
    public static int Months(string name) => name switch
    {
        "Monthly" => 1,
        "Quarterly" => 3,
        "Semi-Annually" => 6,
        "Annually" => 12,
        "Biennially" => 24,
        "Triennially" => 36,
        _ => 0,
    };

    /// <summary>The tblpricing column of a cycle; null for what has no recurring price.</summary>
    public static string? PriceColumn(string name) => name switch
    {
        "Monthly" or "One Time" => "monthly",
        "Quarterly" => "quarterly",
        "Semi-Annually" => "semiannually",
        "Annually" => "annually",
        "Biennially" => "biennially",
        "Triennially" => "triennially",
        _ => null,
    };

    /// <summary>31 Jan by one month is 28 Feb; by one more, with anchor 31, 31 Mar.</summary>
    public static DateOnly Move(DateOnly from, int months, int anchorDay)
    {
        DateOnly month = new DateOnly(from.Year, from.Month, 1).AddMonths(months);
        return new DateOnly(month.Year, month.Month, Math.Min(anchorDay, DateTime.DaysInMonth(month.Year, month.Month)));
    }
}
