namespace Billing.Sdk;

/// <summary>
/// The one thing on one server that an adapter is asked about: what the panel knows of it, as plain text values.
/// </summary>
/// <param name="Target">Its name in Billing, for example <c>service 10</c>. Stable for ever.</param>
/// <param name="Client">The client's number in the panel.</param>
/// <param name="Domain">The domain the panel has for it; empty when it has none.</param>
/// <param name="Username">The account name on the server; empty when there is none.</param>
/// <param name="Server">The server it lives on; null when the panel names none.</param>
/// <param name="Attributes">Anything else the mapping names, by name: <c>zone</c>, <c>project</c>; of a service <c>product</c> (the product's number), and while it is
/// still to be created <c>email</c> (the client's mailbox, which belongs into no log). Never a secret.</param>
public sealed record ServiceHandle(
    string Target, int Client, string Domain, string Username, ServerHandle? Server,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The named attribute, or an empty text.</summary>
    public string this[string attribute] => Attributes.TryGetValue(attribute, out string? value) ? value : "";
}

/// <summary>A server as the panel lists it. Credentials are not here: an adapter reads its own from <see cref="AdapterContext"/>.</summary>
/// <param name="Id">Its number in the panel.</param>
/// <param name="Name">Its name in the panel.</param>
/// <param name="Hostname">Where it answers; host name or address.</param>
public sealed record ServerHandle(int Id, string Name, string Hostname);
