namespace Billing.Engine.Ledger;

/// <summary>Another node is, or may be, at that client by now: nothing was written. Whoever is there finds the open intent, and observes.</summary>
public sealed class LeaseLostException(string message) : LedgerException(message);
