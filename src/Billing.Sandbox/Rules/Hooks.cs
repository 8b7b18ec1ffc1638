using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>Tells the outside of a hook point once what led to it is committed.</summary>
internal sealed class Hooks(PanelDatabase database, Action<PanelHook>? listener)
{
    public void Reach(string point, int invoice, int client)
    {
        if (listener is not null) database.AfterCommit(() => listener(new PanelHook(point, invoice, client)));
    }
}
