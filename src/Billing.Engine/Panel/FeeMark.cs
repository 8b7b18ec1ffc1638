using System.Globalization;

namespace Billing.Engine.Panel;

/// <summary>How an invoice over a late fee is known again: by a mark in its notes.</summary>
public static class FeeMark
{
    /// <summary>How the mark begins, whatever invoice it names.</summary>
    public const string LateFeeStart = "[billing:late-fee ";

    /// <summary><c>[billing:late-fee invoice 100]</c></summary>
    public static string LateFee(int invoice) => string.Create(CultureInfo.InvariantCulture, $"{LateFeeStart}invoice {invoice}]");

    /// <summary>Whether that is the mark, or has it.</summary>
    public static bool IsLateFee(string? notes) => notes?.Contains(LateFeeStart, StringComparison.Ordinal) ?? false;
}
