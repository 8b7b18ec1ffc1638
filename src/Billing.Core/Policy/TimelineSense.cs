namespace Billing.Core.Policy;

/// <summary>Refuses a timeline that is well written and still cannot be right for any due date.</summary>
internal static class TimelineSense
{
    public static void Check(IReadOnlyList<WrittenStage> stages, BusinessCalendar calendar, IReadOnlySet<string> otherNotices, bool lateFee, ProblemList problems)
    {
        DueDates dates = new(calendar);
        CheckOrder(stages, dates, problems);
        CheckActs(stages, dates, problems);
        CheckNotices(stages, otherNotices, problems);
        if (lateFee) return;
        foreach (WrittenStage written in stages.Where(stage => stage.Stage!.Does(StageAct.LateFee)))
            problems.Add(written.Path, "\"late-fee\" has no amount: this policy has no \"lateFee\"", "Add it beside the timelines, for example \"lateFee\": { \"percent\": 10, \"dueDays\": 7 }.");
    }

    private static void CheckOrder(IReadOnlyList<WrittenStage> stages, DueDates dates, ProblemList problems)
    {
        for (int later = 1; later < stages.Count; later++)
            for (int earlier = 0; earlier < later; earlier++)
            {
                (Moment before, Moment after) = (stages[earlier].Stage!.At, stages[later].Stage!.At);
                if (!dates.AllHaveBefore(after, before)) continue;
                problems.Add(stages[later].Path, $"\"{after}\" stands behind \"{before}\" ({stages[earlier].Path}) and is earlier for every due date", "Put the stages in the order of time, or change one of the two.");
                break;
            }
    }

    private static void CheckActs(IReadOnlyList<WrittenStage> stages, DueDates dates, ProblemList problems)
    {
        Dictionary<StageAct, string> seen = [];
        foreach (WrittenStage written in stages)
            foreach (StageAct act in written.Stage!.Do)
            {
                string word = StageReader.Word(act);
                if (!seen.TryAdd(act, written.Path)) problems.Add(written.Path, $"\"{word}\" happens already at {seen[act]}", "Keep it in one of the two stages.");
                Moment at = written.Stage.At;
                if (act == StageAct.Invoice && at.Days > 0)
                    problems.Add(written.Path, $"\"{word}\" at \"{at}\" is after the due date", "Invoice on the due date or before it, for example at \"-15d\".");
                if (act != StageAct.Invoice && at.Days <= 0)
                    problems.Add(written.Path, $"\"{word}\" at \"{at}\" comes before anything is past due", "Choose a moment after the due date, for example \"+2d\".");
                if (act == StageAct.TerminateService && !stages.Any(stage => stage.Stage!.Does(StageAct.SuspendService) && dates.SomeHaveBefore(stage.Stage.At, at)))
                    problems.Add(written.Path, $"\"{word}\" at \"{at}\" has no \"suspend-service\" on a day before it", "Put one before it, for example { \"at\": \"+2d\", \"do\": [\"suspend-service\"] }.");
            }
    }

    private static void CheckNotices(IReadOnlyList<WrittenStage> stages, IReadOnlySet<string> otherNotices, ProblemList problems)
    {
        Dictionary<string, string> seen = otherNotices.ToDictionary(name => name, _ => "another place of this file");
        foreach (WrittenStage written in stages)
            foreach ((string name, _) in written.Stage!.Tell)
                if (!seen.TryAdd(name, written.Path))
                    problems.Add(written.Path, $"the notice \"{name}\" is told already at {seen[name]}", "Give it a name of its own; a notice goes out once for an invoice.");
    }
}
