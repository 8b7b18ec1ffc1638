using System.Diagnostics;
using Billing.Core.Actions;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>Which executor carries out which action. An action without one does not pass the tests.</summary>
internal sealed class Executors
{
    private readonly Dictionary<Type, IExecutor> executors;

    public Executors(IPanel panel, ILedger ledger, IReadOnlyDictionary<string, IServiceAdapter> adapters, IReadOnlyDictionary<string, INoticeChannel> channels, Lanes? lanes = null, NoticeLinking? linking = null)
    {
        if (!adapters.ContainsKey(PanelModule.Name)) adapters = new Dictionary<string, IServiceAdapter>(adapters, StringComparer.Ordinal) { [PanelModule.Name] = new PanelModule(panel) };
        Hands hands = new(panel, adapters, lanes ?? new Lanes(AdapterLimits.Default, TimeProvider.System));
        executors = new()
        {
            [typeof(BillingAction.Invoice)] = new RenewalInvoice(panel),
            [typeof(BillingAction.InvoiceRecovery)] = new RecoveryInvoice(panel),
            [typeof(BillingAction.LateFee)] = new LateFeeInvoice(panel),
            [typeof(BillingAction.Notify)] = new Notifying(panel, ledger, channels, linking),
            [typeof(BillingAction.Suspend)] = new Suspending(panel, ledger, hands),
            [typeof(BillingAction.Freeze)] = new Suspending(panel, ledger, hands),
            [typeof(BillingAction.Unsuspend)] = new Lifting(panel, ledger, hands),
            [typeof(BillingAction.Unfreeze)] = new Lifting(panel, ledger, hands),
            [typeof(BillingAction.Backup)] = new BackingUp(panel, hands),
            [typeof(BillingAction.Terminate)] = new Terminating(panel, hands),
            [typeof(BillingAction.Restore)] = new Restoring(panel, hands),
            [typeof(BillingAction.Activate)] = new Activating(panel, hands),
            [typeof(BillingAction.ChangeCycle)] = new ChangingCycle(panel),
            [typeof(BillingAction.OpenTicket)] = new OpeningTicket(panel),
            [typeof(BillingAction.Welcome)] = new Welcoming(panel, ledger),
            [typeof(BillingAction.DiscardBackup)] = new Discarding(hands),
            [typeof(BillingAction.Adopt)] = Recording.Instance,
            [typeof(BillingAction.Accept)] = Recording.Instance,
            [typeof(BillingAction.Hold)] = Recording.Instance,
            [typeof(BillingAction.Report)] = Recording.Instance,
            [typeof(BillingAction.Note)] = new Lifting(panel, ledger, hands),   // of a suspension that was undone by hand; the others are only recorded
        };
    }

    public IExecutor For(BillingAction action) => executors.GetValueOrDefault(action.GetType()) ?? throw new UnreachableException($"no executor for {action.Key}");

    /// <summary>Actions that happen nowhere but in the ledger: intent and outcome are one.</summary>
    public static bool OnlyRecorded(BillingAction action) =>
        action is BillingAction.Adopt or BillingAction.Accept or BillingAction.Hold or BillingAction.Report or BillingAction.Note { Kind: not NoteKind.UndoneByHand };

    private sealed class Recording : IExecutor
    {
        public static readonly Recording Instance = new();

        public Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.Done(true));
    }
}
