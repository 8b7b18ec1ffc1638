namespace Billing.Core.Policy;

/// <summary>Reads who is spared, and what must be true before anybody goes offline.</summary>
internal static class SafetyReader
{
    public static ExemptionRules Exemptions(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(new("clientGroups", "[\"Staff\"]"), new("panelGroupFlag", "\"honour\""),
            new("panelServiceFlag", "\"report\""), new("adoptReasons", "[\"Overdue on Payment\", \"\"]"));
        return new ExemptionRules(Texts(fields["clientGroups"], "\"Staff\"", mayBeEmpty: false), Honoured(fields["panelGroupFlag"]),
            Honoured(fields["panelServiceFlag"]), Texts(fields["adoptReasons"], "\"Overdue on Payment\"", mayBeEmpty: true));
    }

    public static SafetyRules Safety(JsonCursor place, IReadOnlySet<string> channels)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(new("noticeDays", "3"), new("oldDebtDays", "90"), new("noticeCounts", "[\"email\", \"panel\"]"),
            new("lastWarning", "{ \"last-warning\": [\"email\"] }"), new("brake", "{ \"atLeast\": 25, \"percent\": 5 }"));
        IReadOnlyDictionary<string, JsonCursor> brake = fields["brake"].Fields(new("atLeast", "25"), new("percent", "5"));
        SafetyRules safety = new(fields["noticeDays"].Whole(0), fields["oldDebtDays"].Whole(0), TellReader.Channels(fields["noticeCounts"], channels, mayBeEmpty: true),
            new Tell(TellReader.Read(fields["lastWarning"], channels)), new BrakeRules(brake["atLeast"].Whole(0, int.MaxValue), brake["percent"].Number(0, 100)));
        CheckGate(safety, fields);
        return safety;
    }

    private static void CheckGate(SafetyRules safety, IReadOnlyDictionary<string, JsonCursor> fields)
    {
        if (safety.NoticeDays == 0) return;
        if (fields["noticeCounts"].Present && fields["noticeCounts"].IsEmpty)
            fields["noticeCounts"].Wrong("no channel counts as notice, so nothing could ever be suspended", "Name at least one channel, or switch the gate off with \"noticeDays\": 0.");
        else if (safety.NoticeCounts.Count > 0 && safety.LastWarning.Notices.Count > 0 && !safety.LastWarning.Notices.SelectMany(notice => notice.Value).Intersect(safety.NoticeCounts).Any())
            fields["lastWarning"].Wrong("none of its channels counts as notice, so no suspension could ever follow it", "Send it by one of the channels in noticeCounts.");
    }

    private static bool Honoured(JsonCursor place) => place.OneOf("honour", "report") == "honour";

    private static List<string> Texts(JsonCursor place, string example, bool mayBeEmpty)
    {
        List<string> texts = [];
        foreach (JsonCursor item in place.Items(example))
        {
            if (item.Text() is not { } text) continue;
            if (!mayBeEmpty && string.IsNullOrWhiteSpace(text)) item.Wrong("the name is empty");
            else texts.Add(text);
        }
        return texts;
    }
}
