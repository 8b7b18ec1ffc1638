namespace Billing.Sandbox;

/// <summary>What can be put into a panel. An id that is left out is given by the panel.</summary>
public sealed record ClientSeed(string FirstName, string LastName, string Email)
{
    public int? Id { get; init; }
    public string Company { get; init; } = "";
    public string Phone { get; init; } = "";
    public string Country { get; init; } = "AR";
    public string Language { get; init; } = "spanish";
    public string Currency { get; init; } = "ARS";

    /// <summary>A client group's name, "" for none; made if it is missing.</summary>
    public string Group { get; init; } = "";
    public decimal Credit { get; init; }
    public string Status { get; init; } = "Active";
    public bool SeparateInvoices { get; init; }
    public string PaymentMethod { get; init; } = "banktransfer";
}

public sealed record ContactSeed(int ClientId, string FirstName, string LastName, string Email)
{
    public string Phone { get; init; } = "";
    public bool Invoices { get; init; } = true;
}

public sealed record ClientGroupSeed(string Name)
{
    public int? Id { get; init; }
    public bool Exempt { get; init; }
    public bool SeparateInvoices { get; init; }
}

public sealed record ServerSeed(string Name, string Host)
{
    public int? Id { get; init; }
    public string Address { get; init; } = "127.0.0.1";
    public string Module { get; init; } = "cpanel";
    public int? Port { get; init; }
}

public sealed record ProductSeed(string Name)
{
    public int? Id { get; init; }

    /// <summary>The module behind it: "cpanel" drives the sandbox WHM, "" is no module, any other only the panel's status.</summary>
    public string Module { get; init; } = "cpanel";
    public string Group { get; init; } = "Hosting";
    public string Type { get; init; } = "hostingaccount";

    /// <summary>The e-mail template by which its clients are welcomed; "" for none.</summary>
    public string Welcome { get; init; } = "";

    /// <summary>Prices by currency code and cycle; what is left out is not sold.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Prices { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, decimal>>();
}

public sealed record ServiceSeed(int ClientId, int ProductId, DateOnly? NextDue, decimal Amount)
{
    public int? Id { get; init; }
    public string Domain { get; init; } = "";
    public string Cycle { get; init; } = "Monthly";
    public string Status { get; init; } = "Active";
    public string SuspendReason { get; init; } = "";
    public bool NoSuspend { get; init; }
    public DateOnly? NoSuspendUntil { get; init; }

    /// <summary>The account's name on the server; made from the domain where the product is a cpanel one.</summary>
    public string Username { get; init; } = "";
    public int ServerId { get; init; }
    public string PaymentMethod { get; init; } = "banktransfer";
    public DateOnly? Registered { get; init; }
}

public sealed record AddonSeed(int ServiceId, string Name, DateOnly? NextDue, decimal Amount)
{
    public int? Id { get; init; }
    public string Cycle { get; init; } = "Monthly";
    public string Status { get; init; } = "Active";

    /// <summary>The kind of addon it is one of (0: a custom one).</summary>
    public int AddonId { get; init; }
    public string PaymentMethod { get; init; } = "banktransfer";
}

public sealed record DomainSeed(int ClientId, string Domain, DateOnly NextDue, decimal Amount)
{
    public int? Id { get; init; }
    public int Years { get; init; } = 1;
    public string Status { get; init; } = "Active";
    public bool DoNotRenew { get; init; }
    public string PaymentMethod { get; init; } = "banktransfer";
    public string Registrar { get; init; } = "";
}

public sealed record ProjectSeed(int ClientId, string Title)
{
    public int? Id { get; init; }
    public string Status { get; init; } = "In Progress";
    public string Notes { get; init; } = "";
    public DateOnly? Due { get; init; }
    public bool Completed { get; init; }
}

/// <summary>A line of a seeded invoice: type Hosting, Addon, Domain … as the panel names them, or "" for a free text.</summary>
/// <param name="Due">The start of the period it bills; null: the invoice's due date.</param>
public sealed record InvoiceLineSeed(string Type, int RelId, decimal Amount, string Description = "", DateOnly? Due = null);

public sealed record InvoiceSeed(int ClientId, DateOnly Due, IReadOnlyList<InvoiceLineSeed> Lines)
{
    public int? Id { get; init; }

    /// <summary>Null: the panel's today.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>One seeded as Paid gets its payment, and counts as having moved its due dates already.</summary>
    public string Status { get; init; } = "Unpaid";
    public string PaymentMethod { get; init; } = "banktransfer";
    public string Notes { get; init; } = "";
}
