using System.Data.Common;
using System.Globalization;
using Billing.Engine.Acting;
using Dapper;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>The leases that this node holds on clients, as rows of the database. Whoever writes about a client asks here whether its lease is still the one.</summary>
internal sealed class NodeLeases(LedgerStore store, NodeTerms terms)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50), LongestWait = TimeSpan.FromMilliseconds(250);

    public NodeTerms Terms => terms;

    public HoldBook<int> Held { get; } = new(terms);

    /// <summary>When a lease taken or renewed now ends: the database's clock alone counts.</summary>
    public string Until { get; } = string.Create(CultureInfo.InvariantCulture, $"UTC_TIMESTAMP(3) + INTERVAL {(long)terms.Length.TotalMilliseconds * 1000} MICROSECOND");

    /// <summary>Waits while another node is there, asking gently.</summary>
    public async Task<ILease> TakeAsync(int client, OneAtATime<int>.Inside here, CancellationToken cancel)
    {
        for (TimeSpan wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            if (await TryTakeAsync(client, here, cancel) is { } lease) return lease;
            await Task.Delay(wait, terms.Clock, cancel);
        }
    }

    /// <summary>Null: another node is there. Our own row from before may be taken: within this process its order of coming decided already.</summary>
    public async Task<ILease?> TryTakeAsync(int client, OneAtATime<int>.Inside here, CancellationToken cancel)
    {
        long asked = terms.Clock.GetTimestamp();
        long? fence = await store.WriteAsync(async connection =>
        {
            object args = new { client, terms.Name };
            if (await Do($"UPDATE leases SET node = @Name, fence = fence + 1, until = {Until} WHERE client = @client AND (node IN ('', @Name) OR until < UTC_TIMESTAMP(3))") == 0
                && await Do($"INSERT INTO leases (client, node, fence, until) VALUES (@client, @Name, 1, {Until}) {store.KeepExisting("client")}") == 0)
                return null;
            return await connection.ExecuteScalarAsync<long?>(new CommandDefinition("SELECT fence FROM leases WHERE client = @client AND node = @Name", args, cancellationToken: cancel));

            Task<int> Do(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, args, cancellationToken: cancel));
        }, cancel);
        if (fence is null) return null;
        return new Taken(this, client, Held.Add(client, fence.Value, asked), here);
    }

    /// <summary>
    /// Within the transaction of a write about that client: whether the lease that this process holds on it is still the one. Until the transaction's end nobody takes it.
    /// Without a lease of ours (what is recorded of a client that nobody works on) nothing is asked.
    /// </summary>
    /// <param name="client">Whom the write is about.</param>
    /// <param name="begins">Something begins outside after it: then it has to be renewed lately, too.</param>
    /// <param name="connection">The transaction's.</param>
    /// <param name="transaction">The write's.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="LeaseLostException">It is not: nothing may be written.</exception>
    public async Task CheckAsync(int client, bool begins, DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        if (Held.Find(client) is not { } hold) return;
        if (hold.Lost.IsCancellationRequested || begins && !hold.Trusted) throw Lost(client, hold);
        CommandDefinition ask = new("SELECT fence FROM leases WHERE client = @client AND node = @Name LOCK IN SHARE MODE", new { client, terms.Name }, transaction, cancellationToken: cancel);
        if (await connection.ExecuteScalarAsync<long?>(ask) != hold.Fence) throw Lost(client, hold);
    }

    private LeaseLostException Lost(int client, Hold hold)
    {
        hold.Lose();
        return new LeaseLostException(client == Leased.DailyRun
            ? $"The node {terms.Name} lost the planning of the daily run: another node makes it, or this one does at its next look."
            : $"The node {terms.Name} lost client {client} while it was at work on it: nothing more was written, and whoever is there now observes what became of it.");
    }

    private async ValueTask ReleaseAsync(int client, Hold hold)
    {
        bool mine = !hold.Lost.IsCancellationRequested;
        Held.Remove(client, hold);
        try
        {
            if (mine)
                await store.WriteAsync(connection => connection.ExecuteAsync(
                    "UPDATE leases SET node = '', until = UTC_TIMESTAMP(3) WHERE client = @client AND node = @Name AND fence = @Fence", new { client, terms.Name, hold.Fence }), CancellationToken.None);
        }
        catch (LedgerException)
        {
            // It is over by itself soon, as nobody renews it.
        }
    }

    private sealed class Taken(NodeLeases of, int client, Hold hold, OneAtATime<int>.Inside here) : ILease
    {
        private int left;

        public CancellationToken Lost => hold.Lost;

        public CancellationToken Asked => here.Asked;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref left, 1) != 0) return;
            await of.ReleaseAsync(client, hold);
            here.Dispose();
        }
    }
}
