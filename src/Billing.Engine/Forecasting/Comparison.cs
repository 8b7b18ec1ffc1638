using Billing.Core.Facts;

namespace Billing.Engine.Forecasting;

/// <summary>What another policy would do with a thing that goes offline or is removed.</summary>
internal enum Turn
{
    /// <summary>Sooner.</summary>
    Earlier,
    /// <summary>Later.</summary>
    Later,
    /// <summary>Only under the other policy, within the days looked at.</summary>
    Newly,
    /// <summary>Only under the present one.</summary>
    NoLonger,
}

/// <summary>Two policies over one panel.</summary>
/// <param name="From">The first day ahead.</param>
/// <param name="Days">How many.</param>
/// <param name="Clients">Clients that were looked at.</param>
/// <param name="Ahead">The days ahead, if nobody pays and no brake holds.</param>
/// <param name="BrakeNow">When the brake would hold under the present policy; null for never.</param>
/// <param name="BrakeThen">The same under the other.</param>
/// <param name="Back">The past months; null when the panel cannot be asked for them.</param>
/// <param name="Failures">Clients that nothing could be foreseen of.</param>
internal sealed record Comparison(
    DateOnly From, int Days, int Clients, Differences Ahead, DateOnly? BrakeNow, DateOnly? BrakeThen, PastComparison? Back, IReadOnlyList<Runs.ClientFailure> Failures);

/// <summary>A difference ahead.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Target">What.</param>
/// <param name="Act">suspend, freeze or terminate.</param>
/// <param name="Turn">Which way.</param>
/// <param name="Now">The day under the present policy; null for never.</param>
/// <param name="Then">The day under the other.</param>
/// <param name="WhyNow">The reason under the present policy; empty for none.</param>
/// <param name="WhyThen">The reason under the other.</param>
internal sealed record Difference(int Client, Target Target, string Act, Turn Turn, DateOnly? Now, DateOnly? Then, string WhyNow, string WhyThen)
{
    /// <summary>By so many days; 0 where one of them never comes.</summary>
    public int Days => Now is { } now && Then is { } then ? Math.Abs(now.DayNumber - then.DayNumber) : 0;
}

/// <summary>How many differ in one way, and what is owed for them.</summary>
internal sealed class Share
{
    public int Count { get; private set; }

    /// <summary>All their days together.</summary>
    public long Days { get; private set; }

    /// <summary>The invoices behind them, by currency.</summary>
    public SortedDictionary<string, decimal> Money { get; } = new(StringComparer.Ordinal);

    public void Add(int days, string currency, decimal amount)
    {
        Count++;
        Days += days;
        Money[currency] = Money.GetValueOrDefault(currency) + amount;
    }

    public void Add(Share other)
    {
        Count += other.Count;
        Days += other.Days;
        foreach ((string currency, decimal amount) in other.Money) Money[currency] = Money.GetValueOrDefault(currency) + amount;
    }
}

/// <summary>Differences, counted by act and way; of each way the first few are kept to be shown.</summary>
internal sealed class Differences(int examples)
{
    private readonly SortedDictionary<(string Act, Turn Turn), List<Difference>> first = [];

    public SortedDictionary<(string Act, Turn Turn), Share> Shares { get; } = [];

    /// <summary>How many of each act there are, under the present policy and under the other.</summary>
    public SortedDictionary<string, (int Now, int Then)> Totals { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of the lowest numbers of clients.</summary>
    public IEnumerable<Difference> Examples => first.SelectMany(list => Ordered(list.Value));

    public void Total(string act, bool now, bool then)
    {
        (int had, int has) = Totals.GetValueOrDefault(act);
        Totals[act] = (had + (now ? 1 : 0), has + (then ? 1 : 0));
    }

    public void Add(Difference difference, string currency, decimal amount)
    {
        (string, Turn) way = (difference.Act, difference.Turn);
        if (!Shares.TryGetValue(way, out Share? share)) Shares[way] = share = new Share();
        share.Add(difference.Days, currency, amount);
        Keep(way, difference);
    }

    public void Add(Differences other)
    {
        foreach (((string, Turn) way, Share share) in other.Shares)
            if (Shares.TryGetValue(way, out Share? mine)) mine.Add(share);
            else Shares[way] = share;
        foreach ((string act, (int now, int then)) in other.Totals) Totals[act] = (Totals.GetValueOrDefault(act).Now + now, Totals.GetValueOrDefault(act).Then + then);
        foreach (((string, Turn) way, List<Difference> list) in other.first)
            foreach (Difference difference in list) Keep(way, difference);
    }

    private void Keep((string, Turn) way, Difference difference)
    {
        if (!first.TryGetValue(way, out List<Difference>? list)) first[way] = list = [];
        list.Add(difference);
        if (list.Count >= 8 * examples + 8) first[way] = [.. Ordered(list)];
    }

    private IEnumerable<Difference> Ordered(List<Difference> list) => list.OrderBy(one => one.Client).ThenBy(one => one.Target).Take(examples);
}
