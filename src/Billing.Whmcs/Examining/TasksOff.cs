using Billing.Whmcs.Reading;

namespace Billing.Whmcs.Examining;

/// <summary>The tasks of the panel's scheduler that somebody switched off. Where they cannot be read, none is taken for switched off.</summary>
internal static class TasksOff
{
    public static Task<IReadOnlySet<string>> ReadAsync(DatabaseLook look, CancellationToken cancel) => ReadAsync(look.Session, look.Tables, cancel);

    public static async Task<IReadOnlySet<string>> ReadAsync(PanelSession session, PanelTables tables, CancellationToken cancel)
    {
        HashSet<string> off = new(StringComparer.OrdinalIgnoreCase);
        if (tables.Has("tbltask", "class_name") && tables.Has("tbltask", "is_enabled"))
            await session.EachAsync("SELECT class_name FROM tbltask WHERE is_enabled = 0", row => off.Add(row.Text(0).Split('\\')[^1]), cancel);
        return off;
    }
}
