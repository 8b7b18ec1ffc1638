namespace Billing.Engine.Forecasting;

/// <summary>What is counted of all clients, day by day. A few dozen grids, however many clients there are.</summary>
internal sealed class Tallies(int days)
{
    private readonly Dictionary<string, Grid<long>> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Currency, Money What), Grid<decimal>> money = [];

    /// <summary>Services that were to go offline when the run of the day was planned.</summary>
    public Grid<long> Wanted { get; } = new(days);

    /// <summary>How many more services are in use at the end of a day than at the beginning.</summary>
    public Grid<long> Active { get; } = new(days);

    /// <summary>Services that go offline on the day.</summary>
    public Grid<long> Offline { get; } = new(days);

    /// <summary>Services that are offline because of us at the end of the day.</summary>
    public Grid<long> OfflineInAll { get; } = new(days);

    /// <summary>Clients of whom something is.</summary>
    public Grid<long> ClientsInAll { get; } = new(days);

    /// <summary>Clients that were looked at.</summary>
    public int Clients { get; set; }

    /// <summary>Clients that nothing could be foreseen of, each with the reason.</summary>
    public List<Runs.ClientFailure> Failures { get; } = [];

    public Grid<long> Of(string group)
    {
        if (!counts.TryGetValue(group, out Grid<long>? grid)) counts[group] = grid = new(days);
        return grid;
    }

    public Grid<decimal> Of(string currency, Money what)
    {
        if (!money.TryGetValue((currency, what), out Grid<decimal>? grid)) money[(currency, what)] = grid = new(days);
        return grid;
    }

    public IEnumerable<string> Groups => counts.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<string> Currencies => money.Keys.Select(key => key.Currency).Distinct().Order(StringComparer.Ordinal);

    public void Add(Tallies other)
    {
        Wanted.Add(other.Wanted);
        Active.Add(other.Active);
        Offline.Add(other.Offline);
        OfflineInAll.Add(other.OfflineInAll);
        ClientsInAll.Add(other.ClientsInAll);
        Clients += other.Clients;
        Failures.AddRange(other.Failures);
        foreach ((string group, Grid<long> grid) in other.counts) Of(group).Add(grid);
        foreach (((string currency, Money what), Grid<decimal> grid) in other.money) Of(currency, what).Add(grid);
    }
}

/// <summary>What an owner asks about money.</summary>
internal enum Money
{
    /// <summary>Renewals invoiced on the day.</summary>
    Invoiced,
    /// <summary>Unpaid invoices whose due date passed the day before.</summary>
    FallenDue,
    /// <summary>Everything unpaid and past due at the end of the day.</summary>
    Overdue,
    /// <summary>The unpaid invoices for which services go offline on the day.</summary>
    BehindSuspensions,
    /// <summary>The unpaid invoices for which services are removed on the day.</summary>
    BehindTerminations,
}
