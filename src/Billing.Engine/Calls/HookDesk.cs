using Billing.Engine.Ledger;

namespace Billing.Engine.Calls;

/// <summary>What to answer to the panel's hook.</summary>
internal abstract record HookAnswer
{
    private HookAnswer() { }

    /// <summary>So many events were told, and all of them are kept.</summary>
    public sealed record Taken(int Events) : HookAnswer;

    /// <summary>It is not the hook's, or not of now.</summary>
    public sealed record Stranger(string Why) : HookAnswer;

    /// <summary>It is signed, and nothing that a hook says.</summary>
    public sealed record Nonsense : HookAnswer;

    /// <summary>The ledger does not take it now; the hook keeps it.</summary>
    public sealed record Later(string Why) : HookAnswer;
}

/// <summary>Takes what the panel's hook tells: looks who says it, keeps it, and only then says so. Who is to be looked at is all that is believed of it.</summary>
internal sealed class HookDesk(HookSignature signature, CallIntake intake, TimeProvider time)
{
    /// <summary>The hook itself waits half a second. What is written later than this is kept all the same, and known when it is told again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HookAnswer> TakeAsync(string? sign, ReadOnlyMemory<byte> body)
    {
        if (signature.Wrong(sign, body.Span, time.GetUtcNow()) is { } why) return new HookAnswer.Stranger(why);
        if (HookEvents.Read(body) is not { } events) return new HookAnswer.Nonsense();
        try
        {
            await intake.TakeAsync(events.Calls).WaitAsync(Patience, time);
            return new HookAnswer.Taken(events.Told);
        }
        catch (LedgerException gone)
        {
            return new HookAnswer.Later(gone.Message.TrimEnd('.'));
        }
        catch (TimeoutException)
        {
            return new HookAnswer.Later("it takes too long to write");
        }
    }
}
