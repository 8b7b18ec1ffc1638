namespace Billing.Engine.Ledger.Nodes;

/// <summary>Something that this node holds in the database: until when it may be trusted, and whether it was lost.</summary>
internal sealed class Hold : IDisposable
{
    private readonly CancellationTokenSource lost = new();
    private readonly NodeTerms terms;
    private long renewed;

    /// <param name="fence">The number of its taking.</param>
    /// <param name="asked">Our clock right before the database was asked.</param>
    /// <param name="terms">How long it is trusted.</param>
    public Hold(long fence, long asked, NodeTerms terms) => (Fence, renewed, this.terms, Lost) = (fence, asked, terms, lost.Token);

    public long Fence { get; }

    public CancellationToken Lost { get; }

    /// <summary>Renewed lately enough that nobody else can have it yet.</summary>
    public bool Trusted => !Lost.IsCancellationRequested && terms.Clock.GetElapsedTime(Interlocked.Read(ref renewed)) < terms.Trust;

    public void Renew(long asked) => Interlocked.Exchange(ref renewed, asked);

    public void Lose()
    {
        try
        {
            lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it was given back meanwhile
        }
    }

    public void Dispose() => lost.Dispose();
}
