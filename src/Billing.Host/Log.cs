namespace Billing.Host;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Started with {Folder}: runs at {RunAt} ({Zone}), looks every {LookEvery}")]
    public static partial void Started(ILogger log, string folder, TimeOnly runAt, string zone, TimeSpan lookEvery);

    [LoggerMessage(1001, LogLevel.Information, "The run of {Today:yyyy-MM-dd} begins")]
    public static partial void RunBegins(ILogger log, DateOnly today);

    [LoggerMessage(1002, LogLevel.Information, "{Occasion} {RunId} of {Today:yyyy-MM-dd}: {Clients} clients, {Done} done, {Open} open, {Held} held, {Failures} failed")]
    public static partial void RunDone(ILogger log, string occasion, long runId, DateOnly today, int clients, int done, int open, int held, int failures);

    [LoggerMessage(1003, LogLevel.Information, "{ActionKey}: {Because}")]
    public static partial void Done(ILogger log, string actionKey, string because);

    [LoggerMessage(1004, LogLevel.Warning, "{ActionKey} is left open: {Why}")]
    public static partial void LeftOpen(ILogger log, string actionKey, string why);

    [LoggerMessage(1005, LogLevel.Error, "Held by a brake: {Held} actions of {Today:yyyy-MM-dd}. See `billing brake`, which says what lifts it, and `billing plan`")]
    public static partial void Held(ILogger log, int held, DateOnly today);

    [LoggerMessage(1006, LogLevel.Warning, "{Table} {Id} of client {Client} cannot be understood: {Why}")]
    public static partial void Unreadable(ILogger log, string table, long id, int client, string why);

    [LoggerMessage(1007, LogLevel.Error, "Client {Client} could not be finished: {Why}")]
    public static partial void ClientFailed(ILogger log, int client, string why);

    [LoggerMessage(1008, LogLevel.Error, "Nothing could be done: {Why}. It is tried again at the next look")]
    public static partial void CouldNotWork(ILogger log, string why);

    [LoggerMessage(1009, LogLevel.Critical, "A mistake in Billing stopped this pass; it is tried again at the next look")]
    public static partial void Broke(ILogger log, Exception mistake);

    [LoggerMessage(1010, LogLevel.Information, "Stopped. What was begun is finished")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(1020, LogLevel.Information, "The policy changed and is in force from the next decision on")]
    public static partial void PolicyChanged(ILogger log);

    [LoggerMessage(1021, LogLevel.Error, "{Problem}")]
    public static partial void PolicyProblem(ILogger log, string problem);

    [LoggerMessage(1022, LogLevel.Error, "The policy changed and cannot be right: the last good one stays in force. Problems: {Problems}")]
    public static partial void PolicyRefused(ILogger log, int problems);

    [LoggerMessage(1100, LogLevel.Warning, "A POST to {Path} was refused ({Status}): {Why}")]
    public static partial void HookRefused(ILogger log, string path, int status, string why);

    [LoggerMessage(1101, LogLevel.Warning, "{About} was called for and is not finished: {Why}. It is tried again in {Wait}")]
    public static partial void CallWaits(ILogger log, string about, string why, TimeSpan wait);

    [LoggerMessage(1102, LogLevel.Information, "The panel told of {Event} and has no invoice {Invoice}")]
    public static partial void CallOfNobody(ILogger log, string @event, int invoice);

    [LoggerMessage(1103, LogLevel.Error, "Calls that wait in the ledger cannot be read: {Why}. It is tried again")]
    public static partial void CallsNotReached(ILogger log, string why);

    [LoggerMessage(1104, LogLevel.Critical, "A mistake in Billing stopped the answering of a call")]
    public static partial void CallsBroke(ILogger log, Exception mistake);

    [LoggerMessage(1120, LogLevel.Error, "The panel cannot be looked at for payments: {Why}. It is tried again every {Every}; what happens meanwhile is found then")]
    public static partial void WatchFails(ILogger log, string why, TimeSpan every);

    [LoggerMessage(1121, LogLevel.Information, "The panel is looked at for payments again, after {Down}")]
    public static partial void WatchWorks(ILogger log, TimeSpan down);

    [LoggerMessage(1122, LogLevel.Warning, "Some of what happens in the panel is not seen: {Why}")]
    public static partial void WatchHidden(ILogger log, string why);

    [LoggerMessage(1123, LogLevel.Warning, "The panel's numbers are smaller than they were: a row was deleted there, or a backup restored. What is new is found from there on")]
    public static partial void PanelWentBack(ILogger log);

    [LoggerMessage(1124, LogLevel.Critical, "A mistake in Billing stopped a look for payments; it is tried again")]
    public static partial void WatchBroke(ILogger log, Exception mistake);

    [LoggerMessage(1140, LogLevel.Error, "Brake {Brake}: nobody is taken offline. {Why}. What lifts it: {Lifts}")]
    public static partial void BrakeRaised(ILogger log, string brake, string why, string lifts);

    [LoggerMessage(1141, LogLevel.Information, "Brake {Brake} lifted itself: {Because}")]
    public static partial void BrakeLifted(ILogger log, string brake, string because);

    [LoggerMessage(1142, LogLevel.Warning, "Brake {Brake} was released by {By}: {Because}")]
    public static partial void BrakeReleased(ILogger log, string brake, string by, string because);

    [LoggerMessage(1143, LogLevel.Error, "The brakes could not be looked at: {Why}. Nobody is taken offline without that")]
    public static partial void BrakesNotSeen(ILogger log, string why);

    [LoggerMessage(4020, LogLevel.Information, "{All} mails came back: {Believed} are evidence, {Automatic} were written by machines, {Foreign} are not about a notice of ours, {Aside} were put aside")]
    public static partial void ReportsRead(ILogger log, int all, int believed, int automatic, int foreign, int aside);

    [LoggerMessage(4021, LogLevel.Warning, "{ActionKey} came back: {Why}")]
    public static partial void CameBack(ILogger log, string actionKey, string why);

    [LoggerMessage(4022, LogLevel.Error, "A mail server does not take our mail (look at SPF, DKIM and lists of senders): {Words}. First seen with {ActionKey}")]
    public static partial void MailNotTaken(ILogger log, string actionKey, string words);

    [LoggerMessage(4023, LogLevel.Warning, "The mail {Name} was put aside, flagged: {Why}. Look at it by hand")]
    public static partial void PutAside(ILogger log, string name, string why);

    [LoggerMessage(4024, LogLevel.Error, "What came back could not be read: {Why}. It is tried again")]
    public static partial void ReportsNotRead(ILogger log, string why);

    [LoggerMessage(4025, LogLevel.Critical, "A mistake in Billing stopped the reading of what came back; it is tried again")]
    public static partial void ReportsBroke(ILogger log, Exception mistake);

    [LoggerMessage(1160, LogLevel.Warning, "{Line}")]
    public static partial void NodeSays(ILogger log, string line);

    [LoggerMessage(1161, LogLevel.Error, "Nodes decide by another policy than this one: {Nodes}. Give all nodes the same files")]
    public static partial void PoliciesDiffer(ILogger log, string nodes);

    [LoggerMessage(1162, LogLevel.Information, "All nodes decide by the same policy")]
    public static partial void PoliciesAgree(ILogger log);

    [LoggerMessage(1163, LogLevel.Error, "The scheduler gave up waking the job {Job}: restart the service, and report this")]
    public static partial void JobTakenOut(ILogger log, string job);

    [LoggerMessage(1164, LogLevel.Information, "Node {Node} works beside others: {Others}")]
    public static partial void NodeStarted(ILogger log, string node, string others);

    [LoggerMessage(1165, LogLevel.Information, "Parts of the run of {Today:yyyy-MM-dd} are left to other nodes; whoever ends the last one ends the run")]
    public static partial void LeftToOthers(ILogger log, DateOnly today);

    [LoggerMessage(1200, LogLevel.Warning, "{Gap}")]
    public static partial void HolidaysMissing(ILogger log, string gap);

    [LoggerMessage(1030, LogLevel.Information, "{Adapter}: {Line}")]
    public static partial void AdapterSays(ILogger log, string adapter, string line);

    [LoggerMessage(4000, LogLevel.Warning, "{Line}")]
    public static partial void ChannelSays(ILogger log, string line);

    [LoggerMessage(4001, LogLevel.Warning, "A delivery to {Path} was refused: {Why}")]
    public static partial void DeliveryRefused(ILogger log, string path, string why);

    [LoggerMessage(5010, LogLevel.Information, "The evidence ends with entry {Number}, {Hash}")]
    public static partial void ChainEnd(ILogger log, long number, string hash);

    [LoggerMessage(5011, LogLevel.Information, "The end of the evidence was confirmed by the time-stamping authority at {Moment}")]
    public static partial void ChainStamped(ILogger log, DateTimeOffset moment);

    [LoggerMessage(5012, LogLevel.Warning, "The end of the evidence was not confirmed: {Why}")]
    public static partial void ChainNotStamped(ILogger log, string why);

    [LoggerMessage(5013, LogLevel.Information, "Personal values of {Entries} entries of the evidence were erased: they were kept as long as configured")]
    public static partial void PersonalValuesErased(ILogger log, int entries);

    [LoggerMessage(6100, LogLevel.Information, "Health and metrics are at {Place}")]
    public static partial void MonitoringStarted(ILogger log, Uri place);

    [LoggerMessage(6000, LogLevel.Information, "Our pages are at {Place}")]
    public static partial void PagesStarted(ILogger log, string place);

    [LoggerMessage(6001, LogLevel.Error, "Hits on links wait in memory, the ledger does not take them: {Why}")]
    public static partial void HitsWait(ILogger log, string why);

    [LoggerMessage(6002, LogLevel.Information, "The ledger takes hits on links again; {Waiting} were waiting")]
    public static partial void HitsWrittenAgain(ILogger log, long waiting);

    [LoggerMessage(6003, LogLevel.Error, "{Hits} hits on links were lost: more came than can wait while the ledger takes none")]
    public static partial void HitsLost(ILogger log, long hits);

    [LoggerMessage(6004, LogLevel.Error, "The link of {ActionKey} leads to a host that is not allowed: name it in channels.links.allow if it is right")]
    public static partial void DestinationRefused(ILogger log, string actionKey);

    [LoggerMessage(6005, LogLevel.Warning, "A link was used that we signed and the ledger does not know: was an older ledger restored?")]
    public static partial void LinkOfNobody(ILogger log);

    [LoggerMessage(6006, LogLevel.Error, "A page could not be shown: {Why}")]
    public static partial void PageWithoutLedger(ILogger log, string why);

    [LoggerMessage(6007, LogLevel.Critical, "A mistake in Billing broke a page: {Mistake} {Where}")]
    public static partial void PageBroke(ILogger log, string mistake, string where);
}
