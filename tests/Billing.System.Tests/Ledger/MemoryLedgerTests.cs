using Billing.Engine.Ledger;

namespace Billing.System.Tests.Ledger;

public sealed class MemoryLedgerTests : LedgerContract
{
    private MemoryLedger? only;

    protected override ILedger Open() => only ??= new MemoryLedger(Clock);
}
