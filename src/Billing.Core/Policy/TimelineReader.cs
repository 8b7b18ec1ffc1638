namespace Billing.Core.Policy;

/// <summary>Reads the timelines: the special ones in their order, then the common one; each made of stages without conditions of their own.</summary>
internal static class TimelineReader
{
    private const string Example = "[ { \"at\": \"+2d\", \"do\": [\"suspend-service\"], \"tell\": { \"suspended\": [\"email\"] } } ]";

    public static IReadOnlyList<Timeline> Read(JsonCursor common, JsonCursor special, IReadOnlySet<string> channels, BusinessCalendar calendar, IReadOnlySet<string> otherNotices, bool lateFee)
    {
        List<Timeline> timelines = [];
        foreach (JsonCursor item in special.Items($"{{ \"when\": {{ \"country\": \"AR\" }}, \"timeline\": {Example} }}"))
        {
            IReadOnlyDictionary<string, JsonCursor> fields = item.Fields(new("when", "{ \"country\": \"AR\" }"), new("timeline", Example));
            When when = WhenReader.Read(fields["when"]);
            timelines.AddRange(Stages(fields["timeline"], when, item.Path));
        }
        timelines.AddRange(Stages(common, When.Always, common.Path));
        return timelines;

        IEnumerable<Timeline> Stages(JsonCursor place, When when, string path)
        {
            List<WrittenStage> stages = [.. place.Items(Example).Select(item => StageReader.Read(item, channels))];
            if (place.IsList && stages.Count == 0) place.Wrong("this timeline has no stage");
            if (stages.Any(stage => stage.Stage is null)) return [];
            string file = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
            return ConditionalStages.Resolve(place, when, stages, resolved => TimelineSense.Check(resolved, calendar, otherNotices, lateFee, place.Problems)).Select(timeline => timeline with { Place = file });
        }
    }
}
