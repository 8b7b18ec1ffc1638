namespace Billing.Engine.Braking;

/// <summary>
/// <c>restored</c>: the panel went back. What people do with their hands looks like that too, so the three numbers are judged together:
/// <list type="bullet">
/// <item>Nobody takes lines off the end of the log (the panel prunes its beginning), so a log that went back is a restored backup or an emptied table.</item>
/// <item>Whoever deletes an invoice or a transaction leaves a line in the log. So while the log did not go back, the highest invoice and the highest transaction may
/// have gone back by a few; by more when the log grew by as many lines since; never by more than anybody deletes by hand.</item>
/// <item>Numbers that went on again hide a restored backup from all that. So the invoices that we raised last must be there, with the clients whom we raised
/// them for: one or two may have been deleted, but not most of them.</item>
/// </list>
/// </summary>
internal static class RestoredRule
{
    /// <summary>Numbers have gaps: so many are nothing, however little the log says.</summary>
    private const long Few = 10;

    /// <summary>Nobody deletes so many by hand between two looks.</summary>
    private const long ByHand = 1000;

    /// <summary>So many of ours may be missing whatever their share.</summary>
    private const int Missing = 2;

    public static Judgement Judge(Sighting seen)
    {
        if (seen.Reading is not { } reading) return Judgement.AsItIs;
        (decimal invoices, decimal transactions) = (Back(seen, Marks.Invoice, reading.HighestInvoice), Back(seen, Marks.Transaction, reading.HighestTransaction ?? long.MaxValue));   // unknown: it did not go back
        if (Back(seen, Marks.LogLine, reading.HighestLogLine) > 0) return Hold("lines of the log", seen, Marks.LogLine, reading.HighestLogLine, "lines at its end are never deleted by hand");
        long lines = Grown(seen, reading.HighestLogLine);
        if (invoices > 0 && !Explained(invoices + transactions, lines)) return Hold("invoices", seen, Marks.Invoice, reading.HighestInvoice, Says(lines));
        if (transactions > 0 && !Explained(invoices + transactions, lines)) return Hold("transactions", seen, Marks.Transaction, reading.HighestTransaction ?? 0, Says(lines));
        return Lost(seen) is { } lost ? new Judgement.Hold(lost) : Judgement.AsItIs;
    }

    private static bool Explained(decimal back, long lines) => back <= Few || back <= ByHand && back <= lines;

    private static string Says(long lines) => FormattableString.Invariant($"the log grew by {lines} lines since, so it was not done by hand");

    private static decimal Back(Sighting seen, string mark, long now) => Math.Max(0m, Math.Max(seen.Marks.Number(mark) ?? 0, 0) - (decimal)Math.Max(now, 0));

    private static long Grown(Sighting seen, long now) => seen.Marks.Number(Marks.LogLine) is { } before && now > before && before >= 0 ? now - before : 0;

    private static Judgement.Hold Hold(string what, Sighting seen, string mark, long now, string because) => new(FormattableString.Invariant(
        $"the highest number of the panel's {what} went back from {seen.Marks.Number(mark)} to {now}, as after a restored backup or with an emptied table: {because}"));

    private static string? Lost(Sighting seen)
    {
        if (seen.Raised is not { Count: > 0 } raised) return null;
        int[] gone = [.. raised.Where(invoice => !invoice.There).Select(invoice => invoice.Raised.Invoice)];
        return gone.Length > Missing && gone.Length * 2 > raised.Count
            ? FormattableString.Invariant($"{gone.Length} of the last {raised.Count} invoices that we raised are gone, or are other clients' now ({string.Join(", ", gone)}), as after a restored backup") : null;
    }
}
