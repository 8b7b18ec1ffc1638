using System.Globalization;
using Billing.Engine.Panel;

namespace Billing.Engine.Braking;

/// <summary>What the rules compare with, as the ledger keeps it. A value that cannot be read is none.</summary>
internal sealed class Marks(IReadOnlyDictionary<string, string> kept)
{
    public const string Invoice = "invoice", Transaction = "transaction", LogLine = "log-line", Clients = "clients", Services = "services", Active = "active",
        RunsTo = "runs-to", RaisedTo = "raised-to", Doubt = "clock-doubt", Begun = "others-known", Left = "mark-left", Releases = "releases", Held = "held", PolicyHeld = "policy-held", PolicyFree = "policy-free",
        PaymentsSeen = "payments-seen", PaymentsFailed = "payments-failed";

    private const string Other = "other/", Form = "yyyy-MM-ddTHH:mm:ss.fffffffZ", Day = "yyyy-MM-dd";

    public string this[string name] => kept.GetValueOrDefault(name, "");

    public long? Number(string name) => long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    public DateTimeOffset? Moment(string name) =>
        DateTimeOffset.TryParseExact(this[name], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;

    /// <summary>A number that holds for one day: 0 on any other.</summary>
    public int On(DateOnly day, string name) => this[name].Split(' ') is [var of, var number] && of == Write(day)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int so) ? so : 0;

    /// <summary>The latest mark of another installation that is known, and was declared to be nothing.</summary>
    public DateTimeOffset? Known(Guid installation) => Moment(Other + installation.ToString("D"));

    public static string Of(InstallationMark other) => Other + other.Installation.ToString("D");

    public static string Write(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    public static string Write(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    public static string Write(DateOnly day, int number) => $"{Write(day)} {Write(number)}";

    /// <summary>Those that differ from what is kept.</summary>
    public Dictionary<string, string> Changed(IEnumerable<(string Name, string Value)> marks) => marks.Where(mark => this[mark.Name] != mark.Value).ToDictionary(mark => mark.Name, mark => mark.Value, StringComparer.Ordinal);
}
