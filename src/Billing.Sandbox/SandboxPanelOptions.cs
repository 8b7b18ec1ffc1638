namespace Billing.Sandbox;

/// <summary>Which shape of tables to make where they are missing.</summary>
public enum PanelGeneration
{
    /// <summary>The 8.x and 9.x tables.</summary>
    Present,
    /// <summary>7.x: narrower money, flags as the texts 'on' and '', no refund or cancellation dates.</summary>
    Seven,
}

/// <summary>How the panel's own automation is set up in a new database.</summary>
public enum PanelAutomation
{
    /// <summary>Off, as it must be beside ours: the panel acts only when asked.</summary>
    Off,
    /// <summary>As an 8.4 installation has it before anybody changed anything: it suspends, reminds, charges late fees and carries out cancellations by itself.</summary>
    AsInstalled,
}

/// <summary>Where the panel keeps its tables.</summary>
public sealed record SandboxStore
{
    SandboxStore(string connectionString, bool mariaDb) => (ConnectionString, IsMariaDb) = (connectionString, mariaDb);

    public string ConnectionString { get; }
    public bool IsMariaDb { get; }

    /// <summary>A SQLite database in memory, gone with the panel; others in this process may read it over <see cref="ConnectionString"/>.</summary>
    public static SandboxStore InMemory() => new($"Data Source=sandbox-{Guid.NewGuid():N};Mode=Memory;Cache=Shared", false);

    public static SandboxStore File(string path) => new($"Data Source={path};Pooling=False", false);

    /// <summary>A MariaDB database; tables it already has are used as they are, missing ones are made.</summary>
    public static SandboxStore MariaDb(string connectionString) => new(connectionString, true);
}

/// <summary>A hook point that was reached: InvoiceCreated, InvoicePaid, AddInvoicePayment, InvoiceCancelled, InvoiceRefunded, InvoiceUnpaid.</summary>
public sealed record PanelHook(string Point, int InvoiceId, int ClientId);

/// <summary>How a panel is to be started. Everything has a default; the default is an empty panel in memory on a free port.</summary>
public sealed record SandboxPanelOptions
{
    public SandboxStore Store { get; init; } = SandboxStore.InMemory();
    public PanelGeneration Generation { get; init; } = PanelGeneration.Present;

    /// <summary>0 takes any free port of 127.0.0.1.</summary>
    public int Port { get; init; }

    public string Identifier { get; init; } = "sandbox-identifier";
    public string Secret { get; init; } = "sandbox-secret";
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The zone in which the panel thinks of days; null is the zone of <see cref="Time"/>.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>What the panel says its version is. From 9 on, published invoices cannot be edited.</summary>
    public string Version { get; init; } = "8.13.1-release.1";

    /// <summary>How the settings of a new database are. They are there to be read: whatever they say, this panel does nothing by itself but what its calls ask for.</summary>
    public PanelAutomation Automation { get; init; }

    /// <summary>Whether the panel itself lifts its own suspensions on payment (written to the settings of a new database only, where the automation is off).</summary>
    public bool AutoUnsuspend { get; init; }

    /// <summary>
    /// What the panel's hooks tell, each after its change is committed; on the thread that caused it, which waits as a browser would.
    /// </summary>
    public Action<PanelHook>? Hook { get; init; }

    /// <summary>The server behind products of module cpanel; without one their module commands change only the panel.</summary>
    public SandboxWhm? Whm { get; init; }
}
