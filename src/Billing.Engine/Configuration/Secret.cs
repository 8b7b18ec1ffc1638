namespace Billing.Engine.Configuration;

/// <summary>A value that must never be shown. Whatever prints it prints <c>***</c>; whoever needs it has to say so.</summary>
public sealed class Secret(string value)
{
    /// <summary>The value itself, for the one call that needs it.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
