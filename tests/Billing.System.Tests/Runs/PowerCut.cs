using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.System.Tests.Runs;

/// <summary>
/// When the process dies: right before the n-th thing that it writes anywhere. From then on nothing is read, written or caught any more. As reading
/// leaves no trace, dying after a write is dying before the next one.
/// </summary>
internal sealed class PowerCut(int at)
{
    private int writes;

    public int Writes => writes;

    public bool Struck => writes >= at;

    /// <summary>Here the process may die.</summary>
    public void Write()
    {
        if (Struck || ++writes >= at) throw new Dead();
    }

    /// <summary>Here it cannot, but the dead do not read.</summary>
    public void Read()
    {
        if (Struck) throw new Dead();
    }

    public sealed class Dead() : Exception("the power was cut");
}

/// <summary>A panel as a process sees it whose power may be cut.</summary>
internal sealed class MortalPanel(IPanel inner, PowerCut cut) : IPanel
{
    public async IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (ClientFacts facts in inner.ReadAllAsync(reading, cancel)) yield return Alive(facts);
    }

    public async IAsyncEnumerable<ServiceInUse> ReadInUseAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (ServiceInUse service in inner.ReadInUseAsync(cancel)) yield return Alive(service);
    }

    public Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel) => Alive(inner).ReadClientAsync(client, reading, cancel);
    public Task<InvoiceNow?> ReadInvoiceNowAsync(int invoice, CancellationToken cancel) => Alive(inner).ReadInvoiceNowAsync(invoice, cancel);
    public Task<InvoiceSheet?> ReadInvoiceSheetAsync(int invoice, CancellationToken cancel) => Alive(inner).ReadInvoiceSheetAsync(invoice, cancel);
    public Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel) => Alive(inner).ReadBillingContactsAsync(client, cancel);
    public Task<int?> FindClientOfInvoiceAsync(int invoice, CancellationToken cancel) => Alive(inner).FindClientOfInvoiceAsync(invoice, cancel);
    public Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel) => Alive(inner).ReadHandleAsync(target, cancel);
    public Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel) => Alive(inner).FindRenewalAsync(client, items, due, cancel);
    public Task<int?> FindFeeAsync(int client, string mark, CancellationToken cancel) => Alive(inner).FindFeeAsync(client, mark, cancel);
    public Task<string?> ReadProjectStatusAsync(int project, CancellationToken cancel) => Alive(inner).ReadProjectStatusAsync(project, cancel);
    public Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel) => Alive(inner).CountServicesAsync(cancel);
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel) => Alive(inner).CheckAsync(cancel);
    public Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel) => Alive(inner).ReadChangesAsync(after, cancel);
    public Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel) => Alive(inner).ReadOpenInvoicesAsync(clients, numbers, cancel);
    public Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel) => Alive(inner).ReadSourceAsync(counts, cancel);
    public Task MarkInstallationAsync(Guid installation, DateTimeOffset at, CancellationToken cancel) => Writing().MarkInstallationAsync(installation, at, cancel);
    public Task GenerateInvoiceAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel) => Writing().GenerateInvoiceAsync(client, items, due, cancel);
    public Task MarkAsync(Target target, ServiceStatus status, string reason, CancellationToken cancel) => Writing().MarkAsync(target, status, reason, cancel);
    public Task ChangeCycleAsync(Target target, BillingCycle cycle, decimal amount, CancellationToken cancel) => Writing().ChangeCycleAsync(target, cycle, amount, cancel);
    public Task SetNextDueAsync(Target target, DateOnly nextDue, CancellationToken cancel) => Writing().SetNextDueAsync(target, nextDue, cancel);
    public Task RaiseFeeAsync(int client, string text, decimal amount, DateOnly due, string mark, CancellationToken cancel) => Writing().RaiseFeeAsync(client, text, amount, due, mark, cancel);
    public Task RunModuleAsync(ModuleCommand command, Target target, string reason, CancellationToken cancel) => Writing().RunModuleAsync(command, target, reason, cancel);
    public Task<string?> FindWelcomeAsync(Target target, CancellationToken cancel) => Alive(inner).FindWelcomeAsync(target, cancel);
    public Task SendWelcomeAsync(Target target, string template, CancellationToken cancel) => Writing().SendWelcomeAsync(target, template, cancel);
    public Task SetProjectStatusAsync(int project, string status, CancellationToken cancel) => Writing().SetProjectStatusAsync(project, status, cancel);
    public Task<int?> FindTicketAsync(int client, string mark, CancellationToken cancel) => Alive(inner).FindTicketAsync(client, mark, cancel);
    public Task OpenTicketAsync(int client, string subject, string message, CancellationToken cancel) => Writing().OpenTicketAsync(client, subject, message, cancel);
    public Task<bool> IsTicketAnsweredAsync(int ticket, CancellationToken cancel) => Alive(inner).IsTicketAnsweredAsync(ticket, cancel);
    public Task LogAsync(int client, string line, CancellationToken cancel) => Writing().LogAsync(client, line, cancel);

    private T Alive<T>(T value)
    {
        cut.Read();
        return value;
    }

    private IPanel Writing()
    {
        cut.Write();
        return inner;
    }
}

/// <summary>A ledger as a process sees it whose power may be cut. It does not own it: the file outlives the process.</summary>
internal sealed class MortalLedger(ILedger inner, PowerCut cut) : ILedger
{
    public Task PrepareAsync(CancellationToken cancel) => inner.PrepareAsync(cancel);
    public Task<Guid> IdentityAsync(CancellationToken cancel) => Alive().IdentityAsync(cancel);
    public Task<DateOnly?> FirstDayAsync(CancellationToken cancel) => Alive().FirstDayAsync(cancel);
    public Task<IReadOnlyList<RunEntry>> RunsAsync(int most, CancellationToken cancel) => Alive().RunsAsync(most, cancel);
    public IAsyncEnumerable<(int Client, Past Past)> ReadAllAsync(CancellationToken cancel) => Alive().ReadAllAsync(cancel);
    public Task<Past> ReadAsync(int client, CancellationToken cancel) => Alive().ReadAsync(client, cancel);
    public Task<IReadOnlySet<int>> DueClientsAsync(CancellationToken cancel) => Alive().DueClientsAsync(cancel);
    public Task<IReadOnlySet<int>> OpenClientsAsync(CancellationToken cancel) => Alive().OpenClientsAsync(cancel);
    public Task<IReadOnlySet<int>> OfflineClientsAsync(CancellationToken cancel) => Alive().OfflineClientsAsync(cancel);
    public Task<string?> ReadSnapshotAsync(string key, CancellationToken cancel) => Alive().ReadSnapshotAsync(key, cancel);
    public Task<IReadOnlyList<Entry>> HistoryAsync(int client, CancellationToken cancel) => Alive().HistoryAsync(client, cancel);
    public Task<long> BeginRunAsync(string occasion, DateOnly today, CancellationToken cancel) => Writing().BeginRunAsync(occasion, today, cancel);
    public Task FinishRunAsync(long run, bool whole, string summary, CancellationToken cancel) => Writing().FinishRunAsync(run, whole, summary, cancel);
    public Task<Begun> BeginAsync(Intent intent, CancellationToken cancel) => Writing().BeginAsync(intent, cancel);
    public Task HandOverAsync(string key, Proof proof, CancellationToken cancel) => Writing().HandOverAsync(key, proof, cancel);
    public Task FinishAsync(string key, Outcome outcome, CancellationToken cancel) => Writing().FinishAsync(key, outcome, cancel);
    public Task RecordAsync(IReadOnlyList<Intent> intents, CancellationToken cancel) => Writing().RecordAsync(intents, cancel);
    public Task SaveSnapshotAsync(string key, string snapshot, CancellationToken cancel) => Writing().SaveSnapshotAsync(key, snapshot, cancel);
    public Task BounceAsync(string key, string why, Proof? proof, CancellationToken cancel) => Writing().BounceAsync(key, why, proof, cancel);
    public Task NoteDeadAddressAsync(int client, string channel, string address, DateOnly since, string why, CancellationToken cancel) =>
        Writing().NoteDeadAddressAsync(client, channel, address, since, why, cancel);
    public Task<bool> ObjectAsync(int client, int invoice, DateOnly on, string said, Proof proof, CancellationToken cancel) => Writing().ObjectAsync(client, invoice, on, said, proof, cancel);
    public Task<bool> PromiseAsync(int client, int invoice, DateOnly on, DateOnly until, Proof proof, CancellationToken cancel) => Writing().PromiseAsync(client, invoice, on, until, proof, cancel);
    public Task<ILease> LeaseAsync(int client, CancellationToken cancel) => Alive().LeaseAsync(client, cancel);
    public Task<ILease> LeaseFirstAsync(int client, CancellationToken cancel) => Alive().LeaseFirstAsync(client, cancel);
    public Task<ILease?> TryLeaseAsync(int client, CancellationToken cancel) => Alive().TryLeaseAsync(client, cancel);
    public IRangeBook Ranges => new MortalRanges(inner.Ranges, cut);
    public INodeBook Nodes => Alive().Nodes;
    public IEvidence Evidence => Alive().Evidence;
    public IChannelBook Channels => Alive().Channels;
    public ICallBook Calls => Alive().Calls;
    public IBrakeBook Brakes => Alive().Brakes;
    public IBackupBook Backups => Alive().Backups;
    public Task AnswerAsync(int client, int invoice, DateOnly on, CancellationToken cancel) => Writing().AnswerAsync(client, invoice, on, cancel);
    public Task AskRecoveryAsync(int client, Target target, DateOnly on, CancellationToken cancel) => Writing().AskRecoveryAsync(client, target, on, cancel);
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ILedger Alive()
    {
        cut.Read();
        return inner;
    }

    private ILedger Writing()
    {
        cut.Write();
        return inner;
    }
}

/// <summary>The parts of a run as a process sees them whose power may be cut.</summary>
internal sealed class MortalRanges(IRangeBook inner, PowerCut cut) : IRangeBook
{
    public bool Shared => inner.Shared;
    public int ClientsARange => inner.ClientsARange;
    public Task<bool> WriteAsync(long run, RangeTally planning, IReadOnlyList<PlannedRange> ranges, CancellationToken cancel) => Writing().WriteAsync(run, planning, ranges, cancel);
    public Task<ClientRange?> TakeAsync(long? run, CancellationToken cancel) => Writing().TakeAsync(run, cancel);
    public Task<bool> FinishAsync(ClientRange range, RangeTally tally, CancellationToken cancel) => Writing().FinishAsync(range, tally, cancel);

    public Task<DailyState> OfDayAsync(DateOnly day, CancellationToken cancel)
    {
        cut.Read();
        return inner.OfDayAsync(day, cancel);
    }

    private IRangeBook Writing()
    {
        cut.Write();
        return inner;
    }
}

/// <summary>A server as a process reaches it whose power may be cut.</summary>
internal sealed class MortalAdapter(IServiceAdapter inner, PowerCut cut) : ICanSuspend, ICanPutBack, ICanBackUp, ICanTerminate, ICanRestore, ICanCreate
{
    public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel)
    {
        cut.Read();
        return inner.ObserveAsync(service, cancel);
    }

    public Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel)
    {
        cut.Read();
        return ((ICanSnapshot)inner).SnapshotAsync(service, cancel);
    }

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) => Writing<ICanSuspend>().SuspendAsync(service, reason, cancel);
    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, string? snapshot, CancellationToken cancel) => Writing<ICanPutBack>().SuspendAsync(service, reason, snapshot, cancel);
    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, string? snapshot, CancellationToken cancel) => Writing<ICanPutBack>().UnsuspendAsync(service, adoptedReason, snapshot, cancel);
    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => Writing<ICanSuspend>().UnsuspendAsync(service, adoptedReason, cancel);
    public Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel) => Writing<ICanBackUp>().BackUpAsync(service, cancel);
    public Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) => Writing<ICanTerminate>().TerminateAsync(service, backup, cancel);
    public Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel) => Writing<ICanRestore>().RestoreAsync(service, backup, cancel);
    public Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel) => Writing<ICanCreate>().CreateAsync(service, cancel);

    private T Writing<T>()
    {
        cut.Write();
        return (T)inner;
    }
}

/// <summary>A channel that notes what arrived, for a process whose power may be cut.</summary>
internal sealed class MortalChannel(string name, List<string> arrived, PowerCut cut) : INoticeChannel
{
    public string Name => name;

    public async Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel)
    {
        await handOver(Proof.None);
        cut.Write();
        arrived.Add(notice.Key);
        return new ChannelOutcome.Accepted("taken");
    }
}
