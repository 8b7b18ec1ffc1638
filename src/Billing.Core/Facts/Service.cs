namespace Billing.Core.Facts;

/// <summary>Where a service stands in the panel, in the panel's words.</summary>
public enum ServiceStatus
{
    /// <summary>Ordered, not yet created on its server.</summary>
    Pending,
    /// <summary>In use; a domain in its grace time counts too.</summary>
    Active,
    /// <summary>Held offline, by us or by somebody else.</summary>
    Suspended,
    /// <summary>Removed from its server.</summary>
    Terminated,
    /// <summary>Given up by the client.</summary>
    Cancelled,
    /// <summary>Ordered fraudulently.</summary>
    Fraud,
    /// <summary>Ended as agreed: a limited number of periods is over, a project is done.</summary>
    Completed,
}

/// <summary>A client's request to end a service.</summary>
/// <param name="On">The day of the request.</param>
/// <param name="Immediate">True: with the next run. False: at the end of the billing period, which is the service's next due date.</param>
public sealed record Cancellation(DateOnly On, bool Immediate);

/// <summary>
/// Anything that renews and can go offline: a hosting product, an addon, a domain's DNS, a project. What the panel says about it at one moment.
/// </summary>
public sealed record Service
{
    /// <summary>Its name.</summary>
    public required Target Target { get; init; }

    /// <summary>The panel's product number; 0 for a domain or project.</summary>
    public int Product { get; init; }

    /// <summary>The product group's name in the panel; empty when it has none.</summary>
    public string ProductGroup { get; init; } = "";

    /// <summary>The adapter that reaches its server; null when nothing can take it offline.</summary>
    public string? Adapter { get; init; }

    /// <summary>How long a period is.</summary>
    public BillingCycle Cycle { get; init; } = BillingCycle.OneTime;

    /// <summary>The price of a period, in the client's currency.</summary>
    public decimal Amount { get; init; }

    /// <summary>The panel's next due date: the first day of the period not paid for. Null when it has none.</summary>
    public DateOnly? NextDue { get; init; }

    /// <summary>Where it stands.</summary>
    public ServiceStatus Status { get; init; } = ServiceStatus.Active;

    /// <summary>Why it is suspended, as the panel says; empty when it says nothing.</summary>
    public string SuspendReason { get; init; } = "";

    /// <summary>The service an addon belongs to.</summary>
    public Target? Parent { get; init; }

    /// <summary>A domain whose client switched renewal off.</summary>
    public bool DoNotRenew { get; init; }

    /// <summary>The panel's flag against suspension is set (until <see cref="NoSuspendUntil"/>, when there is one).</summary>
    public bool NoSuspend { get; init; }

    /// <summary>The last day on which the flag counts; null means for ever.</summary>
    public DateOnly? NoSuspendUntil { get; init; }

    /// <summary>The client's open or carried-out request to end it.</summary>
    public Cancellation? Cancellation { get; init; }

    /// <summary>What its product costs a period, by cycle, in the client's currency. Cycles that are not sold are left out.</summary>
    public IReadOnlyDictionary<BillingCycle, decimal> Prices { get; init; } = NoPrices;

    private static readonly Dictionary<BillingCycle, decimal> NoPrices = [];

    /// <summary>Whether the panel's flag against suspension counts on that day.</summary>
    public bool FlaggedOn(DateOnly day) => NoSuspend && (NoSuspendUntil is not { } until || day <= until);
}
