using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Calls;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Configuration;

/// <summary>
/// <c>billing.json</c>, validated: where the panel, the ledger and the mail server are. What happens to whom is not here but in the policy. Paths are
/// absolute; secrets are references (<c>env:NAME</c>, <c>file:PATH</c>) and are resolved where they are needed.
/// </summary>
public sealed record BillingConfiguration
{
    /// <summary>The folder it was read from.</summary>
    public required string Folder { get; init; }
    /// <summary>The panel.</summary>
    public required PanelSettings Panel { get; init; }
    /// <summary>Where the ledger is.</summary>
    public required LedgerSettings Ledger { get; init; }
    /// <summary>Which adapter reaches which service.</summary>
    public required AdapterMap Adapters { get; init; }
    /// <summary>How hard servers are driven.</summary>
    public required AdapterLimits Limits { get; init; }
    /// <summary>The folder of the plugins.</summary>
    public required string Plugins { get; init; }
    /// <summary>How clients are told.</summary>
    public required ChannelOptions Channels { get; init; }
    /// <summary>Whether notices are published in the panel too.</summary>
    public required bool PanelChannel { get; init; }
    /// <summary>Our own pages; null when no port is opened.</summary>
    public WebSettings? Web { get; init; }
    /// <summary>How the service can be watched; null when no port is opened for it.</summary>
    public MonitoringSettings? Monitoring { get; init; }
    /// <summary>Who this one of several is; null for a process that works alone.</summary>
    public NodeSettings? Nodes { get; init; }
    /// <summary>How the service works.</summary>
    public required WorkerSettings Worker { get; init; }
    /// <summary>What can be proved: how long personal values are kept, who confirms the chain.</summary>
    public required EvidenceOptions Evidence { get; init; }
    /// <summary>When the panel and the clocks are not believed.</summary>
    public BrakeOptions Brakes { get; init; } = BrakeOptions.Default;
    /// <summary>The log.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>The channels that are set up, by their names in the policy.</summary>
    public IReadOnlySet<string> ChannelNames
    {
        get
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            if (Channels.Email is not null) names.Add("email");
            if (Channels.WhatsApp is not null) names.Add("whatsapp");
            if (PanelChannel) names.Add("panel");
            return names;
        }
    }
}

/// <summary>How the panel is reached.</summary>
/// <param name="Url">Its address, the folder of <c>includes/api.php</c>.</param>
/// <param name="Identifier">Reference to the API credential's identifier.</param>
/// <param name="Secret">Reference to its secret.</param>
/// <param name="AccessKey">Reference to the panel's access key; null for none.</param>
/// <param name="Fingerprint">The SHA-256 of the only certificate accepted, in hex; null for the usual verification.</param>
/// <param name="Database">The panel's database; null when everything is read through the API.</param>
/// <param name="InProgress">The status texts of a project that is worked on, the usual one first.</param>
/// <param name="Frozen">The status text of a frozen project.</param>
/// <param name="TicketDepartment">The support department that objections go to; null for none.</param>
public sealed record PanelSettings(
    Uri Url, string Identifier, string Secret, string? AccessKey, string? Fingerprint, DatabaseSettings? Database, IReadOnlyList<string> InProgress, string Frozen, int? TicketDepartment)
{
    /// <summary>The e-mail templates that products welcome with, by the product's number, where the panel's database does not say so.</summary>
    public IReadOnlyDictionary<int, string> Welcome { get; init; } = new Dictionary<int, string>();

    /// <summary>The panel's hook, which tells us whom to look at; null when it is not set up.</summary>
    public HookOptions? Hook { get; init; }
}

/// <summary>Where the ledger is: a SQLite file, or a MariaDB database. Exactly one of the two.</summary>
public sealed record LedgerSettings(string? Path, DatabaseSettings? Database);

/// <summary>How the service works.</summary>
/// <param name="LookEvery">How often it looks whether something open was settled.</param>
/// <param name="Parallel">How many clients at once.</param>
/// <param name="Retries">When what did not come about is tried again.</param>
public sealed record WorkerSettings(TimeSpan LookEvery, int Parallel, RetryPlan Retries)
{
    /// <summary>How often the mailbox is read to which notices come back.</summary>
    public TimeSpan ReportsEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many clients that were called for are looked at at once, beside a run.</summary>
    public int CallsAtOnce { get; init; } = 8;

    /// <summary>How often the panel is looked at for what is new there; null leaves it to the way the panel is read.</summary>
    public TimeSpan? WatchEvery { get; init; }

    /// <summary>How often the open invoices are looked at of those of whom something is offline because of us; null likewise.</summary>
    public TimeSpan? WatchListEvery { get; init; }
}

/// <summary>The log.</summary>
/// <param name="File">The file; the date is put before its ending.</param>
/// <param name="Level">The least level, in Serilog's words.</param>
public sealed record LogSettings(string File, string Level);
