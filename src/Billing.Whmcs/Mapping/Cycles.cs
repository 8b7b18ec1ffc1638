using Billing.Core.Facts;

namespace Billing.Whmcs.Mapping;

/// <summary>Billing cycles in the panel's words, in any case. A cycle also has a small number here, so that a million rows need not hold a text.</summary>
internal static class Cycles
{
    private static readonly BillingCycle[] Numbered =
    [
        BillingCycle.Monthly, BillingCycle.Annually, BillingCycle.Quarterly, BillingCycle.SemiAnnually, BillingCycle.Biennially, BillingCycle.Triennially,
        BillingCycle.FreeAccount, BillingCycle.OneTime, .. Enumerable.Range(1, 10).Select(BillingCycle.Years),
    ];

    private static readonly (string Word, byte Number)[] Words =
    [
        ("Monthly", 0), ("Annually", 1), ("Quarterly", 2), ("Semi-Annually", 3), ("Biennially", 4), ("Triennially", 5),
        ("Free Account", 6), ("Free", 6), ("One Time", 7), ("One-Time", 7), ("Onetime", 7),
        ("SemiAnnually", 3), ("Semi Annually", 3),
    ];

    public static BillingCycle Of(byte number) => Numbered[number];

    /// <summary>False for a word that the panel does not have.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out byte number)
    {
        ReadOnlySpan<char> word = text.Trim();
        foreach ((string known, byte of) in Words)
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                number = of;
                return true;
            }
        number = 0;
        return false;
    }

    /// <summary>The cycle of that name; null for a word that the panel does not have.</summary>
    public static BillingCycle? Read(ReadOnlySpan<char> text) => TryRead(text, out byte number) ? Of(number) : null;

    /// <summary>A domain's registration period; false when it is not 1 to 10 years.</summary>
    public static bool TryYears(int years, out byte number)
    {
        number = years is >= 1 and <= 10 ? (byte)(7 + years) : (byte)0;
        return number != 0;
    }
}
