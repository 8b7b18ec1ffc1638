using System.Globalization;
using Billing.Engine.Panel;

namespace Billing.Whmcs.Reading;

/// <summary>The panel's database as a source of facts: its clock, how far its numbers have come, who left a mark there.</summary>
internal sealed class Source(PanelSession session, TimeProvider time)
{
    /// <summary>So many lines of the log are looked through for marks, from its end: more than a panel keeps by default.</summary>
    private const int Tail = 20_000;

    public async Task<SourceReading> ReadAsync(bool counts, CancellationToken cancel)
    {
        ClockReading[] clocks = [await ClockAsync(cancel)];
        long invoices = await NumberAsync(Changes.Highest("tblinvoices"), cancel), money = await NumberAsync(Changes.Highest("tblaccounts"), cancel), lines = await NumberAsync(Changes.Highest("tblactivitylog"), cancel);
        long? clients = counts ? await NumberAsync("SELECT COUNT(*) FROM tblclients", cancel) : null, services = counts ? await NumberAsync("SELECT COUNT(*) FROM tblhosting", cancel) : null;
        return new SourceReading(clocks, invoices, money, lines, clients, services, await MarksAsync(lines, cancel));
    }

    private async Task<ClockReading> ClockAsync(CancellationToken cancel)
    {
        DateTimeOffset asked = time.GetUtcNow();
        string text = await session.OneAsync("SELECT DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%d %H:%i:%s.%f')", row => row.Text(0), cancel) ?? "";
        DateTimeOffset answered = time.GetUtcNow();
        DateTimeOffset at = DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new ClockReading("the panel's database", at, asked + (answered - asked) / 2);
    }

    private async Task<IReadOnlyList<InstallationMark>> MarksAsync(long highest, CancellationToken cancel)
    {
        List<InstallationMark> marks = [];
        await session.EachAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT description FROM tblactivitylog WHERE id > {highest - Tail} AND description LIKE '{OwnLines.Installation}%'"), row =>
        {
            if (OwnLines.Mark(row.Text(0)) is { } mark) marks.Add(mark);
        }, cancel);
        return OwnLines.Latest(marks);
    }

    private Task<long> NumberAsync(string sql, CancellationToken cancel) => session.OneAsync(sql, row => row.Long(0), cancel);
}
