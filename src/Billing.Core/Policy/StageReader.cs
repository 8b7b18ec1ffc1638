namespace Billing.Core.Policy;

/// <summary>A stage as it stands in the file. <paramref name="Stage"/> is null when it could not be read.</summary>
internal sealed record WrittenStage(string Path, Stage? Stage, When When);

/// <summary>Reads one line of a timeline.</summary>
internal static class StageReader
{
    private static readonly Dictionary<string, StageAct> Acts = new(StringComparer.Ordinal)
    {
        ["invoice"] = StageAct.Invoice,
        ["suspend-service"] = StageAct.SuspendService,
        ["suspend-client"] = StageAct.SuspendClient,
        ["freeze-projects"] = StageAct.FreezeProjects,
        ["terminate-service"] = StageAct.TerminateService,
        ["late-fee"] = StageAct.LateFee,
    };

    /// <summary>The act's word in the policy.</summary>
    public static string Word(StageAct act) => Acts.First(pair => pair.Value == act).Key;

    public static WrittenStage Read(JsonCursor place, IReadOnlySet<string> channels)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(
            Key.May("at", "\"+2d\""), Key.May("after", "\"5bd\""), Key.May("do", "[\"suspend-service\"]"),
            Key.May("tell", "{ \"suspended\": [\"email\"] }"), Key.May("when", "{ \"country\": \"AR\" }"));
        Moment? moment = MomentOf(place, fields["at"], fields["after"]);
        IReadOnlyList<StageAct> acts = ActsOf(fields["do"]);
        var tell = TellReader.Read(fields["tell"], channels);
        When when = fields["when"].Present ? WhenReader.Read(fields["when"]) : When.Always;
        if (place.IsObject && fields["do"].IsEmpty && fields["tell"].IsEmpty)
            place.Wrong("this stage neither does nor tells anything", "Give it a \"do\" or a \"tell\", for example \"tell\": { \"reminder-1\": [\"email\"] }, or take it out.");
        return new WrittenStage(place.Path, moment is { } at ? new Stage(at, acts, tell) { Place = place.Path.StartsWith("$.", StringComparison.Ordinal) ? place.Path[2..] : place.Path } : null, when);
    }

    private static Moment? MomentOf(JsonCursor stage, JsonCursor at, JsonCursor after)
    {
        if (at.Present && after.Present) stage.Wrong("this stage has both \"at\" and \"after\"", "Keep one of the two.");
        else if (!at.Present && !after.Present && stage.IsObject) stage.Wrong("this stage has no moment", "Add \"at\": \"+2d\" or \"after\": \"5bd\".");
        Moment? moment = null;
        if (at.Present && at.Text() is { } text)
        {
            if (Moment.TryParse(text, out Moment read) && !read.After) moment = read;
            else at.Wrong($"\"{text}\" is not a moment", "Write days before or after the due date: \"-15d\", \"+2d\", or business days: \"+6bd\".");
        }
        if (after.Present && after.Text() is { } span)
        {
            if (Moment.TryParse($"after {span}", out Moment read)) moment = read;
            else after.Wrong($"\"{span}\" is not a span of days", "Write how many days must have passed, for example \"5bd\" or \"5d\".");
        }
        return at.Present && after.Present ? null : moment;
    }

    private static List<StageAct> ActsOf(JsonCursor place)
    {
        List<StageAct> acts = [];
        foreach (JsonCursor item in place.Items("\"suspend-service\""))
        {
            if (item.Text() is not { } word) continue;
            if (!Acts.TryGetValue(word, out StageAct act)) item.Wrong($"\"{word}\" is nothing that a stage can do", Nearest.Say(word, Acts.Keys, "It can do"));
            else if (acts.Contains(act)) item.Wrong($"\"{word}\" stands here twice", "Keep one of the two.");
            else acts.Add(act);
        }
        return acts;
    }
}
