using System.Text.Json.Nodes;
using Billing.Core.Facts;

namespace Billing.Engine.Simulation;

/// <summary>Puts what a scenario says is in the panel into the simulated one. The same reading serves the start and the <c>add</c> events.</summary>
internal sealed class ScenarioPanel(SimulatedPanel panel)
{
    private readonly Dictionary<int, JsonReader> products = [];
    private readonly Dictionary<int, string> currencies = [];

    public void Load(JsonReader all)
    {
        all.Only("clients", "products", "services", "addons", "domains", "projects", "invoices", "cancellations");
        foreach (JsonReader product in all.List("products")) products[product.Number("id")] = product;
        foreach (JsonReader client in all.List("clients")) Client(client);
        foreach (JsonReader service in all.List("services")) Service(service);
        foreach (JsonReader addon in all.List("addons")) Addon(addon);
        foreach (JsonReader domain in all.List("domains")) Domain(domain);
        foreach (JsonReader project in all.List("projects")) Project(project);
        foreach (JsonReader invoice in all.List("invoices")) Invoice(invoice);
        foreach (JsonReader request in all.List("cancellations"))
            Cancel(request, request.DayOrNone("on") ?? request.DayOrNone("date") ?? DateOnly.MinValue);
    }

    public void Client(JsonReader client)
    {
        client.Only("id", "name", "email", "phone", "country", "language", "currency", "group", "credit", "status", "exempt", "consent", "noLateFees");
        currencies[client.Number("id")] = client.Text("currency", "");
        panel.Add(new Client
        {
            Id = client.Number("id"),
            Name = client.Text("name", ""),
            Email = client.Text("email", ""),
            Phone = client.Text("phone", ""),
            Country = client.Text("country", ""),
            Language = client.Text("language", ""),
            Currency = client.Text("currency", ""),
            Group = client.Text("group", ""),
            Status = Word<ClientStatus>(client, "status", "Active"),
            PanelExempt = client.Switch("exempt"),
            NoLateFees = client.Switch("noLateFees"),
            Consent = client.Node("consent") is not JsonArray { Count: 0 },
        });
    }

    public void Service(JsonReader service)
    {
        service.Only("id", "client", "product", "domain", "cycle", "amount", "nextDue", "status", "suspendReason", "noSuspend", "noSuspendUntil", "adapter");
        int client = Known(service);
        JsonReader product = products.TryGetValue(service.Number("product"), out JsonReader? found) ? found : throw service.Wrong("product", $"there is no product {service.Number("product")}");
        panel.Add(client, new Service
        {
            Target = new Target(TargetKind.Service, service.Number("id")),
            Product = service.Number("product"),
            ProductGroup = product.Text("group", ""),
            Adapter = service.Has("adapter") ? service.Text("adapter") : product.Has("adapter") ? Adapter(product) : null,
            Cycle = Cycle(service),
            Amount = service.Amount("amount", 0),
            NextDue = service.DayOrNone("nextDue"),
            Status = Status(service),
            SuspendReason = service.Text("suspendReason", ""),
            NoSuspend = service.Switch("noSuspend") || service.Has("noSuspendUntil"),
            NoSuspendUntil = service.DayOrNone("noSuspendUntil"),
            Prices = Prices(product, currencies[client]),
        });
    }

    public void Addon(JsonReader addon)
    {
        addon.Only("id", "service", "name", "cycle", "amount", "nextDue", "status", "adapter", "suspendReason");
        Target parent = new(TargetKind.Service, addon.Number("service"));
        panel.Add(panel.Service(parent).Client, new Service
        {
            Target = new Target(TargetKind.Addon, addon.Number("id")),
            Parent = parent,
            Adapter = Adapter(addon),
            Cycle = Cycle(addon),
            Amount = addon.Amount("amount", 0),
            NextDue = addon.DayOrNone("nextDue"),
            Status = Status(addon),
            SuspendReason = addon.Text("suspendReason", ""),
        });
    }

    public void Domain(JsonReader domain)
    {
        domain.Only("id", "client", "domain", "years", "amount", "nextDue", "status", "adapter", "doNotRenew");
        panel.Add(Known(domain), new Service
        {
            Target = new Target(TargetKind.Domain, domain.Number("id")),
            Adapter = Adapter(domain),
            Cycle = BillingCycle.Years(domain.Has("years") ? domain.Number("years") : 1),
            Amount = domain.Amount("amount", 0),
            NextDue = domain.DayOrNone("nextDue"),
            Status = Status(domain),
            DoNotRenew = domain.Switch("doNotRenew"),
        });
    }

    public void Project(JsonReader project)
    {
        project.Only("id", "client", "title", "status", "adapter");
        panel.Add(Known(project), new Service
        {
            Target = new Target(TargetKind.Project, project.Number("id")),
            Adapter = Adapter(project) ?? "project",
            Status = project.Text("status", "In Progress") switch { "In Progress" or "Active" => ServiceStatus.Active, "Frozen" or "Suspended" => ServiceStatus.Suspended, _ => ServiceStatus.Completed },
        });
    }

    public int Invoice(JsonReader invoice)
    {
        invoice.Only("id", "client", "date", "due", "status", "items", "type", "credit", "total");
        InvoiceLine[] lines = [.. invoice.List("items").Select(Line)];
        string[] types = [.. invoice.List("items").Select(item => item.Text("type", item.Has("invoice") ? "Invoice" : "")), invoice.Text("type", "")];
        panel.Add(new SimulatedInvoice(invoice.Number("id"), Known(invoice), invoice.DayOrNone("date") ?? invoice.Day("due"), invoice.Day("due"), StatusOf(invoice), lines,
            types.Contains("AddFunds") ? InvoiceKind.AddFunds : types.Any(type => type is "Invoice" or "MassPayment") ? InvoiceKind.MassPayment : InvoiceKind.Ordinary));
        return invoice.Number("id");
    }

    public void Cancel(JsonReader request, DateOnly on)
    {
        SimulatedService service = panel.Service(Of(request, "service"));
        service.Facts = service.Facts with { Cancellation = new Cancellation(on, request.Text("type", "Immediate") == "Immediate") };
    }

    /// <summary>A service named by its number or as a target.</summary>
    public static Target Of(JsonReader reader, string field) =>
        reader.Node(field) is JsonValue value && value.TryGetValue(out int id) ? new Target(TargetKind.Service, id) : reader.Target(field);

    public static ServiceStatus Status(JsonReader reader) => reader.Text("status", "Active") switch
    {
        "Grace" or "In Progress" => ServiceStatus.Active,
        "Frozen" => ServiceStatus.Suspended,
        "Expired" or "Redemption" => ServiceStatus.Completed,
        "Transferred Away" => ServiceStatus.Terminated,
        var status when status.StartsWith("Pending", StringComparison.Ordinal) => ServiceStatus.Pending,
        _ => Word<ServiceStatus>(reader, "status", "Active"),
    };

    private static InvoiceStatus StatusOf(JsonReader invoice) =>
        invoice.Text("status", "Unpaid") == "Payment Pending" ? InvoiceStatus.PaymentPending : Word<InvoiceStatus>(invoice, "status", "Unpaid");

    private static InvoiceLine Line(JsonReader item)
    {
        item.Only("service", "addon", "domain", "project", "amount", "description", "type", "invoice", "period");
        Target? target = null;
        foreach (TargetKind kind in Enum.GetValues<TargetKind>())
            if (item.Has(kind.ToString().ToLowerInvariant())) target = new Target(kind, item.Number(kind.ToString().ToLowerInvariant()));
        return new InvoiceLine(target, item.Amount("amount", 0), item.DayOrNone("period"));
    }

    private int Known(JsonReader reader) =>
        panel.Has(reader.Number("client")) ? reader.Number("client") : throw reader.Wrong("client", $"there is no client {reader.Number("client")}");

    private static string? Adapter(JsonReader reader) => reader.Text("adapter", "") is { Length: > 0 } name ? name : null;

    private static BillingCycle Cycle(JsonReader reader) =>
        BillingCycle.Named(reader.Text("cycle", "One Time")) ?? throw reader.Wrong("cycle", $"there is no cycle \"{reader.Text("cycle")}\"");

    private static Dictionary<BillingCycle, decimal> Prices(JsonReader product, string currency)
    {
        Dictionary<BillingCycle, decimal> prices = [];
        if (product.Node("prices") is JsonObject all && all[currency] is JsonObject own)
            foreach ((string cycle, JsonNode? price) in own)
                prices[BillingCycle.Named(cycle) ?? throw product.Wrong("prices", $"there is no cycle \"{cycle}\"")] = price!.GetValue<decimal>();
        return prices;
    }

    private static T Word<T>(JsonReader reader, string field, string otherwise) where T : struct, Enum =>
        Enum.TryParse(reader.Text(field, otherwise), out T word) && Enum.IsDefined(word) ? word : throw reader.Wrong(field, $"\"{reader.Text(field)}\" is none of {string.Join(", ", Enum.GetNames<T>())}");
}
