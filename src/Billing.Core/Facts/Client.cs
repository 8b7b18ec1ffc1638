namespace Billing.Core.Facts;

/// <summary>A client's status, in the panel's words.</summary>
public enum ClientStatus
{
    /// <summary>Has something in use.</summary>
    Active,
    /// <summary>Set by the panel itself when nothing is in use; treated as active.</summary>
    Inactive,
    /// <summary>Closed: only reported.</summary>
    Closed,
}

/// <summary>The debtor: the panel's customer, as far as decisions need it.</summary>
public sealed record Client
{
    /// <summary>The panel's number.</summary>
    public required int Id { get; init; }

    /// <summary>Name or company.</summary>
    public string Name { get; init; } = "";

    /// <summary>The mailbox for billing; empty when there is none.</summary>
    public string Email { get; init; } = "";

    /// <summary>The telephone as the panel has it; empty when there is none.</summary>
    public string Phone { get; init; } = "";

    /// <summary>Two letters; empty when unknown.</summary>
    public string Country { get; init; } = "";

    /// <summary>The panel's name of the language; empty means the panel's default.</summary>
    public string Language { get; init; } = "";

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "";

    /// <summary>The client group's name; empty when it has none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public ClientStatus Status { get; init; } = ClientStatus.Active;

    /// <summary>The panel marks the client's group as exempt from suspension.</summary>
    public bool PanelExempt { get; init; }

    /// <summary>The panel marks the client as one who bears no late fees.</summary>
    public bool NoLateFees { get; init; }

    /// <summary>Whether the client agreed to be written to over channels that need consent (WhatsApp).</summary>
    public bool Consent { get; init; } = true;

    /// <summary>What the client has to its credit, in its currency, where the panel puts that towards invoices by itself as it raises them; 0 where it does not, and for who does not ask (only a forecast does).</summary>
    public decimal Credit { get; init; }

    /// <summary>Where a channel would write to; empty where it needs no address, or has none.</summary>
    public string AddressOf(string channel) => channel switch { "email" => Email, "whatsapp" => Phone, _ => "" };

    /// <summary>Whether a channel can reach the client at all; <paramref name="why"/> says why not.</summary>
    public bool ReachedBy(string channel, out string why)
    {
        why = channel switch
        {
            "email" when Email.Length == 0 => "the client has no e-mail address",
            "whatsapp" when Phone.Length == 0 => "the client has no telephone",
            "whatsapp" when !Consent => "the client did not agree to WhatsApp",
            _ => "",
        };
        return why.Length == 0;
    }
}
