using Billing.Core.Facts;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>A row of the panel that renews and is not over, as it stands there.</summary>
/// <param name="Target">Which.</param>
/// <param name="Product">The product's number; 0 for none.</param>
/// <param name="Cycle">How long a period is; null for a word that the panel does not have.</param>
/// <param name="Amount">The price of a period; null for none.</param>
/// <param name="Status">Where it stands; null for a word that the panel does not have.</param>
/// <param name="NextDue">Its next due date; null for none.</param>
/// <param name="NextInvoice">The day from which the panel invoices it; null for none.</param>
/// <param name="KnowsNextInvoice">Whether that was read at all: the panel's API does not tell it.</param>
/// <param name="Reason">Why it is suspended; empty for no reason.</param>
/// <param name="Currency">Its client's currency by the panel's number; 0 when that was not read.</param>
internal readonly record struct Thing(
    Target Target, int Product, BillingCycle? Cycle, decimal? Amount, ServiceStatus? Status, DateOnly? NextDue, DateOnly? NextInvoice, bool KnowsNextInvoice, string Reason, int Currency)
{
    public bool Renews => Cycle is { Renews: true } && Amount > 0;
}

/// <summary>Sees every thing once, in one stream, and says at its end what it found. It keeps numbers, not rows.</summary>
internal interface IThingJudge
{
    void See(in Thing thing);

    IEnumerable<Finding> Say();
}

/// <summary>What every finding about things needs: a list for each kind of thing.</summary>
internal sealed class Found(FindingKind kind, Func<int, string, string> what, string where)
{
    private readonly SortedDictionary<TargetKind, Things> things = [];

    public void Add(Target target)
    {
        if (!things.TryGetValue(target.Kind, out Things? list)) things[target.Kind] = list = new Things(Word(target.Kind));
        list.Add(target.Id);
    }

    public IEnumerable<Finding> Say() => things.Values.Select(list => new Finding(kind, what(list.Count, list.Count == 1 ? list.Word : $"{list.Word}s"), where, list));

    public static string Word(TargetKind kind) => new Target(kind, 1).ToString().Split(' ')[0];
}
