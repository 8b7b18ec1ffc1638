using Billing.Sandbox;

namespace Billing.Host.Demo;

/// <summary>Something that happens outside on one day of the demo, as it is told.</summary>
internal sealed record Happening(int Day, TimeOnly At, string Told, Action Happen);

/// <summary>What clients and staff do in the sixty days. Each happens in the panel, from outside; the service has to find out by itself.</summary>
internal sealed class DemoStory(SandboxPanel panel, DemoProvider provider, DateOnly first)
{
    /// <summary>After their story they pay as others do. Diego never does.</summary>
    private static readonly (string Name, int Day)[] LaterOn =
    [
        ("Ana Ruiz", 40), ("Bruno Díaz", 41), ("Carla Gómez", 44), ("Elena Sosa", 10), ("Elena Sosa", 43), ("Fabián Luna", 16), ("Fabián Luna", 45), ("Gloria Vera", 20), ("Gloria Vera", 50),
        ("Inés Mora", 48), ("John Smith", 46),
    ];

    private static readonly TimeOnly Morning = new(11, 20), Evening = new(18, 45);

    public IEnumerable<Happening> Happenings()
    {
        yield return Pays("Ana Ruiz", 7, Evening, "pays long before it is due");
        yield return Pays("Bruno Díaz", 17, Morning, "finds the site offline and pays online");
        yield return Pays("Elena Sosa", 2, Evening, "reads the last warning and pays the old debt");
        yield return Pays("Gloria Vera", 5, Morning, "pays: the panel had suspended the service before our first day");
        yield return new(19, Morning, "Staff reactivate Carla Gómez's hosting by hand", () => panel.SetStatusByHand(PanelTarget.Service, provider.Services["Carla Gómez"], "Active"));
        yield return new(29, Evening, "Carla Gómez pays everything she owes", () => PayAll("Carla Gómez"));
        yield return Pays("Inés Mora", 12, Morning, "pays one invoice for hosting, support and domain together");
        yield return new(19, Evening, "John Smith announces a transfer; it is not credited yet", () => Each("John Smith", panel.MarkPending));
        yield return new(24, Morning, "John Smith's transfer is credited", () => PayAll("John Smith"));
        foreach ((string name, int day) in LaterOn) yield return new(day, Evening, "", Quietly(name));
        for (int i = 0; i < DemoProvider.Crowd.Count; i++)
            for (int day = 1 + i % 6; day < 60; day += 6 + i % 3)
                yield return new(day, Evening, "", Quietly(DemoProvider.Crowd[i]));
    }

    /// <summary>Pays what is owed, if anything is.</summary>
    public decimal PayAll(string name)
    {
        decimal paid = 0;
        Each(name, invoice =>
        {
            paid += panel.Invoice(invoice)!.Balance;
            panel.Pay(invoice);
        });
        return paid;
    }

    private Happening Pays(string name, int day, TimeOnly at, string how) => new(day, at, $"{name} {how}", () => PayAll(name));

    private Action Quietly(string name) => () => PayAll(name);

    private void Each(string name, Action<int> act)
    {
        foreach (InvoiceView invoice in panel.Invoices(provider.Clients[name]).Where(invoice => invoice.Status is "Unpaid" or "Payment Pending" or "Collections").ToArray())
            act(invoice.Id);
    }

    public DateOnly DayOf(Happening happening) => first.AddDays(happening.Day);
}
