using Billing.Plugin.ProjectFreeze.Trackers;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>The words of an outcome, once the look at the project has decided which one it is.</summary>
internal static class Settlement
{
    /// <summary>It is as wanted now, whatever was answered: a lost or odd answer does not undo what was done.</summary>
    public static string Became(Project project, Reply reply, string how) =>
        $"{project.Words} is {how}{(reply is Reply.Answer { Good: true } ? "" : ", although the answer was lost or said otherwise")}";

    /// <summary>It is not as wanted, or could not be looked at.</summary>
    public static AdapterOutcome DidNot(Project project, Reply reply, string verb) => reply is Reply.Answer { Good: true }
        ? new AdapterOutcome.Unknown($"{project.Tracker.Name} says that it did {verb} project {project.Id}, but the project does not show it")
        : reply.Why(project.Tracker.Name, $"{verb} project {project.Id}");

    /// <summary>There is nothing to work on, or it cannot be said.</summary>
    public static AdapterOutcome Absent(Project project, Sighting sighting) => sighting is Sighting.Unclear unclear ? unclear.Why
        : new AdapterOutcome.Refused(FailureKind.NotFound, $"{project.Service.Target}: there is no {project.Words}");

    public static AdapterOutcome Foreign(Project project, Sighting.Held held, string why) => new AdapterOutcome.Refused(FailureKind.HeldByOther,
        $"{project.Service.Target}: {project.Words} is {held.How}{(held.Reason.Length > 0 ? $" ({held.Reason})" : "")} by somebody else; {why}, so it is left as it is");

    public static AdapterOutcome Meanwhile(Project project, Sighting sighting) => new AdapterOutcome.Conflict(
        sighting is Sighting.Held held ? $"{project.Words} was {held.How} by somebody else meanwhile" : $"{project.Words} is there no longer");
}
