namespace Billing.Sandbox.Whm;

/// <summary>Who asks: root, or a reseller who sees only what he owns, and gets his numbers as texts.</summary>
internal sealed record WhmCaller(string Name, bool IsRoot)
{
    public bool Owns(WhmAccount account) => IsRoot || account.Owner == Name;
}
