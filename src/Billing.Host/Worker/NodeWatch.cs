using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;

namespace Billing.Host.Worker;

/// <summary>Tells the other nodes which policy this one decides by, and says when one of them decides by another: a client's fate would depend on who comes first.</summary>
internal sealed class NodeWatch(Composition composition, PolicyInForce policy, ILogger<NodeWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private string told = "", others = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (LedgerException)
            {
                // The node's keeper says that the ledger is out of reach.
            }
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task LookAsync(CancellationToken cancel)
    {
        string mine = policy.Digest;
        if (mine != told) await composition.Ledger.Nodes.NotePolicyAsync(told = mine, cancel);
        string differ = string.Join(", ", Differing(await composition.Ledger.Nodes.ListAsync(cancel), mine));
        if (differ == others) return;
        others = differ;
        if (differ.Length > 0) Log.PoliciesDiffer(log, differ);
        else Log.PoliciesAgree(log);
    }

    /// <summary>Nodes at work that said that they decide by another policy.</summary>
    internal static IEnumerable<string> Differing(IEnumerable<NodeEntry> nodes, string digest) =>
        nodes.Where(node => node is { AtWork: true, Policy.Length: > 0 } && node.Policy != digest).Select(node => node.Name);
}
