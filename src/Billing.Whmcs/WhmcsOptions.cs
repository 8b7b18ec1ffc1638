using Billing.Engine.Panel;

namespace Billing.Whmcs;

/// <summary>How to reach one WHMCS panel. Secrets are functions, so that no record, log or dump prints them.</summary>
public sealed record WhmcsOptions
{
    /// <summary>The folder that holds <c>includes/api.php</c>: <c>https://panel.example/</c> or <c>https://example.com/whmcs/</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>The identifier of an API credential.</summary>
    public required Func<string> Identifier { get; init; }

    /// <summary>Its secret.</summary>
    public required Func<string> Secret { get; init; }

    /// <summary>The panel's <c>$api_access_key</c>, where our address changes; null for none.</summary>
    public Func<string>? AccessKey { get; init; }

    /// <summary>The SHA-256 fingerprint of the panel's certificate, with or without colons; only that one is accepted then. Null: the usual verification.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Whether credentials may travel over plain http to another machine. Loopback is always allowed.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>A connection string of a user that may only read the panel's database; null when everything is read through the API.</summary>
    public Func<string>? Database { get; init; }

    /// <summary>Which adapter reaches which service.</summary>
    public AdapterMap Adapters { get; init; } = AdapterMap.None;

    /// <summary>The status texts of a project that is worked on.</summary>
    public IReadOnlyList<string> ProjectsInProgress { get; init; } = ["In Progress"];

    /// <summary>The status text that a freeze writes.</summary>
    public string ProjectFrozen { get; init; } = "Frozen";

    /// <summary>The number of the support department that objections go to; null for none.</summary>
    public int? TicketDepartment { get; init; }

    /// <summary>The e-mail templates that products welcome with, by the product's number: for a panel whose database does not say so. An empty name: none.</summary>
    public IReadOnlyDictionary<int, string> Welcome { get; init; } = new Dictionary<int, string>();

    /// <summary>Who agreed to be written to by WhatsApp. Through the API a custom field is known by its number only.</summary>
    public ConsentRule Consent { get; init; } = ConsentRule.Nobody;

    /// <summary>How many days back settled invoices are read for a client whose matters are open.</summary>
    public int RecentDays { get; init; } = 120;

    /// <summary>The zone whose days the policy counts in; the panel should run in it. Null: not compared.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>How long one attempt to read may take.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a change may take.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a command of a server module may take.</summary>
    public TimeSpan ModuleTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The wait before the first repetition of a read; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);
}
