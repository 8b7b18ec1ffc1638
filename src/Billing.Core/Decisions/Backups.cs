using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>
/// A backup has an end (policy §7.4). Some days before, its client and the provider are told; once it has come, the backup is removed from where it lies.
/// Two backups at one place are one: the later is what lies there.
/// </summary>
internal static class Backups
{
    public static void Decide(Situation situation)
    {
        foreach ((BillingAction.Backup backup, Deed made) in Kept(situation))
        {
            DateOnly until = EndOf(situation, made);
            if (situation.Today > until) Discard(situation, backup, until);
            else if (situation.Today >= until.AddDays(-situation.Policy.Recovery.WarnDays)) Warn(situation, backup, made, until);
        }
    }

    /// <summary>For a closed client too: nobody keeps what nobody can ask for.</summary>
    public static void DiscardOnly(Situation situation)
    {
        foreach ((BillingAction.Backup backup, Deed made) in Kept(situation))
            if (EndOf(situation, made) is var until && situation.Today > until) Discard(situation, backup, until);
    }

    /// <summary>The last day on which it is kept.</summary>
    public static DateOnly EndOf(Situation situation, Deed made) => made.On.AddDays(situation.Policy.Recovery.KeepBackupsDays);

    /// <summary>Whether we removed that backup.</summary>
    public static bool IsDiscarded(Past past, BillingAction.Backup backup) =>
        past.Find(new BillingAction.DiscardBackup(backup.Target, backup.Cause, backup.Episode).Key) is { State: DeedState.Done };

    private static IEnumerable<(BillingAction.Backup Backup, Deed Made)> Kept(Situation situation) => situation.Past.Done<BillingAction.Backup>()
        .GroupBy(done => (done.Action.Target, done.Deed.Place)).Select(lying => lying.Last())
        .Where(last => !IsDiscarded(situation.Past, last.Action));

    private static void Discard(Situation situation, BillingAction.Backup backup, DateOnly until)
    {
        BillingAction.DiscardBackup discard = new(backup.Target, backup.Cause, backup.Episode);
        if (Recoveries.InHand(situation, backup.Target, until))
            situation.Abstain(discard.Key, $"it was kept until {until.Say()}, but its recovery is paid for and not finished");
        else if (situation.Past.Find(new BillingAction.Terminate(backup.Target, backup.Cause, backup.Episode).Key) is { State: not DeedState.Done })
            situation.Abstain(discard.Key, $"it was kept until {until.Say()}, but the removal that it was made for is not finished");
        else if (situation.Past.Find(discard.Key) is { State: DeedState.GivenUp } && !situation.IsNews(until))
            situation.Abstain(discard.Key, $"it was kept until {until.Say()}, and could not be removed: that was reported, and is a person's to do");
        else situation.Act(discard, $"the backup of {backup.Target} was kept until {until.Say()}");
    }

    /// <summary>Told of what can still be recovered. What is kept for a short time only was announced with its end by the notice of the removal, a few days ago.</summary>
    private static void Warn(Situation situation, BillingAction.Backup backup, Deed made, DateOnly until)
    {
        Client client = situation.Client;
        if (situation.Facts.Find(backup.Target) is not { Status: ServiceStatus.Terminated } || Recoveries.KeptUntil(situation, backup.Target) != until
            || Recoveries.InHand(situation, backup.Target, until)) return;
        string because = $"the backup of {backup.Target} is kept until {until.Say()}, and nobody has paid for its recovery";
        situation.Act(new BillingAction.Report(ReportKind.BackupExpires, client.Id, backup.Target, null, made.On.Say()), because);
        if (!situation.Policy.Recovery.Fee.ContainsKey(client.Currency) || situation.Policy.Recovery.KeepBackupsDays <= 2 * situation.Policy.Recovery.WarnDays) return;
        int which = 1 + situation.Past.Done<BillingAction.Backup>().Where(done => done.Action.Target == backup.Target).Select(done => done.Action.Key).ToList().IndexOf(backup.Key);
        foreach (KeyValuePair<string, IReadOnlyList<string>> tell in situation.Policy.Recovery.Warn.Notices)
            Notices.Send(situation, tell, channel => new(client.Id, null, null, tell.Key, channel, which, backup.Target), because);
    }
}
