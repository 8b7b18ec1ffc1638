using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Simulation;

/// <summary>A panel in memory, for scenarios. It keeps the panel's promises (<see cref="IPanel"/>) and knows nothing of the policy.</summary>
public sealed partial class SimulatedPanel(Func<DateOnly> today) : IPanel
{
    private readonly SortedDictionary<int, Client> clients = [];
    private readonly SortedDictionary<Target, SimulatedService> services = [];
    private readonly SortedDictionary<int, SimulatedInvoice> invoices = [];
    private readonly List<(int Client, string Subject, bool Answered)> tickets = [];
    private readonly List<(int Client, string Email)> contacts = [];

    internal IEnumerable<int> Clients => clients.Keys;

    /// <summary>What else the panel knows of a service: its server, its account.</summary>
    internal Func<ServiceHandle, ServiceHandle> Describe { get; set; } = handle => handle;

    /// <summary>Where an invoice is paid; nowhere, unless told.</summary>
    internal Func<int, string> PayLink { get; set; } = _ => "";

    internal IEnumerable<string> Adapters => services.Values.Select(service => service.Facts.Adapter).OfType<string>().Distinct();

    internal IEnumerable<SimulatedInvoice> Invoices => invoices.Values;

    internal void Add(Client client) => clients[client.Id] = client;

    internal void Add(int client, Service service) => services[service.Target] = new SimulatedService(client, service);

    internal void Add(SimulatedInvoice invoice) => invoices[invoice.Id] = invoice;

    /// <summary>The client's contacts that get billing mail.</summary>
    internal void AddContact(int client, string email) => contacts.Add((client, email));

    internal bool Has(int client) => clients.ContainsKey(client);

    internal SimulatedService Service(Target target) =>
        services.TryGetValue(target, out SimulatedService? service) ? service : throw new ScenarioException($"the panel has no {target}");

    internal SimulatedInvoice Invoice(int id) =>
        invoices.TryGetValue(id, out SimulatedInvoice? invoice) ? invoice : throw new ScenarioException($"the panel has no invoice {id}");

    /// <inheritdoc/>
    public Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel) => Task.FromResult(ServiceGroup.Of(
        services.Values.Select(service => service.Facts).Where(service => service.Status is ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending)
            .Select(service => (service.Target.Kind, service.Product, "", service.Adapter, (ServerHandle?)null, service.Target.Id))));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, [EnumeratorCancellation] CancellationToken cancel)
    {
        reading.ActiveServices = services.Values.Count(service => service.Facts.Status == ServiceStatus.Active && (service.Facts.Target.Kind == TargetKind.Service || service.Facts.Adapter is not null));
        foreach (int client in clients.Keys.ToArray())
            if (await ReadClientAsync(client, reading, cancel) is { } facts) yield return facts;
    }

    /// <inheritdoc/>
    public Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel) => Task.FromResult(
        clients.TryGetValue(client, out Client? found)
            ? new ClientFacts
            {
                Client = found,
                Services = [.. services.Values.Where(service => service.Client == client).Select(service => service.Facts)],
                Invoices = [.. invoices.Values.Where(invoice => invoice.Client == client).Select(invoice => invoice.Facts)],
            }
            : null);

    /// <inheritdoc/>
    public Task<InvoiceNow?> ReadInvoiceNowAsync(int invoice, CancellationToken cancel) =>
        Task.FromResult(invoices.TryGetValue(invoice, out SimulatedInvoice? found) ? new InvoiceNow(invoice, found.Status, found.Balance) : null);

    /// <inheritdoc/>
    public Task<InvoiceSheet?> ReadInvoiceSheetAsync(int invoice, CancellationToken cancel) => Task.FromResult(
        invoices.TryGetValue(invoice, out SimulatedInvoice? found)
            ? new InvoiceSheet(invoice, $"{invoice}", found.Date, found.Due, found.Total, found.Balance, clients[found.Client].Currency, "", PayLink(invoice), [.. found.Lines.Select(line => new SheetLine(line.Target?.ToString() ?? "", line.Amount))])
            : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. contacts.Where(contact => contact.Client == client).Select(contact => contact.Email)]);

    /// <inheritdoc/>
    public Task<int?> FindClientOfInvoiceAsync(int invoice, CancellationToken cancel) =>
        Task.FromResult(invoices.TryGetValue(invoice, out SimulatedInvoice? found) ? found.Client : (int?)null);

    /// <inheritdoc/>
    public Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel) => Task.FromResult(
        services.TryGetValue(target, out SimulatedService? service)
            ? Describe(new ServiceHandle(target.ToString(), service.Client, "", "", null, new Dictionary<string, string>
            {
                ["status"] = service.Facts.Status.ToString(), ["suspendreason"] = service.Facts.SuspendReason,
            }))
            : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceInUse> ReadInUseAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (Service service in services.Values.Select(service => service.Facts).ToArray())
            if (service is { Adapter: { } adapter, Status: ServiceStatus.Active or ServiceStatus.Suspended } && await ReadHandleAsync(service.Target, cancel) is { } handle)
                yield return new ServiceInUse(service.Target, adapter, service.Status, handle);
    }

    /// <inheritdoc/>
    public Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel) => Task.FromResult(
        invoices.Values.Where(invoice => invoice.Client == client && items.All(item => invoice.Facts.PeriodOf(item) == due)).Select(invoice => (int?)invoice.Id).FirstOrDefault());

    /// <inheritdoc/>
    public Task GenerateInvoiceAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel)
    {
        InvoiceLine[] lines = [.. items
            .Where(item => Service(item).Facts.NextDue == due && !invoices.Values.Any(invoice => invoice.Facts.PeriodOf(item) == due))
            .Select(item => new InvoiceLine(item, Service(item).Facts.Amount, due))];
        if (lines.Length > 0) Raise(client, due, lines, InvoiceKind.Ordinary, "");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task MarkAsync(Target target, ServiceStatus status, string reason, CancellationToken cancel)
    {
        SimulatedService service = Service(target);
        bool shown = target.Kind != TargetKind.Domain || status is ServiceStatus.Terminated or ServiceStatus.Cancelled;
        if (shown) service.Facts = service.Facts with { Status = status, SuspendReason = target.Kind == TargetKind.Service ? reason : "" };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ChangeCycleAsync(Target target, BillingCycle cycle, decimal amount, CancellationToken cancel)
    {
        SimulatedService service = Service(target);
        service.Facts = service.Facts with { Cycle = cycle, Amount = amount };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetNextDueAsync(Target target, DateOnly nextDue, CancellationToken cancel)
    {
        Service(target).Restart(nextDue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int?> FindFeeAsync(int client, string mark, CancellationToken cancel) =>
        Task.FromResult(invoices.Values.Where(invoice => invoice.Client == client && invoice.Mark == mark).Select(invoice => (int?)invoice.Id).FirstOrDefault());

    /// <inheritdoc/>
    public Task RaiseFeeAsync(int client, string text, decimal amount, DateOnly due, string mark, CancellationToken cancel)
    {
        Raise(client, due, [new InvoiceLine(null, amount)], FeeMark.IsLateFee(mark) ? InvoiceKind.LateFee : InvoiceKind.Recovery, mark);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RunModuleAsync(ModuleCommand command, Target target, string reason, CancellationToken cancel) =>
        MarkAsync(target, command switch { ModuleCommand.Suspend => ServiceStatus.Suspended, ModuleCommand.Terminate => ServiceStatus.Terminated, _ => ServiceStatus.Active }, command == ModuleCommand.Suspend ? reason : "", cancel);

    /// <summary>The welcome templates by product.</summary>
    internal Dictionary<int, string> WelcomeTemplates { get; } = [];

    /// <summary>What was sent, in order.</summary>
    internal List<(Target Target, string Template)> Welcomed { get; } = [];

    /// <inheritdoc/>
    public Task<string?> FindWelcomeAsync(Target target, CancellationToken cancel) => Task.FromResult(WelcomeTemplates.GetValueOrDefault(Service(target).Facts.Product));

    /// <inheritdoc/>
    public Task SendWelcomeAsync(Target target, string template, CancellationToken cancel)
    {
        Welcomed.Add((target, template));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> ReadProjectStatusAsync(int project, CancellationToken cancel) =>
        Task.FromResult(services.TryGetValue(new Target(TargetKind.Project, project), out SimulatedService? found) ? found.Facts.Status == ServiceStatus.Suspended ? "Frozen" : "In Progress" : null);

    /// <inheritdoc/>
    public Task SetProjectStatusAsync(int project, string status, CancellationToken cancel) =>
        MarkAsync(new Target(TargetKind.Project, project), status == "Frozen" ? ServiceStatus.Suspended : ServiceStatus.Active, "", cancel);

    /// <inheritdoc/>
    public Task<int?> FindTicketAsync(int client, string mark, CancellationToken cancel) =>
        Task.FromResult(tickets.FindIndex(ticket => ticket.Client == client && ticket.Subject.Contains(mark, StringComparison.Ordinal)) is >= 0 and var index ? index + 1 : (int?)null);

    /// <inheritdoc/>
    public Task OpenTicketAsync(int client, string subject, string message, CancellationToken cancel)
    {
        tickets.Add((client, subject, false));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> IsTicketAnsweredAsync(int ticket, CancellationToken cancel) => Task.FromResult(ticket < 1 || ticket > tickets.Count || tickets[ticket - 1].Answered);

    /// <summary>Somebody of the staff answers a ticket. A scenario answers the objection itself instead.</summary>
    internal void AnswerTicket(int ticket) => tickets[ticket - 1] = tickets[ticket - 1] with { Answered = true };

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

    private void Raise(int client, DateOnly due, InvoiceLine[] lines, InvoiceKind kind, string mark)
    {
        int id = invoices.Count == 0 ? 1 : invoices.Keys.Last() + 1;
        Add(new SimulatedInvoice(id, client, today(), due, InvoiceStatus.Unpaid, lines, kind) { Mark = mark });
    }
}
