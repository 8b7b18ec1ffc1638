using Billing.Plugin.ProjectFreeze.Trackers;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>
/// Placing our freeze. What is frozen already is somebody else's, unless this process froze it, or an attempt whose end nobody knows left it so: then what was
/// kept before that one proves it.
/// </summary>
internal static class Freezing
{
    private const int LongestReason = 255;

    public static async Task<AdapterOutcome> PlaceAsync(Project project, OurHolds holds, string reason, Kept? earlier, CancellationToken cancel)
    {
        if (reason.Length > LongestReason || reason.AsSpan().IndexOfAny('\r', '\n') >= 0 || !OurHolds.Marked(reason))
            return new AdapterOutcome.Refused(FailureKind.InvalidInput, $"a reason is one line of at most {LongestReason} characters with the marker [billing:…] in it");
        switch (await project.LookAsync(cancel))
        {
            case Sighting.Held held when holds.Of(project, held) is not null: return new AdapterOutcome.AlreadySo($"{project.Words} is {held.How}");
            case Sighting.Held held when earlier is not null && earlier.Proves(project, held):
                holds.Remember(project, reason);
                holds.Keep(project, earlier);
                return new AdapterOutcome.AlreadySo($"{project.Words} is {held.How}, as an earlier attempt of ours left it");
            case Sighting.Held held: return Settlement.Foreign(project, held, "it was so before we came");
            case Sighting.Online: break;
            case var other: return Settlement.Absent(project, other);
        }
        holds.Remember(project, reason);
        Reply reply = await project.Tracker.FreezeAsync(project.Id, reason, cancel);
        if (reply.NeverActed) return Not(project, holds, Settlement.DidNot(project, reply, "freeze"));
        return await project.LookAsync(cancel) switch
        {
            Sighting.Held held when holds.Of(project, held) is null || Declined(reply) => Not(project, holds, Settlement.Meanwhile(project, held)),
            Sighting.Held held => new AdapterOutcome.Changed(Settlement.Became(project, reply, held.How)),
            Sighting.Missing missing => Not(project, holds, Settlement.Meanwhile(project, missing)),
            Sighting.Online => Not(project, holds, Settlement.DidNot(project, reply, "freeze")),
            _ => Settlement.DidNot(project, reply, "freeze"),   // it may have become so: what we remember stays until the next look
        };
    }

    private static bool Declined(Reply reply) => reply is Reply.Answer { Status: >= 400 and < 500 };

    private static AdapterOutcome Not(Project project, OurHolds holds, AdapterOutcome why)
    {
        holds.Forget(project);
        return why;
    }
}
