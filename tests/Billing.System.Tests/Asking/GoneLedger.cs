using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Billing.Engine.Ledger;

namespace Billing.System.Tests.Asking;

/// <summary>A ledger that can go away and come back.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "what is made at run time derives from it")]
internal class GoneLedger : DispatchProxy
{
    private ILedger inner = null!;

    public bool Gone { get; set; }

    public static ILedger Of(ILedger inner)
    {
        ILedger ledger = Create<ILedger, GoneLedger>();
        ((GoneLedger)(object)ledger).inner = inner;
        return ledger;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (Gone) throw new LedgerException("The ledger is gone.");
        try
        {
            return targetMethod!.Invoke(inner, args);
        }
        catch (TargetInvocationException wrong) when (wrong.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }
}
