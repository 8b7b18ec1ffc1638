using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>A thing that renews, whose it is, and the server that it lives on if its row names one.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Service">The thing.</param>
/// <param name="Server">Where it lives.</param>
/// <param name="Ordered">The day of its order, where the row has one.</param>
internal sealed record OwnedService(int Client, Service Service, ServerHandle? Server = null, DateOnly? Ordered = null);

/// <summary>An invoice as the list has it: without its lines, without its balance.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Client">The debtor.</param>
/// <param name="Due">Due on.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Latest">The last day on which something happened to it: raised, due or paid.</param>
/// <param name="Raised">Raised on.</param>
internal sealed record InvoiceHead(int Id, int Client, DateOnly Due, InvoiceStatus Status, DateOnly Latest, DateOnly Raised);

/// <summary>A request to end a service. The newest one counts.</summary>
internal sealed record ServiceEnd(int Id, int Service, Cancellation Cancellation);

/// <summary>Rows of the API as facts. A row that cannot be understood is noted in the reading and left out.</summary>
internal sealed class ApiRows(AdapterMap adapters, ProjectWords words, ApiCatalogue catalogue, PanelReading reading)
{
    public OwnedService? Service(ApiAnswer row) => Row("tblhosting", row, "clientid", client =>
    {
        int product = row.Number("pid");
        return new OwnedService(client, new Service
        {
            Target = new Target(TargetKind.Service, row.Id("id")), Product = product, ProductGroup = PanelText.Plain(row.Text("groupname")),
            Adapter = adapters.For(TargetKind.Service, product, catalogue.Products.TryGetValue(product, out ApiProduct? known) ? known.Module : ""),
            Cycle = Cycle(row), Amount = Price(row, "recurringamount"), NextDue = PanelDates.Day(row.Text("nextduedate")), Status = Status(row),
            SuspendReason = Status(row) == ServiceStatus.Suspended ? PanelText.Plain(row.Text("suspensionreason")) : "",
            NoSuspend = row.Flag("overideautosuspend"), NoSuspendUntil = row.Flag("overideautosuspend") ? PanelDates.Day(row.Text("overidesuspenduntil")) : null,
        }, ApiHandles.Server(row), PanelDates.Day(row.Text("regdate")));
    });

    public OwnedService? Addon(ApiAnswer row) => Row("tblhostingaddons", row, "userid", client =>
    {
        int addon = row.Number("addonid");
        return new OwnedService(client, new Service
        {
            // The API does not name an addon's own module: only the map by addon numbers reaches it.
            Target = new Target(TargetKind.Addon, row.Id("id")), Product = addon, Adapter = adapters.For(TargetKind.Addon, addon, ""),
            Cycle = Cycle(row), Amount = Price(row, "recurring"), NextDue = PanelDates.Day(row.Text("nextduedate")), Status = Status(row),
            Parent = new Target(TargetKind.Service, row.Id("serviceid")),
        });
    });

    public OwnedService? Domain(ApiAnswer row) => Row("tbldomains", row, "userid", client => new OwnedService(client, new Service
    {
        Target = new Target(TargetKind.Domain, row.Id("id")), Adapter = adapters.For(TargetKind.Domain, 0, ""),
        Cycle = row.Number("regperiod") is >= 1 and <= 10 and int years ? BillingCycle.Years(years) : throw new FormatException($"a registration period of {row.Number("regperiod")} years is not 1 to 10"),
        Amount = Price(row, "recurringamount"), NextDue = PanelDates.Day(row.Text("nextduedate")),
        Status = Statuses.Domain(row.Text("status")) ?? throw Unknown("status", row), DoNotRenew = row.Flag("donotrenew"),
    }));

    /// <summary>Null also for a project of nobody.</summary>
    public OwnedService? Project(ApiAnswer row) => row.Text("userid").Trim() is "" or "0" ? null : Row("mod_project", row, "userid", client =>
        new OwnedService(client, new Service
        {
            Target = new Target(TargetKind.Project, row.Id("id")), Adapter = adapters.For(TargetKind.Project, 0, ""),
            Status = words.Read(row.Text("status"), row.Flag("completed")),
        }));

    public InvoiceHead? Invoice(ApiAnswer row) => Row("tblinvoices", row, "userid", client =>
    {
        InvoiceStatus status = Statuses.Invoice(row.Text("status")) ?? throw Unknown("status", row);
        DateOnly due = Due(row, status);
        DateOnly raised = PanelDates.Day(row.Text("date")) ?? due;
        DateOnly latest = new[] { due, raised, PanelDates.Day(row.Text("datepaid")) ?? due }.Max();
        return new InvoiceHead(row.Id("id"), client, due, status, latest, raised);
    });

    public ServiceEnd? End(ApiAnswer row) => Row("tblcancelrequests", row, null, _ => new ServiceEnd(row.Id("id"), row.Id("relid"),
        new Cancellation(Day(row, "date"), Immediate(row))));

    /// <summary>The due date; that of an invoice which nobody owes may be missing, then it is its date.</summary>
    public static DateOnly Due(ApiAnswer row, InvoiceStatus status) =>
        PanelDates.Day(row.Text("duedate")) is { } due ? due
        : status is InvoiceStatus.Unpaid or InvoiceStatus.Collections or InvoiceStatus.PaymentPending ? throw new FormatException("it is owed and has no due date")
        : PanelDates.Day(row.Text("date")) ?? throw new FormatException("it has neither a date nor a due date");

    /// <summary>A day that must be there.</summary>
    public static DateOnly Day(ApiAnswer row, string name) =>
        PanelDates.Day(row.Text(name)) ?? throw new FormatException($"{name} is \"{row.Text(name)}\", not a day");

    private T? Row<T>(string table, ApiAnswer row, string? owner, Func<int, T> read) where T : class
    {
        int client = 0;
        try
        {
            client = owner is null ? 0 : row.Id(owner);
            return read(client);
        }
        catch (FormatException why)
        {
            _ = long.TryParse(row.Text("id"), out long id);
            reading.CannotRead(table, id, client, why.Message);
            return null;
        }
    }

    private static bool Immediate(ApiAnswer row) => PanelText.Plain(row.Text("type")) switch
    {
        "Immediate" => true,
        "End of Billing Period" => false,
        _ => throw Unknown("type", row),
    };

    private static decimal Price(ApiAnswer row, string field) =>
        row.Money(field) is >= 0 and decimal price ? price : throw new FormatException($"{field} is negative");

    private static BillingCycle Cycle(ApiAnswer row) => Cycles.Read(row.Text("billingcycle")) ?? throw Unknown("billingcycle", row);

    private static ServiceStatus Status(ApiAnswer row) => Statuses.Service(row.Text("status")) ?? throw Unknown("status", row);

    private static FormatException Unknown(string field, ApiAnswer row) => new($"{field} is \"{row.Text(field)}\", which is no word of the panel");
}
