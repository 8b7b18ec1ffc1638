using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>What reading a panel's database needs to know besides where it is.</summary>
internal sealed record WhmcsDatabaseOptions
{
    /// <summary>The panel's address as clients see it, for pay links: <c>https://panel.example/</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>Which adapter reaches which service.</summary>
    public AdapterMap Adapters { get; init; } = AdapterMap.None;

    /// <summary>What the status texts of projects mean.</summary>
    public ProjectWords Projects { get; init; } = ProjectWords.Default;

    /// <summary>Who agreed to WhatsApp.</summary>
    public ConsentRule Consent { get; init; } = ConsentRule.Nobody;

    /// <summary>Our clock, to compare the database's with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How far back settled invoices are read for a client whose matters are open.</summary>
    public int RecentDays { get; init; } = 120;
}
