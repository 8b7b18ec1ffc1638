using System.Globalization;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>How dates and invoices are said in reasons.</summary>
internal static class Words
{
    public static string Say(this DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>With its weekday: <c>Mon 17 Aug 2026</c>.</summary>
    public static string SayDay(this DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Say(this Invoice invoice) => string.Create(CultureInfo.InvariantCulture, $"{(invoice.Id > 0 ? $"invoice {invoice.Id}" : "the new invoice")}, due {invoice.Due.Say()}");

    public static string Days(int n) => n == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{n} days");
}
