using Billing.Engine.Panel;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>The WhatsApp channel: one number of the WhatsApp Business Cloud API.</summary>
public sealed record WhatsAppOptions
{
    /// <summary>The API's address, ending in a slash.</summary>
    public required Uri Url { get; init; }

    /// <summary>The API's version: <c>v23.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The number that writes, by its identity at Meta (not the number itself).</summary>
    public required string PhoneNumberId { get; init; }

    /// <summary>Where the access token of the system user is: <c>env:WHATSAPP_TOKEN</c>.</summary>
    public required string Token { get; init; }

    /// <summary>Where the app's secret is, with which Meta signs what it tells us.</summary>
    public required string AppSecret { get; init; }

    /// <summary>Where the word is that Meta shows when it is first given our address.</summary>
    public required string VerifyToken { get; init; }

    /// <summary>How numbers are written to, by country (two letters); one that is not named: as it is.</summary>
    public required IReadOnlyDictionary<string, NumberRule> Numbers { get; init; }

    /// <summary>Messages begun in a second.</summary>
    public required int PerSecond { get; init; }

    /// <summary>Different numbers written to in 24 hours.</summary>
    public required int PerDay { get; init; }

    /// <summary>Seconds for handing one message over.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>What the address behind the templates' button begins with, as it was registered with Meta.</summary>
    public required string PayLinks { get; init; }

    /// <summary>Whether templates may carry the invoice as a document.</summary>
    public required bool HeaderPdf { get; init; }

    /// <summary>Who agreed to be written to.</summary>
    public required ConsentRule Consent { get; init; }

    /// <summary>Its references to secrets, by the key in the configuration.</summary>
    public IEnumerable<(string Key, string Reference)> Secrets => [("token", Token), ("appSecret", AppSecret), ("verifyToken", VerifyToken)];
}

/// <summary>How the numbers of a country are written to that have more than one form there.</summary>
public enum NumberRule
{
    /// <summary>As the numbering plan has it: Argentina 549…, Mexico 52…, Brazil with the ninth digit.</summary>
    AsIs,
    /// <summary>The other form: Argentina 54…, Mexico 521…, Brazil without the ninth digit.</summary>
    Other,
    /// <summary>As it is first; the other form when WhatsApp says that nobody is there.</summary>
    Both,
}
