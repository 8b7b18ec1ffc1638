namespace Billing.Engine.Braking;

/// <summary>
/// <c>payments-unseen</c>: the last look at payments failed, or is too long ago. A process that does not watch payments (a single run) has no such brake: it reads
/// every debt again right before it acts.
/// </summary>
internal static class PaymentsRule
{
    public static Judgement Judge(Sighting seen)
    {
        if (seen.Watching is not { } since) return new Judgement.Clear("nobody watches payments in this process: every debt is read right before acting");
        if (seen.Marks[Marks.PaymentsFailed] is { Length: > 0 } failure) return new Judgement.Hold($"the last look at payments failed: {failure}");
        DateTimeOffset last = seen.Marks.Moment(Marks.PaymentsSeen) is { } seenAt && seenAt > since ? seenAt : since;
        return (seen.Now - last).Duration() > seen.Options.Payments
            ? new Judgement.Hold(FormattableString.Invariant($"payments were last looked at {last.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: more than {seen.Options.Payments.TotalMinutes:0.#} minutes ago"))
            : new Judgement.Clear("payments are seen again");
    }
}
