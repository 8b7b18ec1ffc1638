namespace Billing.Sandbox;

/// <summary>How a WhatsApp Cloud API is to be started.</summary>
public sealed record SandboxWhatsAppOptions
{
    /// <summary>0 takes any free port of 127.0.0.1.</summary>
    public int Port { get; init; }

    public string Token { get; init; } = "SANDBOX-WHATSAPP-TOKEN";

    /// <summary>Signs deliveries.</summary>
    public string AppSecret { get; init; } = "sandbox-app-secret";

    /// <summary>Shown when the receiver's address is verified.</summary>
    public string VerifyToken { get; init; } = "sandbox-verify-token";
    public string PhoneNumberId { get; init; } = "106540352242922";
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>How a template stands.</summary>
public enum WhatsAppTemplateState
{
    Approved,
    Paused,
    Disabled,
}

/// <summary>A registered template in one language.</summary>
public sealed record WhatsAppTemplate(string Name, string Language, int Placeholders)
{
    /// <summary>It has a button whose address ends in a placeholder.</summary>
    public bool Button { get; init; }

    /// <summary>It has a document on top.</summary>
    public bool Document { get; init; }

    /// <summary>Characters of its wording without the placeholders.</summary>
    public int Fixed { get; init; } = 300;
    public WhatsAppTemplateState State { get; init; }
}

/// <summary>A message that was taken.</summary>
public sealed record WhatsAppSent(string Id, string To, string Template, string Language, IReadOnlyList<string> Parameters, string Button, string Document, string Identity, string Body);

/// <summary>An error of the API.</summary>
public sealed record WhatsAppError(int Code, string Message, int Status = 400)
{
    public string Details { get; init; } = "";
}

/// <summary>A status that a message will have, some time after it was taken.</summary>
public sealed record WhatsAppStatus(string Status, TimeSpan After)
{
    public WhatsAppError? Error { get; init; }
}

/// <summary>How deliveries to the receiver go.</summary>
public sealed record WhatsAppDelivery
{
    /// <summary>All that is due goes in one delivery.</summary>
    public bool Together { get; init; }

    /// <summary>Each goes twice.</summary>
    public bool Twice { get; init; }

    /// <summary>The latest goes first.</summary>
    public bool Backwards { get; init; }

    /// <summary>Signed with another secret.</summary>
    public bool Forged { get; init; }

    /// <summary>The recipient is told by user id only.</summary>
    public bool WithoutNumber { get; init; }

    /// <summary>With fields that nobody knows yet.</summary>
    public bool Novel { get; init; }

    /// <summary>Without what was sent along.</summary>
    public bool WithoutIdentity { get; init; }

    /// <summary>What is due at once is delivered before the message is answered.</summary>
    public bool BeforeAnswer { get; init; }
}
