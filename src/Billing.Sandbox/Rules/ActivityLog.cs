using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

internal sealed class ActivityLog(PanelDatabase database, PanelClock clock)
{
    public void Write(string description, int client = 0, string user = "API") => database.Insert("tblactivitylog",
        ("date", clock.Now), ("description", description), ("user", user), ("userid", client), ("ipaddr", "127.0.0.1"));
}
