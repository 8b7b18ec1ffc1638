using System.Reflection;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

public sealed class ActionCodecTests
{
    private static readonly Target Domain4 = new(TargetKind.Domain, 4), Project3 = new(TargetKind.Project, 3);
    private static readonly Cause Debt = new(CauseKind.Client, 90, Aug(1)), Cancelled = new(CauseKind.Cancellation, 0, Aug(9));

    private static readonly BillingAction[] OneOfEach =
    [
        new BillingAction.Invoice(7, [Service10, Domain4], Aug(20)),
        new BillingAction.Notify(7, 100, Aug(20), "suspended", "email", 2, Service10),
        new BillingAction.Suspend(Service10, Invoice100, 1),
        new BillingAction.Freeze(Project3, Debt, 2),
        new BillingAction.Adopt(Service10, Invoice100, 1, "Overdue on Payment"),
        new BillingAction.Unsuspend(Service10, Invoice100, 1),
        new BillingAction.Unfreeze(Project3, Debt, 2),
        new BillingAction.Backup(Service10, Cancelled, 1),
        new BillingAction.Terminate(Service10, Cancelled, 1),
        new BillingAction.Restore(Service10, 200, Aug(31)),
        new BillingAction.Activate(Domain4),
        new BillingAction.Welcome(Service10),
        new BillingAction.DiscardBackup(Service10, Cancelled, 1),
        new BillingAction.ChangeCycle(Service10, BillingCycle.Monthly, BillingCycle.Quarterly, 12345.60m, 1),
        new BillingAction.InvoiceRecovery(7, Service10, Aug(20), 15000m, Aug(13)),
        new BillingAction.Accept(7, 100, Aug(1)),
        new BillingAction.OpenTicket(7, 100, Aug(3)),
        new BillingAction.LateFee(7, 100, Aug(20), 500.01m),
        new BillingAction.Hold("30 of 200 services, more than 25 and 5 %", 30, Aug(3)),
        new BillingAction.Report(ReportKind.SuspendedByOthers, 7, Service10, Occasion: "abuse"),
        new BillingAction.Note(NoteKind.UndoneByHand, Service10, null, "suspend/service 10/invoice 100/1"),
    ];

    private static readonly BillingAction[] OthersOfSome =
    [
        new BillingAction.Notify(7, null, null, "reactivated", "whatsapp", 1),
        new BillingAction.ChangeCycle(Domain4, BillingCycle.Years(1), BillingCycle.Years(10), 0m, 2),
        new BillingAction.Report(ReportKind.OldDebt, 7, InvoiceId: 100),
        new BillingAction.Note(NoteKind.Seen, null, 100, ""),
    ];

    public static TheoryData<string> Cases => [.. OneOfEach.Concat(OthersOfSome).Select(action => action.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void every_action_comes_back_as_it_was(string key)
    {
        BillingAction action = OneOfEach.Concat(OthersOfSome).Single(one => one.Key == key);
        BillingAction back = ActionCodec.Read(ActionCodec.Write(action));

        Assert.Equal(action, back);
        Assert.Equal(key, back.Key);
    }

    [Fact]
    public void no_action_is_forgotten()
    {
        Type[] family = [.. typeof(BillingAction).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(BillingAction)))];

        Assert.Equal(family.OrderBy(type => type.Name), OneOfEach.Select(action => action.GetType()).OrderBy(type => type.Name));
        Assert.Equal(family.Length, OneOfEach.Select(ActionCodec.Word).Distinct().Count());
    }

    [Fact]
    public void it_is_written_in_the_words_of_scenarios() => Assert.Equal(
        """{"action":"change-cycle","target":"service 10","from":"Monthly","to":"Quarterly","amount":12345.60,"change":1}""",
        ActionCodec.Write(OneOfEach.OfType<BillingAction.ChangeCycle>().Single()));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"action":"dance"}""")]
    [InlineData("""{"target":"service 10"}""")]
    [InlineData("""{"action":"activate"}""")]
    [InlineData("""{"action":"activate","target":"house 10"}""")]
    [InlineData("""{"action":"change-cycle","target":"service 10","from":"11 years","to":"Monthly","amount":1,"change":1}""")]
    public void what_is_no_action_is_refused_in_one_line(string json) =>
        Assert.DoesNotContain('\n', Assert.Throws<LedgerException>(() => ActionCodec.Read(json)).Message);
}
