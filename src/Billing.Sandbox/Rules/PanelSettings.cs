using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

internal sealed class PanelSettings(PanelDatabase database)
{
    public string? Value(string setting) =>
        database.One("SELECT value FROM tblconfiguration WHERE setting = @setting", new { setting })?.Text("value");

    public bool IsOn(string setting) => Value(setting) is "on" or "1";

    public void Set(string setting, string value)
    {
        if (database.Run("UPDATE tblconfiguration SET value = @value WHERE setting = @setting", new { setting, value }) is 0 && Value(setting) is null)
            database.Insert("tblconfiguration", ("setting", setting), ("value", value));
    }
}
