namespace Billing.Sandbox;

/// <summary>What a panel holds, as read back by a test or a demo.</summary>
public sealed record InvoiceView(int Id, int ClientId, string Number, DateOnly? Date, DateOnly? Due, string Status, decimal Total, decimal Balance,
    string PaymentMethod, string Notes, IReadOnlyList<InvoiceLineView> Lines);

public sealed record InvoiceLineView(string Type, int RelId, decimal Amount, string Description, DateOnly? Due);

public sealed record ServiceView(int Id, int ClientId, int ProductId, string Domain, string Status, string SuspendReason, string Cycle, decimal Amount,
    DateOnly? NextDue, DateOnly? NextInvoice, DateOnly? Terminated, string Username);

public sealed record AddonView(int Id, int ServiceId, string Name, string Status, string Cycle, decimal Amount, DateOnly? NextDue);

public sealed record DomainView(int Id, int ClientId, string Domain, string Status, int Years, decimal Amount, DateOnly? NextDue, bool DoNotRenew);

public sealed record ProjectView(int Id, int ClientId, string Title, string Status, string Notes, bool Completed);

public sealed record ActivityEntry(string At, string Description, int ClientId, string User);

public sealed record TicketView(int Id, int ClientId, string Title, string Message, string Status);

public sealed record MailView(int Id, int ClientId, string To, string Subject, string Message, string At);
