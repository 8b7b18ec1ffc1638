namespace Billing.Sandbox.Rules;

/// <summary>The panel says no: its text goes to the caller with result=error, and nothing is written.</summary>
internal sealed class PanelRefusal(string message) : Exception(message);
