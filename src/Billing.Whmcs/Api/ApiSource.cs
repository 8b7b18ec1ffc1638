using System.Globalization;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>
/// The panel as a source of facts, as far as its API tells: a few calls, of which none reads a long list. The highest transaction is not known to it.
/// </summary>
internal sealed class ApiSource(WhmcsApi api, TimeProvider time, TimeZoneInfo? zone)
{
    private const int Lines = 250;

    public async Task<SourceReading> ReadAsync(bool counts, CancellationToken cancel)
    {
        IReadOnlyList<ClockReading> clocks = [await ClockAsync(cancel)];
        int invoice = await FirstAsync(new ApiCall("GetInvoices").With("orderby", "id").With("order", "desc").With("limitnum", 1), "invoices", "invoice", cancel);
        int line = await FirstAsync(new ApiCall("GetActivityLog").With("limitnum", 1), "activity", "entry", cancel);
        long? clients = counts ? await TotalAsync("GetClients", cancel) : null, services = counts ? await TotalAsync("GetClientsProducts", cancel) : null;
        return new SourceReading(clocks, invoice, null, line, clients, services, await MarksAsync(cancel));
    }

    /// <summary>The panel's clock, for who reads everything else in its database; none where it does not answer.</summary>
    public async Task<IReadOnlyList<ClockReading>> ClocksAsync(CancellationToken cancel)
    {
        try
        {
            return [await ClockAsync(cancel)];
        }
        catch (PanelException)
        {
            return [];
        }
    }

    /// <summary>From the answer's header, to the second; where a proxy takes that away, what the panel prints, which is local time without its zone.</summary>
    private async Task<ClockReading> ClockAsync(CancellationToken cancel)
    {
        ApiCall call = new("GetAutomationLog");
        DateTimeOffset asked = time.GetUtcNow();
        (ApiAnswer answer, ClockReading? clock) = await api.ReadTimedAsync(call, cancel);
        if (clock is not null) return clock;
        DateTimeOffset answered = time.GetUtcNow();
        return api.Understand(call, answer, fields => new ClockReading("the panel", Local(fields.Text("currentDatetime")), asked + (answered - asked) / 2));
    }

    private DateTimeOffset Local(string text)
    {
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)) throw new FormatException("it does not say what time it is there");
        TimeZoneInfo theirs = zone ?? TimeZoneInfo.Utc;
        return new DateTimeOffset(local, theirs.GetUtcOffset(local));
    }

    private async Task<int> FirstAsync(ApiCall call, string outer, string inner, CancellationToken cancel)
    {
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        return api.Understand(call, answer, fields => fields.List(outer, inner) is [var first, ..] ? first.Id("id") : 0);
    }

    private async Task<long> TotalAsync(string action, CancellationToken cancel)
    {
        ApiCall call = new ApiCall(action).With("limitnum", 1);
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        return api.Understand(call, answer, fields => fields.Names("totalresults") ? fields.Number("totalresults") : throw new FormatException("the count totalresults is missing"));
    }

    private async Task<IReadOnlyList<InstallationMark>> MarksAsync(CancellationToken cancel)
    {
        ApiCall call = new ApiCall("GetActivityLog").With("description", OwnLines.Installation).With("limitnum", Lines);
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        return api.Understand(call, answer, fields => OwnLines.Latest(fields.List("activity", "entry").Select(row => OwnLines.Mark(PanelText.Plain(row.Text("description")))).OfType<InstallationMark>()));
    }
}
