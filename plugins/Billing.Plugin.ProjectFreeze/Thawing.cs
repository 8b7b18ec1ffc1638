using Billing.Plugin.ProjectFreeze.Trackers;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>Lifting our freeze, and putting every part back as the snapshot has it.</summary>
/// <param name="project">Which.</param>
/// <param name="holds">What this process knows of its own freezes.</param>
/// <param name="adopted">The reason of a freeze that was taken over; null otherwise.</param>
/// <param name="snapshot">What the engine kept before our freeze; null when it has nothing of ours.</param>
internal sealed class Thawing(Project project, OurHolds holds, string? adopted, string? snapshot)
{
    private readonly Kept? _kept = Kept.Read(snapshot) ?? (snapshot is null ? holds.KeptFor(project) : null);

    private bool Fits => _kept is not null && _kept.Of(project);

    public async Task<AdapterOutcome> LiftAsync(CancellationToken cancel)
    {
        Sighting seen = await project.LookAsync(cancel);
        if (seen is Sighting.Online) return await FinishAsync(null, cancel);
        if (seen is not Sighting.Held held) return Settlement.Absent(project, seen);
        if (Obstacle(held) is { } why) return Settlement.Foreign(project, held, why);
        Reply reply = await project.Tracker.ThawAsync(project.Id, held.How, cancel);
        if (reply.NeverActed) return Settlement.DidNot(project, reply, "thaw");
        return await project.LookAsync(cancel) switch
        {
            Sighting.Online => await FinishAsync(Settlement.Became(project, reply, "online again"), cancel),
            Sighting.Held now when now.How != held.How || now.Reason != held.Reason => Settlement.Meanwhile(project, now),
            Sighting.Missing missing => Settlement.Meanwhile(project, missing),
            _ => Settlement.DidNot(project, reply, "thaw"),
        };
    }

    /// <summary>Why the freeze is not ours to lift; null when it is.</summary>
    private string? Obstacle(Sighting.Held held)
    {
        if (holds.Of(project, held) is not null || (adopted is not null && held.Reason == adopted.Trim())) return null;
        if (held.Reason.Length > 0) return "its reason carries no marker of ours";
        if (snapshot is null) return "no snapshot of ours says that we froze it";
        if (_kept is null) return null;   // the engine froze it; what it kept cannot be read any more
        if (!Fits) return $"our snapshot is of project {_kept.Project} on {_kept.System}";
        if (_kept.Found != Kept.Online) return $"our snapshot found it {_kept.Found} already";
        return held.How == _kept.Frozen ? null : $"we made it {_kept.Frozen}";
    }

    // Also when it was online already: a thaw that broke off is finished by being asked for again.
    private async Task<AdapterOutcome> FinishAsync(string? became, CancellationToken cancel)
    {
        (int changed, AdapterOutcome? problem) = Fits && _kept is { Found: Kept.Online, Parts.Count: > 0 } && project.Tracker is IHasParts whole
            ? await whole.PutBackAsync(_kept.Parts, cancel) : (0, null);
        string now = became ?? $"{project.Words} is online";
        switch (problem)
        {
            case null or AdapterOutcome.Refused: break;
            case AdapterOutcome.Failed failed: return failed with { Message = $"{now}, but not all of its subprojects are as before: {failed.Message}" };
            default: return new AdapterOutcome.Unknown($"{now}, but not all of its subprojects are as before: {problem.Line()}");
        }
        holds.Forget(project);
        if (problem is not null) now = $"{now}, but a subproject is not as before, and a person has to look: {problem.Line()}";
        else if (changed > 0) now = $"{now}, {changed} of its subprojects put back as they were";
        return became is null && changed == 0 && problem is null ? new AdapterOutcome.AlreadySo(now) : new AdapterOutcome.Changed(now);
    }
}
