using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>Moves next due dates when invoices are paid or charged back: once per invoice, on the day of the month of the first one.</summary>
internal sealed class DueDates(PanelDatabase database)
{
    public void Forward(int invoice)
    {
        if (Moved(invoice)) return;
        foreach ((Renewable kind, Row row) in Lines(invoice))
        {
            Move(kind, row, kind.Months(row));
            database.Insert("mod_sandbox_moves", ("invoiceid", invoice), ("kind", kind.LineType), ("relid", row.Int("id")));
        }
    }

    /// <summary>For an invoice that was paid before it came here.</summary>
    public void CountAsMoved(int invoice)
    {
        foreach ((Renewable kind, Row row) in Lines(invoice))
            database.Insert("mod_sandbox_moves", ("invoiceid", invoice), ("kind", kind.LineType), ("relid", row.Int("id")));
    }

    public void Back(int invoice)
    {
        if (!Moved(invoice)) return;
        foreach ((Renewable kind, Row row) in Lines(invoice)) Move(kind, row, -kind.Months(row));
        database.Run("DELETE FROM mod_sandbox_moves WHERE invoiceid = @invoice", new { invoice });
    }

    /// <summary>The date after the present one.</summary>
    public DateOnly Next(Renewable kind, Row row, DateOnly due) => Cycle.Move(due, kind.Months(row), Anchor(kind, row, due));

    public void Remember(Renewable kind, int id, int day)
    {
        database.Run("DELETE FROM mod_sandbox_anchors WHERE kind = @kind AND relid = @id", new { kind = kind.LineType, id });
        database.Insert("mod_sandbox_anchors", ("kind", kind.LineType), ("relid", id), ("day", day));
    }

    bool Moved(int invoice) => database.Number("SELECT COUNT(*) FROM mod_sandbox_moves WHERE invoiceid = @invoice", new { invoice }) > 0;

    IEnumerable<(Renewable, Row)> Lines(int invoice) =>
        from line in database.Rows("SELECT DISTINCT type, relid FROM tblinvoiceitems WHERE invoiceid = @invoice", new { invoice })
        let kind = Renewable.Of(line.Text("type"))
        where kind is not null
        let row = database.Find(kind.Table, line.Int("relid"))
        where row is not null && kind.Months(row) > 0
        select (kind, row);

    void Move(Renewable kind, Row row, int months)
    {
        if (row.Date("nextduedate") is not { } due) return;
        int anchor = Anchor(kind, row, due);
        DateOnly moved = Cycle.Move(due, months, anchor);
        database.Update(kind.Table, row.Int("id"), ("nextduedate", moved));
        if (row.Date("nextinvoicedate") is not { } invoiced || invoiced < moved)
            database.Update(kind.Table, row.Int("id"), ("nextinvoicedate", moved));
        if (kind == Renewable.Domain && row.Date("expirydate") is { } expiry)
            database.Update(kind.Table, row.Int("id"), ("expirydate", Cycle.Move(expiry, months, expiry.Day)));
    }

    /// <summary>The remembered day if it still explains the present date (somebody may have set another); else the sign-up day, else the date's own.</summary>
    int Anchor(Renewable kind, Row row, DateOnly due)
    {
        int last = DateTime.DaysInMonth(due.Year, due.Month);
        bool Explains(int day) => Math.Min(day, last) == due.Day;
        int remembered = (int)database.Number("SELECT MAX(day) FROM mod_sandbox_anchors WHERE kind = @kind AND relid = @id",
            new { kind = kind.LineType, id = row.Int("id") });
        if (remembered > 0 && Explains(remembered)) return remembered;
        int signUp = (row.Date("regdate") ?? row.Date("registrationdate"))?.Day ?? due.Day;
        int anchor = Explains(signUp) ? signUp : due.Day;
        Remember(kind, row.Int("id"), anchor);
        return anchor;
    }
}
