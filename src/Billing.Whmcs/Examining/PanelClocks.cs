using System.Globalization;
using Billing.Engine.Doctor;
using Billing.Whmcs.Api;

namespace Billing.Whmcs.Examining;

/// <summary>Whether the panel's own daily tasks came through lately, by the panel's own clock.</summary>
internal static class PanelClocks
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(26);

    private static readonly FindingKind Stopped = new("panel-cron-stopped", Severity.Warning,
        "Without its daily tasks the panel charges no cards, sends no queued mail and renews no domains, and nobody notices until a client does.",
        "Look at the panel's cron job and its hour (Automation Settings › Scheduling): if nothing calls it in that hour, the day's tasks are lost.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Stopped];

    public static async Task<IEnumerable<Finding>> AskAsync(WhmcsApi api, CancellationToken cancel)
    {
        ApiAnswer answer = await api.ReadAsync(new ApiCall("GetAutomationLog"), cancel);
        return Moment(answer.Text("currentDatetime")) is { } now && Moment(answer.Text("lastDailyCronInvocationTime")) is { } last && now - last > Longest
            ? [new Finding(Stopped, string.Create(CultureInfo.InvariantCulture, $"the panel's daily tasks last ran {(now - last).TotalHours:0} hours ago"), $"last at {last:yyyy-MM-dd HH:mm}")] : [];
    }

    private static DateTime? Moment(string text) => DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime at) ? at : null;
}
