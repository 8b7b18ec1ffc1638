using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>Every way in which a policy can be wrong, once: the place, and what is wrong there.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("""{ "runAtt": "09:00" }""", "$.runAtt", "there is no key \"runAtt\" here", "Did you mean \"runAt\"?")]
    [InlineData("""{ "colour": 1 }""", "$.colour", "there is no key \"colour\" here", "The keys here are: \"$schema\", \"timeZone\"")]
    [InlineData("""{ "runAt": null }""", "$", "\"runAt\" is missing", "Add \"runAt\": \"09:00\".")]
    [InlineData("""{ "runAt": "9:00" }""", "$.runAt", "\"9:00\" is not a time of day", "from \"00:00\" to \"23:59\"")]
    [InlineData("""{ "runAt": "24:00" }""", "$.runAt", "\"24:00\" is not a time of day", "from \"00:00\" to \"23:59\"")]
    [InlineData("""{ "runAt": 9 }""", "$.runAt", "9 is not a text in quotation marks", "Write for example \"runAt\": \"09:00\".")]
    [InlineData("""{ "timeZone": "America/Argentina/Buenos_Aire" }""", "$.timeZone", "there is no time zone \"America/Argentina/Buenos_Aire\"", "Did you mean \"America/Argentina/Buenos_Aires\"?")]
    [InlineData("""{ "timeZone": "Mars/Olympus_Mons_Base_Camp" }""", "$.timeZone", "there is no time zone", "IANA")]
    [InlineData("""{ "timeZone": "" }""", "$.timeZone", "there is no time zone \"\"", "IANA")]
    [InlineData("""{ "timeZone": "../../etc/hostname" }""", "$.timeZone", "there is no time zone", "IANA")]
    [InlineData("""{ "timeZone": "Pacific Standard Time" }""", "$.timeZone", "there is no time zone", "IANA")]
    [InlineData("""{ "renewal": 1 }""", "$.renewal", "1 is not an object in { }", "Write for example \"renewal\": {")]
    [InlineData("""{ "renewal": { "sameDay": "one" } }""", "$.renewal.sameDay", "\"one\" is not known here", "It may be: \"one-invoice\", \"separate\".")]
    [InlineData("""{ "renewal": { "maxBackdateDays": -1 } }""", "$.renewal.maxBackdateDays", "-1 is not a whole number from 0 to", "\"maxBackdateDays\": 30")]
    [InlineData("""{ "renewal": { "maxBackdateDays": 1.5 } }""", "$.renewal.maxBackdateDays", "1.5 is not a whole number", "\"maxBackdateDays\": 30")]
    [InlineData("""{ "renewal": { "maxBackdateDays": "30" } }""", "$.renewal.maxBackdateDays", "\"30\" is not a number", "\"maxBackdateDays\": 30")]
    [InlineData("""{ "cycleChange": { "enabled": "yes" } }""", "$.cycleChange.enabled", "\"yes\" is not true or false", "\"enabled\": true")]
    [InlineData("""{ "cycleChange": { "afterSuspensions": 0 } }""", "$.cycleChange.afterSuspensions", "0 is not a whole number from 1", "\"afterSuspensions\": 1")]
    [InlineData("""{ "cycleChange": { "steps": { "Weekly": "Monthly" } } }""", "$.cycleChange.steps.Weekly", "there is no cycle \"Weekly\"", "Monthly")]
    [InlineData("""{ "cycleChange": { "steps": { "Monthly": "Semiannually" } } }""", "$.cycleChange.steps.Monthly", "\"Semiannually\" is not known here", "Did you mean \"Semi-Annually\"?")]
    [InlineData("""{ "cycleChange": { "steps": { "Semi-Annually": "Monthly" } } }""", "$.cycleChange.steps['Semi-Annually']", "Monthly is not longer than Semi-Annually", "only grows")]
    [InlineData("""{ "termination": { "backup": "maybe" } }""", "$.termination.backup", "\"maybe\" is not known here", "\"required\", \"none\"")]
    [InlineData("""{ "recovery": { "fee": { "peso": 1 } } }""", "$.recovery.fee.peso", "\"peso\" is not a currency's code", "\"ARS\"")]
    [InlineData("""{ "recovery": { "fee": { "ARS": -1 } } }""", "$.recovery.fee.ARS", "-1 is not a number from 0", "\"ARS\": 15")]
    [InlineData("""{ "recovery": { "keepBackupsDays": 0 } }""", "$.recovery.keepBackupsDays", "0 is not a whole number from 1", "90")]
    [InlineData("""{ "objection": { "pausesTimeline": 1 } }""", "$.objection.pausesTimeline", "1 is not true or false", "false")]
    [InlineData("""{ "exemptions": { "panelGroupFlag": "ignore" } }""", "$.exemptions.panelGroupFlag", "\"ignore\" is not known here", "\"honour\", \"report\"")]
    [InlineData("""{ "exemptions": { "clientGroups": [" "] } }""", "$.exemptions.clientGroups[0]", "the name is empty", "\"Staff\"")]
    [InlineData("""{ "exemptions": { "adoptReasons": "none" } }""", "$.exemptions.adoptReasons", "\"none\" is not a list in [ ]", "\"adoptReasons\": [")]
    [InlineData("""{ "safety": { "brake": { "percent": 101 } } }""", "$.safety.brake.percent", "101 is not a number from 0 to 100", "\"percent\": 5")]
    [InlineData("""{ "safety": { "brake": { "atLeast": -1 } } }""", "$.safety.brake.atLeast", "-1 is not a whole number from 0", "\"atLeast\": 25")]
    [InlineData("""{ "safety": { "noticeDays": -3 } }""", "$.safety.noticeDays", "-3 is not a whole number from 0", "\"noticeDays\": 3")]
    [InlineData("""{ "safety": { "noticeCounts": [] } }""", "$.safety.noticeCounts", "nothing could ever be suspended", "\"noticeDays\": 0")]
    [InlineData("""{ "safety": { "noticeCounts": ["email", "email"] } }""", "$.safety.noticeCounts[1]", "the channel \"email\" stands here twice", "Keep one")]
    [InlineData("""{ "safety": { "noticeCounts": ["email"], "lastWarning": { "last-warning": ["panel"] } } }""", "$.safety.lastWarning", "no suspension could ever follow it", "noticeCounts")]
    [InlineData("""{ "reactivation": { "tell": { "reactivated": ["e-mail"] } } }""", "$.reactivation.tell.reactivated[0]", "there is no channel \"e-mail\"", "Did you mean \"email\"?")]
    [InlineData("""{ "reactivation": { "tell": { "reactivated": ["carrier pigeon"] } } }""", "$.reactivation.tell.reactivated[0]", "there is no channel", "The channels are: \"email\", \"panel\", \"whatsapp\".")]
    [InlineData("""{ "reactivation": { "tell": { "reactivated": [] } } }""", "$.reactivation.tell.reactivated", "no channel is named", "[\"email\"]")]
    [InlineData("""{ "reactivation": { "tell": { "Back Again": ["email"] } } }""", "$.reactivation.tell['Back Again']", "\"Back Again\" cannot be a notice's name", "reminder-1")]
    public void a_wrong_key_or_value_is_named_with_its_place(string patch, string path, string wrong, string instead) => AssertProblem(patch, path, wrong, instead);

    [Theory]
    [InlineData("""{ "weekend": ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] }""", "$.businessDays.weekend", "no day of the week is left", "Leave at least one")]
    [InlineData("""{ "weekend": ["Sonntag"] }""", "$.businessDays.weekend[0]", "\"Sonntag\" is not known here", "Sunday")]
    [InlineData("""{ "weekend": ["Sunday", "Sunday"] }""", "$.businessDays.weekend[1]", "\"Sunday\" stands here twice", "Keep one")]
    [InlineData("""{ "holidays": ["holidays/xx.json"] }""", "$.businessDays.holidays[0]", "there is no file \"holidays/xx.json\"", "Put it there")]
    [InlineData("""{ "holidays": ["../secret.json"] }""", "$.businessDays.holidays[0]", "is outside the configuration folder", "holidays/ar.json")]
    [InlineData("""{ "alsoOff": ["24/12/2026"] }""", "$.businessDays.alsoOff[0]", "is neither a date nor a .json file", "\"2026-08-17\"")]
    [InlineData("""{ "alsoOff": ["2026-02-30"] }""", "$.businessDays.alsoOff[0]", "is neither a date nor a .json file", "\"2026-08-17\"")]
    [InlineData("""{ "alsoOff": ["2026-12-24"], "alsoOn": ["2026-12-24"] }""", "$.businessDays.alsoOn[0]", "is in alsoOff as well", "one of the two lists")]
    public void a_calendar_that_cannot_be_right_is_refused(string businessDays, string path, string wrong, string instead) =>
        AssertProblem($$"""{ "businessDays": {{businessDays}} }""", path, wrong, instead);

    [Theory]
    [InlineData("""{ "at": "2d", "tell": { "a": ["email"] } }""", "$.timeline[0].at", "\"2d\" is not a moment", "\"+2d\"")]
    [InlineData("""{ "at": "after 2d", "tell": { "a": ["email"] } }""", "$.timeline[0].at", "is not a moment", "\"+2d\"")]
    [InlineData("""{ "at": "+2 days", "tell": { "a": ["email"] } }""", "$.timeline[0].at", "is not a moment", "\"+6bd\"")]
    [InlineData("""{ "after": "+5bd", "tell": { "a": ["email"] } }""", "$.timeline[0].after", "\"+5bd\" is not a span of days", "\"5bd\"")]
    [InlineData("""{ "at": "+2d", "after": "5bd", "tell": { "a": ["email"] } }""", "$.timeline[0]", "both \"at\" and \"after\"", "Keep one")]
    [InlineData("""{ "tell": { "a": ["email"] } }""", "$.timeline[0]", "this stage has no moment", "\"at\": \"+2d\"")]
    [InlineData("""{ "at": "+2d" }""", "$.timeline[0]", "neither does nor tells", "Give it a \"do\" or a \"tell\"")]
    [InlineData("""{ "at": "+2d", "do": [], "tell": {} }""", "$.timeline[0]", "neither does nor tells", "or take it out")]
    [InlineData("""{ "at": "+2d", "do": ["late-fee"] }""", "$.timeline[0]", "\"late-fee\" has no amount", "Add it beside the timelines")]
    [InlineData("""{ "at": "-2d", "do": ["late-fee"] }""", "$.timeline[0]", "comes before anything is past due", "Choose a moment after")]
    [InlineData("""{ "at": "+2d", "do": ["suspend-services"] }""", "$.timeline[0].do[0]", "is nothing that a stage can do", "Did you mean \"suspend-service\"?")]
    [InlineData("""{ "at": "+2d", "do": ["suspend-service", "suspend-service"] }""", "$.timeline[0].do[1]", "stands here twice", "Keep one")]
    [InlineData("""{ "at": "+2d", "do": "suspend-service" }""", "$.timeline[0].do", "is not a list in [ ]", "[\"suspend-service\"]")]
    [InlineData("""{ "at": "+2d", "tell": { "a": ["email"] }, "when": {} }""", "$.timeline[0].when", "no condition is named", "\"country\": \"AR\"")]
    [InlineData("""{ "at": "+2d", "tell": { "a": ["email"] }, "when": { "country": "Argentina" } }""", "$.timeline[0].when.country", "\"Argentina\" is not a country's two letters", "\"AR\"")]
    [InlineData("""{ "at": "+2d", "tell": { "a": ["email"] }, "when": { "currency": "$" } }""", "$.timeline[0].when.currency", "\"$\" is not a currency's three letters", "\"ARS\"")]
    [InlineData("""{ "at": "+2d", "tell": { "a": ["email"] }, "when": { "product": 0 } }""", "$.timeline[0].when.product", "0 is not a whole number from 1", "12")]
    [InlineData("""{ "at": "+2d", "tell": { "a": ["email"] }, "when": { "minimumDebt": -5 } }""", "$.timeline[0].when.minimumDebt", "-5 is not a number from 0", "50000")]
    [InlineData("""{ "at": "+2d", "tell": { "a": ["email"] }, "when": { "group": "VIP" } }""", "$.timeline[0].when.group", "there is no key \"group\" here", "clientGroup")]
    public void a_stage_that_cannot_be_read_is_named_with_its_place(string stage, string path, string wrong, string instead) =>
        AssertProblem($$"""{ "timeline": [ {{stage}} ] }""", path, wrong, instead);

    [Theory]
    [InlineData("""[]""", "$.timeline", "this timeline has no stage", "Write for example")]
    [InlineData("""[ { "at": "-1d", "tell": { "a": ["email"] } }, { "at": "-2d", "tell": { "b": ["email"] } } ]""", "$.timeline[1]", "\"-2d\" stands behind \"-1d\" ($.timeline[0]) and is earlier for every due date", "order of time")]
    [InlineData("""[ { "at": "+6bd", "tell": { "a": ["email"] } }, { "at": "+7d", "tell": { "b": ["email"] } } ]""", "$.timeline[1]", "\"+7d\" stands behind \"+6bd\"", "order of time")]
    [InlineData("""[ { "at": "-2d", "do": ["suspend-service"] } ]""", "$.timeline[0]", "comes before anything is past due", "\"+2d\"")]
    [InlineData("""[ { "at": "0d", "do": ["freeze-projects"] } ]""", "$.timeline[0]", "comes before anything is past due", "\"+2d\"")]
    [InlineData("""[ { "at": "+1d", "do": ["invoice"] } ]""", "$.timeline[0]", "\"invoice\" at \"+1d\" is after the due date", "\"-15d\"")]
    [InlineData("""[ { "at": "+25d", "do": ["terminate-service"] } ]""", "$.timeline[0]", "has no \"suspend-service\" on a day before it", "Put one before it")]
    [InlineData("""[ { "at": "+2d", "do": ["suspend-client"] }, { "at": "+25d", "do": ["terminate-service"] } ]""", "$.timeline[1]", "has no \"suspend-service\" on a day before it", "Put one before it")]
    [InlineData("""[ { "at": "+2d", "do": ["suspend-service", "terminate-service"] } ]""", "$.timeline[0]", "has no \"suspend-service\" on a day before it", "Put one before it")]
    [InlineData("""[ { "at": "+2d", "do": ["terminate-service"] }, { "at": "+5d", "do": ["suspend-service"] } ]""", "$.timeline[0]", "has no \"suspend-service\" on a day before it", "Put one before it")]
    [InlineData("""[ { "at": "+2d", "do": ["suspend-service"] }, { "at": "+5d", "do": ["suspend-service"] } ]""", "$.timeline[1]", "\"suspend-service\" happens already at $.timeline[0]", "Keep it in one")]
    [InlineData("""[ { "at": "+2d", "tell": { "a": ["email"] } }, { "at": "+5d", "tell": { "a": ["panel"] } } ]""", "$.timeline[1]", "the notice \"a\" is told already at $.timeline[0]", "a name of its own")]
    [InlineData("""[ { "at": "+2d", "tell": { "last-warning": ["email"] } } ]""", "$.timeline[0]", "the notice \"last-warning\" is told already", "a name of its own")]
    [InlineData("""[ { "at": "+2d", "do": ["suspend-service"], "when": { "country": "AR" } }, { "at": "+25d", "do": ["terminate-service"] } ]""", "$.timeline[1]", "has no \"suspend-service\" on a day before it", "Put one before it")]
    public void a_timeline_that_cannot_be_right_for_any_due_date_is_refused(string timeline, string path, string wrong, string instead)
    {
        AssertProblem($$"""{ "timeline": {{timeline}} }""", path, wrong, instead);
        AssertProblem($$"""{ "timelines": [ { "when": { "country": "UY" }, "timeline": {{timeline}} } ] }""", path.Replace("$.timeline", "$.timelines[0].timeline"), wrong.Replace("$.timeline", "$.timelines[0].timeline"), instead);
    }

    [Theory]
    [InlineData("""{ "days": [ { "date": "2026-13-01", "name": "x" } ] }""", "$.days[0].date", "\"2026-13-01\" is not a date")]
    [InlineData("""{ "days": [ { "date": "2026-01-01", "name": "x" }, { "date": "2026-01-01", "name": "y" } ] }""", "$.days[1].date", "2026-01-01 stands in this file twice")]
    [InlineData("""{ "days": [ { "date": "2026-01-01" } ] }""", "$.days[0]", "\"name\" is missing")]
    [InlineData("""{ "days": [ { "date": "2026-01-01", "name": "x", "type": "y" } ] }""", "$.days[0].type", "there is no key \"type\" here")]
    [InlineData("""{ "land": "AR", "days": [] }""", "$.land", "there is no key \"land\" here")]
    [InlineData("""{ "country": "AR" }""", "$", "\"days\" is missing")]
    [InlineData("""{ "country": "AR" """, "$", "this is not JSON from line 1, column")]
    public void a_problem_in_a_file_of_holidays_carries_that_file_s_name(string file, string path, string wrong)
    {
        PolicyReading reading = PolicyReader.Read(Shipped.Json, "policy.json", _ => file);
        Assert.Contains(reading.Problems, problem => problem.File == "holidays/ar.json" && problem.Path == path && problem.Wrong.StartsWith(wrong, StringComparison.Ordinal));
        Assert.Null(reading.Policy);
    }

    [Fact]
    public void text_that_is_no_json_is_refused_with_its_line()
    {
        Problem problem = Assert.Single(PolicyReader.Read("{\n  \"runAt\" \"09:00\"\n}", "policy.json", Shipped.Holidays).Problems);
        Assert.StartsWith("policy.json $: this is not JSON from line 2, column", problem.ToString());
    }

    [Fact]
    public void a_key_written_twice_is_refused()
    {
        string twice = Shipped.Text("policy.json").Replace("\"runAt\": \"09:00\",", "\"runAt\": \"09:00\", \"runAt\": \"10:00\",");
        Problem problem = Assert.Single(PolicyReader.Read(twice, "policy.json", Shipped.Holidays).Problems);
        Assert.Equal("policy.json $.runAt: the key \"runAt\" stands here twice. Keep one of the two.", problem.ToString());
    }

    [Fact]
    public void all_problems_are_named_at_once() => Assert.Equal(["$.runAt", "$.safety.noticeDays", "$.timeline[0].at"],
        Shipped.Read("""{ "runAt": "x", "safety": { "noticeDays": -1 }, "timeline": [ { "at": "x", "tell": { "a": ["email"] } } ] }""").Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void a_list_instead_of_a_policy_is_one_problem() =>
        Assert.Equal("$: [] is not an object in { }", Assert.Single(PolicyReader.Read("[]", "policy.json", Shipped.Holidays).Problems) is var only ? $"{only.Path}: {only.Wrong}" : "");

    [Fact]
    public void a_channel_that_a_plugin_brings_is_known_then()
    {
        JsonNode json = PolicyReader.Merge(Shipped.Json, JsonNode.Parse("""{ "reactivation": { "tell": { "reactivated": ["sms"] } } }"""));
        Assert.NotEmpty(PolicyReader.Read(json, "policy.json", Shipped.Holidays).Problems);
        Assert.Empty(PolicyReader.Read(json, "policy.json", Shipped.Holidays, new HashSet<string> { "email", "whatsapp", "panel", "sms" }).Problems);
    }

    private static void AssertProblem(string patch, string path, string wrong, string instead)
    {
        PolicyReading reading = Shipped.Read(patch);
        Assert.Null(reading.Policy);
        Assert.True(reading.Problems.Any(problem => problem.Path == path && problem.Wrong.Contains(wrong, StringComparison.Ordinal) && problem.Instead.Contains(instead, StringComparison.Ordinal)),
            string.Join('\n', reading.Problems));
        Assert.Equal("policy.json", reading.Problems[0].File);
        Assert.All(reading.Problems, problem => Assert.Matches("[.?]$", problem.Instead));
    }
}
