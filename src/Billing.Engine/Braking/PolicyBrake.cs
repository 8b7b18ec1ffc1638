using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Ledger;

namespace Billing.Engine.Braking;

/// <summary>
/// The policy's own limit to what one run takes offline (policy §5.6), among the brakes. Released for a day, a run of that day may take as many offline as were held
/// when it was released, once and not more. What it may take is put aside before it begins, so that a crash in the middle does not give it twice.
/// </summary>
internal sealed class PolicyBrake
{
    private readonly IBrakeBook book;
    private readonly DateOnly today;
    private readonly int free;
    private int taken;

    private PolicyBrake(IBrakeBook book, DateOnly today, int free, BrakeRules usual) =>
        (this.book, this.today, this.free, Usual, Rules) = (book, today, free, usual, free > usual.AtLeast ? usual with { AtLeast = free } : usual);

    /// <summary>The limit of this run.</summary>
    public BrakeRules Rules { get; }

    private BrakeRules Usual { get; }

    public static async Task<PolicyBrake> OfAsync(IBrakeBook book, BrakeRules rules, DateOnly today, CancellationToken cancel) =>
        new(book, today, new Marks(await book.MarksAsync(cancel)).On(today, Marks.PolicyFree), rules);

    /// <summary>The plan is made: the brake is raised, or lifted, and what was released is put aside.</summary>
    /// <param name="plan">Of the run.</param>
    /// <param name="active">How many services are in use.</param>
    /// <param name="judged">The limit was asked about; else another brake holds everything anyway.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task DecidedAsync(Plan plan, int active, bool judged, CancellationToken cancel)
    {
        int offline = Plan.Offline(plan.Acts);
        if (Usual.Stops(offline, active)) taken = offline;
        Dictionary<string, string> marks = new(StringComparer.Ordinal) { [Marks.Active] = Marks.Write(active) };
        if (taken > 0) marks[Marks.PolicyFree] = Marks.Write(today, free - taken);
        if (plan.Brake is { } brake)
        {
            await book.RaiseAsync(BrakeKind.Policy, brake.Because, cancel);
            marks[Marks.PolicyHeld] = Marks.Write(today, Plan.Offline(plan.Held));
        }
        else if (judged) await book.LiftAsync(BrakeKind.Policy, null, "what is to go offline is within the limit", cancel);
        await book.KeepMarksAsync(marks, cancel);
    }

    /// <summary>The run has ended: what it did not come to take is free again.</summary>
    public Task EndedAsync(int began, CancellationToken cancel) => taken == 0 ? Task.CompletedTask
        : book.KeepMarksAsync(new Dictionary<string, string> { [Marks.PolicyFree] = Marks.Write(today, Math.Max(0, free - Math.Min(began, taken))) }, cancel);
}
