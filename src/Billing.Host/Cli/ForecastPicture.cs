using System.Globalization;
using System.Text;
using Billing.Engine.Forecasting;

namespace Billing.Host.Cli;

/// <summary>
/// A forecast as a picture: what the runs do, what goes offline, and the money of each currency, over one row of days. An SVG file that stands alone, without script and
/// without anything to load, in the light or dark of whoever looks at it; each day says its numbers when pointed at.
/// </summary>
internal sealed class ForecastPicture
{
    private const int Width = 960, Left = 64, Right = 64, Top = 92, PanelHeight = 130, Gap = 56, MostCurrencies = 3;
    private const double Plot = Width - Left - Right;

    private const string Style = """
        svg { background: #ffffff; font: 12px system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; color-scheme: light dark }
        text { fill: #5b6573 } .title { font-size: 20px; font-weight: 600; fill: #1b2430 } .sub { font-size: 13px } .head { font-weight: 600; fill: #1b2430 }
        .grid { stroke: #e6e9ee; stroke-width: 1 } .base { stroke: #b9c0ca; stroke-width: 1 }
        .invoice { fill: #4c78c9 } .notice { fill: #b5c8ea } .suspend { fill: #e0872e } .client { fill: #c9543f } .freeze { fill: #8d6bb8 } .ended { fill: #5a2a33 } .held { fill: #f2ead2; stroke: #c4a94e; stroke-width: .6 } .due { fill: #7fb59b }
        .offline { fill: none; stroke: #1b2430; stroke-width: 1.8; stroke-linejoin: round } .overdue { fill: none; stroke: #1f7a55; stroke-width: 1.8; stroke-linejoin: round } .under { fill: #1f7a55; opacity: .1 }
        .brake { stroke: #b3261e; stroke-width: 1.4; stroke-dasharray: 5 4 } .brakeword { fill: #b3261e; font-weight: 600 } .day > .hit { fill: transparent } .day:hover > .hit { fill: #1b2430; opacity: .06 }
        @media (prefers-color-scheme: dark) {
          svg { background: #14181e } text { fill: #9aa5b4 } .title, .head { fill: #eef2f7 } .grid { stroke: #262d37 } .base { stroke: #46505e }
          .invoice { fill: #6f97e0 } .notice { fill: #39517d } .suspend { fill: #f0a04b } .client { fill: #e2735d } .freeze { fill: #ab8bd6 } .ended { fill: #d9a0ab } .held { fill: #3a3420; stroke: #a08a3c } .due { fill: #4d8a70 }
          .offline { stroke: #eef2f7 } .overdue { stroke: #5cc79a } .under { fill: #5cc79a } .brake { stroke: #ff8a80 } .brakeword { fill: #ff8a80 } .day:hover > .hit { fill: #eef2f7 }
        }
        """;

    private readonly StringBuilder svg = new();
    private readonly IReadOnlyList<DayAhead> days;
    private readonly ForecastReport report;
    private readonly double step;

    private ForecastPicture(ForecastReport report) => (this.report, days, step) = (report, report.Days, Plot / report.Days.Count);

    /// <summary>The text of the file.</summary>
    public static string Of(ForecastReport report) => new ForecastPicture(report).Draw();

    private string Draw()
    {
        string[] currencies = [.. days[0].Money.Keys.OrderByDescending(currency => days.Count(day => day.Money[currency].FallenDue > 0)).ThenBy(currency => currency, StringComparer.Ordinal).Take(MostCurrencies)];
        int panels = 2 + currencies.Length, height = Top + panels * (PanelHeight + Gap) + 4;
        string title = $"The next {days.Count} days if nobody pays", about = About();
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-labelledby="title about">""");
        Add($"""<title id="title">{Escape(title)}</title><desc id="about">{Escape(about)}</desc><style>{Style}</style>""");
        Text(Left, 38, title, "title");
        Text(Left, 60, $"{Long(days[0].On)} to {Long(days[^1].On)} · {report.Clients.ToString("N0", CultureInfo.InvariantCulture)} clients · {report.Active.ToString("N0", CultureInfo.InvariantCulture)} services in use", "sub");
        Works(Top);
        GoesOffline(Top + PanelHeight + Gap);
        foreach ((int at, string currency) in currencies.Index()) Owed(Top + (2 + at) * (PanelHeight + Gap), currency);
        Brake(panels);
        Days(height, currencies);
        Add("</svg>");
        return svg.ToString();
    }

    private void Works(double top)
    {
        double most = Frame(top, "What the runs send", ("invoice", "invoices"), ("notice", "notices"), days.Max(day => (double)(day.Count(Groups.Invoice) + day.Notices)));
        Bars(top, most, day => [("invoice", day.Count(Groups.Invoice)), ("notice", day.Notices)]);
    }

    private void GoesOffline(double top)
    {
        double most = Frame(top, "Goes offline", [("suspend", "own invoice"), ("client", "client's debt"), ("freeze", "projects frozen"), ("ended", "removed"), ("held", "held by the brake"), ("offline", "offline in all (right)")],
            days.Max(day => (double)(day.Count(Groups.Suspend) + day.Count(Groups.SuspendClient) + day.Count(Groups.Freeze) + day.Count(Groups.Terminate) + day.Held)));
        Bars(top, most, day => [("suspend", day.Count(Groups.Suspend)), ("client", day.Count(Groups.SuspendClient)), ("freeze", day.Count(Groups.Freeze)), ("ended", day.Count(Groups.Terminate)), ("held", day.Held)]);
        double all = Nice(days.Max(day => (double)day.OfflineInAll));
        for (int tick = 0; tick <= 2; tick++) Text(Width - Right + 8, top + PanelHeight * (1 - tick / 2.0) + 4, Short(all * tick / 2), "");
        Line(top, all, day => day.OfflineInAll, "offline");
    }

    private void Owed(double top, string currency)
    {
        double most = Frame(top, $"Money, {currency}", ("due", "fallen due on the day"), ("overdue", "overdue in all (right)"), days.Max(day => (double)day.Money[currency].FallenDue));
        Bars(top, most, day => [("due", (double)day.Money[currency].FallenDue)]);
        double all = Nice(days.Max(day => (double)day.Money[currency].Overdue));
        for (int tick = 0; tick <= 2; tick++) Text(Width - Right + 8, top + PanelHeight * (1 - tick / 2.0) + 4, Short(all * tick / 2), "");
        Line(top, all, day => (double)day.Money[currency].Overdue, "overdue", "under");
    }

    private double Frame(double top, string head, (string, string) one, (string, string) other, double most) => Frame(top, head, [one, other], most);

    /// <summary>The panel's heading with its legend, and its scale; how high the scale goes.</summary>
    private double Frame(double top, string head, (string Class, string Word)[] legend, double most)
    {
        Text(Left, top - 12, head, "head");
        double at = Width - Right - legend.Sum(one => 26 + 6.6 * one.Word.Length);
        foreach ((string mark, string word) in legend)
        {
            if (mark is "offline" or "overdue") Add($"""<path class="{mark}" d="M{At(at)} {At(top - 16)}h11"/>""");
            else Add($"""<rect class="{mark}" x="{At(at)}" y="{At(top - 21)}" width="10" height="10" rx="2"/>""");
            Text(at + 15, top - 12, word, "");
            at += 26 + 6.6 * word.Length;
        }
        double high = Nice(most);
        for (int tick = 0; tick <= 2; tick++)
        {
            double y = top + PanelHeight * (1 - tick / 2.0);
            Add($"""<path class="{(tick == 0 ? "base" : "grid")}" d="M{Left} {At(y)}H{Width - Right}"/>""");
            Add($"""<text x="{Left - 8}" y="{At(y + 4)}" text-anchor="end">{Short(high * tick / 2)}</text>""");
        }
        int every = Math.Max(1, (int)Math.Ceiling(days.Count / 7.0 / 9));
        foreach ((int n, int index) in Enumerable.Range(0, days.Count).Where(n => days[n].On.DayOfWeek == DayOfWeek.Monday).Index().Where(monday => monday.Index % every == 0).Select(monday => (monday.Item, monday.Index)))
        {
            Add($"""<path class="grid" d="M{At(Left + n * step)} {At(top)}v{PanelHeight}"/>""");
            if (Left + n * step < Width - Right - 24) Text(Left + n * step + 2, top + PanelHeight + 15, days[n].On.ToString("d MMM", CultureInfo.InvariantCulture), "");
        }
        return high;
    }

    private void Bars(double top, double most, Func<DayAhead, (string Class, double Much)[]> parts)
    {
        double wide = Math.Max(0.6, step * 0.78);
        for (int n = 0; n < days.Count; n++)
        {
            double from = top + PanelHeight;
            foreach ((string part, double much) in parts(days[n]))
            {
                double high = much / most * PanelHeight;
                if (high <= 0) continue;
                Add($"""<rect class="{part}" x="{At(Left + n * step + (step - wide) / 2)}" y="{At(from - high)}" width="{At(wide)}" height="{At(high)}"/>""");
                from -= high;
            }
        }
    }

    private void Line(double top, double most, Func<DayAhead, double> value, string mark, string? under = null)
    {
        string points = string.Join('L', days.Select((day, n) => $"{At(Left + (n + 0.5) * step)} {At(top + PanelHeight * (1 - value(day) / most))}"));
        if (under is not null) Add($"""<path class="{under}" d="M{points}V{At(top + PanelHeight)}H{At(Left + 0.5 * step)}Z"/>""");
        Add($"""<path class="{mark}" d="M{points}"/>""");
    }

    private void Brake(int panels)
    {
        if (report.BrakeFrom is not { } brake) return;
        double x = Left + (brake.On.DayNumber - days[0].On.DayNumber) * step;
        for (int panel = 0; panel < panels; panel++) Add($"""<path class="brake" d="M{At(x)} {Top + panel * (PanelHeight + Gap)}v{PanelHeight}"/>""");
        bool late = x > Width - 320;
        Add($"""<text class="brakeword" x="{At(late ? x - 6 : x + 6)}" y="{Top + 12}"{(late ? " text-anchor=\"end\"" : "")}>{Escape($"the brake holds {brake.Held.ToString("N0", CultureInfo.InvariantCulture)} from {Long(brake.On)} on")}</text>""");
    }

    /// <summary>Over everything, a strip for each day that says its numbers.</summary>
    private void Days(int height, string[] currencies)
    {
        for (int n = 0; n < days.Count; n++)
        {
            DayAhead day = days[n];
            string money = string.Concat(currencies.Select(currency => $"; {currency} {day.Money[currency].Overdue.ToString("N0", CultureInfo.InvariantCulture)} overdue"));
            Add($"""<g class="day"><title>{Escape($"{day.On.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture)}: {day.Count(Groups.Invoice)} invoices, {day.Notices} notices, {day.Offline} offline, {day.Count(Groups.Terminate)} removed, {day.Held} held; {day.OfflineInAll} offline in all{money}")}</title><rect class="hit" x="{At(Left + n * step)}" y="{Top}" width="{At(step)}" height="{height - Top - Gap + 4}"/></g>""");
        }
    }

    private string About() =>
        $"From {Long(days[0].On)} to {Long(days[^1].On)}: {days.Sum(day => day.Count(Groups.Invoice))} invoices, {days.Sum(day => day.Notices)} notices, {days.Sum(day => day.Offline)} services taken offline, "
        + $"{days.Sum(day => day.Count(Groups.Terminate))} removed; {days[^1].OfflineInAll} services of {days[^1].ClientsInAll} clients are offline at the end. "
        + string.Join(" ", ForecastText.Totals(report).Select(total => $"{total.Currency}: {total.Money.Overdue.ToString("N0", CultureInfo.InvariantCulture)} overdue at the end.")) + " " + ForecastText.Brake(report);

    /// <summary>The next higher of 2, 4, 10, 20, 40 …: halves of it are whole.</summary>
    private static double Nice(double most)
    {
        if (most <= 2) return 2;
        double power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return new[] { 1.0, 2, 4, 6, 8, 10 }.Select(factor => factor * power).First(high => high >= most);
    }

    private static string Short(double much) => much switch
    {
        >= 1e9 => (much / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + "G",
        >= 1e6 => (much / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (much / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => much.ToString("#,0.#", CultureInfo.InvariantCulture),
    };

    private static string Long(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private void Text(double x, double y, string text, string mark) => Add($"""<text{(mark.Length > 0 ? $" class=\"{mark}\"" : "")} x="{At(x)}" y="{At(y)}">{Escape(text)}</text>""");

    private void Add(string line) => svg.Append(line).Append('\n');

    private static string At(double place) => place.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>What comes from the panel stays text, and what XML cannot have is left out.</summary>
    private static string Escape(string text) => new StringBuilder(string.Concat(text.Where(letter => letter >= ' ' && letter is not ('\uFFFE' or '\uFFFF') && !char.IsSurrogate(letter))))
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").ToString();
}
