namespace Billing.Engine.Panel;

/// <summary>
/// How the panel says that a client agreed to be written to over a channel that needs it (WhatsApp). Where nothing says so, nobody agreed: the channel's owner
/// and most laws ask for an agreement that can be shown.
/// </summary>
public sealed record ConsentRule
{
    /// <summary>Nobody agreed.</summary>
    public static readonly ConsentRule Nobody = new();

    /// <summary>Every client agreed somewhere else, in the terms of service for example; the provider answers for it.</summary>
    public static readonly ConsentRule Assumed = new() { Everybody = true };

    /// <summary>Whether all are taken to have agreed.</summary>
    public bool Everybody { get; private init; }

    /// <summary>The client's custom field in the panel, by name or by number; empty for none.</summary>
    public string Field { get; init; } = "";

    /// <summary>What stands in it when the client agreed; capitals make no difference.</summary>
    public IReadOnlyList<string> Yes { get; init; } = [];

    /// <summary>Whether these values of the field say yes: there is one, and none that says anything else.</summary>
    public bool Says(IEnumerable<string> values)
    {
        if (Everybody) return true;
        string[] all = [.. values.Select(value => value.Trim()).Where(value => value.Length > 0)];
        return Field.Length > 0 && all.Length > 0 && all.All(value => Yes.Contains(value, StringComparer.OrdinalIgnoreCase));
    }
}
