namespace Billing.Core.Policy;

/// <summary>The keys of a policy, with an example of each.</summary>
internal static class PolicyKeys
{
    public static readonly Key[] All =
    [
        Key.May("$schema", "\"./policy.schema.json\""),
        new("timeZone", "\"America/Argentina/Buenos_Aires\""),
        new("runAt", "\"09:00\""),
        new("businessDays", "{ \"weekend\": [\"Saturday\", \"Sunday\"], \"holidays\": [\"holidays/ar.json\"] }"),
        new("timeline", "[ { \"at\": \"+2d\", \"do\": [\"suspend-service\"], \"tell\": { \"suspended\": [\"email\"] } } ]"),
        Key.May("timelines", "[]"),
        new("renewal", "{ \"sameDay\": \"one-invoice\", \"maxBackdateDays\": 30 }"),
        new("reactivation", "{ \"tell\": { \"reactivated\": [\"email\", \"whatsapp\"] } }"),
        new("cycleChange", "{ \"enabled\": false, \"afterSuspensions\": 1, \"steps\": {}, \"tell\": {} }"),
        new("termination", "{ \"backup\": \"required\" }"),
        new("recovery", "{ \"fee\": { \"ARS\": 15000 }, \"dueDays\": 7, \"keepBackupsDays\": 90 }"),
        Key.May("lateFee", "{ \"percent\": 10, \"minimum\": { \"ARS\": 500 }, \"dueDays\": 7 }"),
        Key.May("activation", "{ \"welcome\": \"panel\" }"),
        new("objection", "{ \"pausesTimeline\": false }"),
        Key.May("promise", "{ \"days\": 7, \"times\": 1, \"within\": 365 }"),
        new("exemptions", "{ \"clientGroups\": [], \"panelGroupFlag\": \"honour\", \"panelServiceFlag\": \"report\", \"adoptReasons\": [\"Overdue on Payment\", \"\"] }"),
        new("safety", "{ \"noticeDays\": 3, \"oldDebtDays\": 90, \"noticeCounts\": [\"email\"], \"lastWarning\": { \"last-warning\": [\"email\"] }, \"brake\": { \"atLeast\": 25, \"percent\": 5 } }"),
    ];
}
