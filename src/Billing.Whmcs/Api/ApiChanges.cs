using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>
/// What happened after a mark, from the activity log: the panel gives it newest first, so it is read until the mark is met. New lines meanwhile push
/// the others onto the next page, where they come twice: nothing is missed. Transactions cannot be listed without a filter; each one that an invoice gets leaves a line in the log.
/// </summary>
internal sealed class ApiChanges(WhmcsApi api)
{
    private const int Size = 100;

    public async Task<PanelChanges> ReadAsync(PanelMark after, CancellationToken cancel)
    {
        try
        {
            return await SinceAsync(after, cancel);
        }
        catch (PanelException no) when (no.Failure == PanelFailure.MissingRight)
        {
            return new PanelChanges([], after, PanelMark.None, More: false, [no.Message]);
        }
    }

    private async Task<PanelChanges> SinceAsync(PanelMark after, CancellationToken cancel)
    {
        SortedDictionary<int, PanelChange?> lines = [];
        int start = 0, lowest = int.MaxValue;
        while (true)
        {
            ApiCall call = new ApiCall("GetActivityLog").With("limitstart", start).With("limitnum", Size);
            ApiAnswer answer = await api.ReadAsync(call, cancel);
            (int Id, PanelChange? Change)[] page = api.Understand(call, answer, fields => fields.List("activity", "entry").Select(Line).ToArray());
            int before = lines.Count;
            foreach ((int id, PanelChange? change) in page) lines[id] = change;
            if (page.Length > 0) lowest = page.Min(line => line.Id);
            if (page.Length < Size || after.LogLine is not { } mark || lowest <= mark || lines.Count == before) break;
            start += page.Length;
        }
        int highest = lines.Count == 0 ? 0 : lines.Keys.Last();
        PanelChange[] found = [.. lines.Where(line => line.Key > after.LogLine).Select(line => line.Value).OfType<PanelChange>()];
        return new PanelChanges(found, new PanelMark(after.Transaction, after.LogLine is { } from ? Math.Max(from, highest) : null), new PanelMark(null, highest), More: false, []);
    }

    /// <summary>Versions before 8 know the client as the user.</summary>
    private static (int Id, PanelChange? Change) Line(ApiAnswer row)
    {
        int id = row.Id("id"), client = row.Names("clientId") ? row.Number("clientId") : row.Number("userid");
        return (id, client > 0 && !OwnLines.Has(PanelText.Plain(row.Text("description"))) ? new PanelChange(ChangeKind.LogLine, id, client) : null);
    }
}
