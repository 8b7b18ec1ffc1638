namespace Billing.Engine.Ledger;

/// <summary>The ledger cannot be used. The message is one line: what, where, what to do; never a secret. Nothing may be done without a ledger.</summary>
public class LedgerException(string message, Exception? inner = null) : Exception(message, inner);
