using Billing.Core.Policy;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Tracking;

namespace Billing.Engine.Channels;

/// <summary>How clients are told: the part of the configuration that every channel shares, and the part of each.</summary>
public sealed record ChannelOptions
{
    /// <summary>The folder of the templates.</summary>
    public required string Templates { get; init; }

    /// <summary>The language of a client of whom neither language nor country says one: a folder's name, <c>es</c>.</summary>
    public required string DefaultLanguage { get; init; }

    /// <summary>Who writes.</summary>
    public required ProviderOptions Provider { get; init; }

    /// <summary>The e-mail channel; null when there is none.</summary>
    public EmailOptions? Email { get; init; }

    /// <summary>The WhatsApp channel; null when there is none.</summary>
    public WhatsAppOptions? WhatsApp { get; init; }

    /// <summary>Links whose use is recorded, and signed addresses; null when they are not set up.</summary>
    public LinkOptions? Links { get; init; }

    /// <summary>What cannot be right in it.</summary>
    public IEnumerable<Problem> Check(string file, string path = "$.channels")
    {
        if (Provider.Name.Length == 0)
            yield return new(file, $"{path}.provider.name", "notices have no sender", "Write the name that clients know you by");
        if (Provider.Contact.Length > 0 && Link.Web(Provider.Contact).Length == 0)
            yield return new(file, $"{path}.provider.contact", "this is no web address", "Write the page where a client can object, beginning with https://");
        foreach (Problem problem in Links?.Check(file, $"{path}.links") ?? []) yield return problem;
        foreach (Problem problem in Email?.Check(file, $"{path}.email", signed: Links is not null) ?? []) yield return problem;
    }
}

/// <summary>The provider as clients know it; shown under every notice.</summary>
public sealed record ProviderOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its postal address, in one line.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its web site.</summary>
    public string Website { get; init; } = "";

    /// <summary>The mailbox for questions.</summary>
    public string Email { get; init; } = "";

    /// <summary>The panel's page where a client can object; empty when only an answer by e-mail is possible.</summary>
    public string Contact { get; init; } = "";
}
