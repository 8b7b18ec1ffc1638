using Billing.Core.Facts;
using CsCheck;

namespace Billing.Core.Tests.Laws;

/// <summary>Random clients, pasts, policies and outsides.</summary>
internal static class Tales
{
    /// <summary>Changes to the shipped policy that keep its days between suspension and termination.</summary>
    public static readonly string[] Changes =
    [
        "{}",
        """{ "safety": { "noticeDays": 0 } }""",
        """{ "objection": { "pausesTimeline": true } }""",
        """{ "renewal": { "sameDay": "separate" }, "cycleChange": { "afterSuspensions": 2 } }""",
        """{ "exemptions": { "panelServiceFlag": "honour", "panelGroupFlag": "report", "clientGroups": ["Amigos"] } }""",
        """{ "safety": { "noticeCounts": ["email"], "oldDebtDays": 20 }, "cycleChange": { "enabled": false } }""",
        """{ "timelines": [ { "when": { "clientGroup": "Resellers" }, "timeline": [ { "at": "-3bd", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+1d", "tell": { "overdue": ["email"] } }, { "at": "+5d", "do": ["suspend-service", "freeze-projects"], "tell": { "suspended": ["email"] } }, { "at": "+28d", "do": ["terminate-service"] } ] } ] }""",
        LateFees,
    ];

    /// <summary>A late fee on the day of the suspension.</summary>
    public const string LateFees = """
        { "lateFee": { "percent": 10, "minimum": { "ARS": 100 }, "dueDays": 7 }, "timeline": [
          { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email", "whatsapp", "panel"] } }, { "at": "-5d", "tell": { "reminder-2": ["email"] } },
          { "at": "+2d", "do": ["suspend-service", "late-fee"], "tell": { "suspended": ["email", "whatsapp"] } },
          { "after": "5bd", "do": ["suspend-client", "freeze-projects"], "tell": { "client-suspended": ["email", "whatsapp"] } },
          { "at": "+25d", "do": ["terminate-service"], "tell": { "terminated": ["email"] } } ] }
        """;

    private static readonly Gen<Client> Clients = Gen.Select(Gen.Int[0, 9], Gen.Bool, OneOf("", "", "", "Amigos", "Resellers"), Gen.Int[0, 11]).Select((reach, exempt, group, status) => Given.AClient() with
    {
        Email = reach is 0 or 1 ? "" : "ana@example.com",
        Phone = reach is 1 or 2 ? "" : "+54.1155550101",
        Consent = reach != 3,
        PanelExempt = exempt && reach == 4,
        Group = group,
        Status = status == 0 ? ClientStatus.Closed : status == 1 ? ClientStatus.Inactive : ClientStatus.Active,
    });

    private static readonly Gen<BillingCycle> Cycles = OneOf(BillingCycle.Monthly, BillingCycle.Monthly, BillingCycle.Quarterly, BillingCycle.Annually, BillingCycle.OneTime, BillingCycle.FreeAccount);

    private static Gen<Service> Hosting(int id) => Gen.Select(Cycles, Gen.Int[-40, 50], Gen.Int[0, 15], Gen.Int[0, 5]).Select((cycle, next, status, odd) => Given.AService(id, Tale.Start.AddDays(next)) with
    {
        Cycle = cycle,
        Adapter = odd == 0 ? null : "cpanel",
        NoSuspend = odd == 1,
        NoSuspendUntil = odd == 1 && id % 2 == 0 ? Tale.Start.AddDays(25) : null,
        Status = status switch { 0 => ServiceStatus.Pending, 1 => ServiceStatus.Terminated, 2 or 3 or 4 => ServiceStatus.Suspended, _ => ServiceStatus.Active },
        SuspendReason = status switch { 2 => "Overdue on Payment", 3 => "Abuse", _ => "" },
    });

    private static readonly Gen<Service[]> Others = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[-20, 40]).Select((addon, domain, project, next) => new Service?[]
    {
        addon ? new Service { Target = new(TargetKind.Addon, 20), Parent = new(TargetKind.Service, 10), Adapter = next % 2 == 0 ? "backup" : null, Cycle = BillingCycle.Monthly, Amount = 900, NextDue = Tale.Start.AddDays(next) } : null,
        domain ? Given.ADomain() with { Adapter = next % 3 == 0 ? null : "dns", NextDue = Tale.Start.AddDays(next + 5) } : null,
        project ? Given.AProject() with { Status = next % 5 == 0 ? ServiceStatus.Completed : ServiceStatus.Active } : null,
    }.OfType<Service>().ToArray());

    private static readonly Gen<Service[]> Services = Gen.Select(Hosting(10), Hosting(11), Hosting(12), Gen.Int[1, 3], Others).Select((one, two, three, count, others) =>
        (Service[])[.. new[] { one, two, three }.Take(count), .. others]);

    /// <summary>Due from half a year back to three weeks ahead; over one of the services, or over none.</summary>
    private static Gen<Invoice[]> Invoices(Service[] services) => Gen.Select(Gen.Int[-120, 20], Gen.Int[0, 20], Gen.Int[0, 9], Gen.Int[0, 20]).Select((due, early, over, sort) =>
    {
        Target? target = over < services.Length ? services[over].Target : null;
        DateOnly on = target is { } renewing && over % 2 == 0 && services[over].NextDue is { } next ? next : Tale.Start.AddDays(due);
        return new Invoice
        {
            Id = 0,
            Date = on.AddDays(-early),
            Due = on,
            Balance = sort == 0 ? 0 : 5000,
            Lines = [new InvoiceLine(target?.Kind == TargetKind.Project ? null : target, 5000)],
            Status = sort switch { 1 => InvoiceStatus.Draft, 2 => InvoiceStatus.Cancelled, 3 => InvoiceStatus.Refunded, 4 => InvoiceStatus.PaymentPending, 5 => InvoiceStatus.Collections, 6 or 7 => InvoiceStatus.Paid, _ => InvoiceStatus.Unpaid },
            Kind = sort switch { 8 => InvoiceKind.AddFunds, 9 => InvoiceKind.MassPayment, _ => InvoiceKind.Ordinary },
        };
    }).Array[0, 4].Select(invoices => invoices.Select((invoice, n) => invoice with { Id = 100 + n }).ToArray());

    private static readonly Gen<Occurs[]> Outside = Gen.Select(Gen.Int[0, Tale.Days - 1], Gen.Int[0, 40], Gen.Int[0, 99]).Select((day, what, which) =>
        new Occurs(day, what > (int)Turn.ChangePolicy ? Turn.Pay : (Turn)what, which)).Array[0, 12].Select(occurs => occurs.OrderBy(one => one.Day).ToArray());

    private static readonly Gen<(int From, int Days)> Down = Gen.Select(Gen.Int[0, Tale.Days - 1], Gen.Int[0, 3], Gen.Int[1, 25]).Select((from, often, days) => (from, often == 0 ? days : 0));

    /// <summary>Anything goes.</summary>
    public static readonly Gen<Tale> Any = Services.SelectMany(services => Gen.Select(Clients, Invoices(services), OneOf(Changes), Outside, Down)
        .Select((client, invoices, policy, outside, down) => new Tale(client, services, invoices, policy, outside, down)));

    private static Gen<T> OneOf<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(n => all[n]);

    /// <summary>A tale in which some things never happen outside.</summary>
    public static Gen<Tale> Without(params Turn[] never) => Any.Select(tale => tale with { Outside = [.. tale.Outside.Where(occurs => !never.Contains(occurs.What))] });

    /// <summary>Tries a law on tales; when it fails, the message has the seed and the tale.</summary>
    public static void Sample(this Gen<Tale> tales, Func<Tale, bool> law, int times = 60) => Hold(tales, law, times, tale => tale.ToString());

    /// <summary>
    /// Tries a law: on the same cases every time, so that a run of the tests is the same everywhere; with the environment's <c>LAWS</c>, a number, on so
    /// many times as many new ones, for a night's run.
    /// </summary>
    public static void Hold<T>(Gen<T> cases, Func<T, bool> law, int times, Func<T, string>? print = null)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("LAWS"), out int more)) Check.Sample(cases, law, iter: times * more, print: print);
        else
            for (uint n = 1; n <= times; n++) Check.Sample(cases, law, seed: new PCG(n, n).ToString(), iter: 1, threads: 1, print: print);
    }
}
