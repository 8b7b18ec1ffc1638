using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using ARSoft.Tools.Net.Dns.DynamicUpdate;
using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.Plugin.Dns.Rfc2136;

/// <summary>
/// A server that is read by transfer (AXFR) and changed by update (RFC 2136), both signed with one key. An update names what must still stand
/// there: a zone that somebody changed since our look is left alone.
/// </summary>
internal sealed class UpdateServer(UpdateSettings server, Patience patience, TimeProvider time, Action<string> log) : IZoneServer
{
    private readonly DomainName _keyName = DomainName.Parse(server.KeyName);
    private readonly byte[] _key = Convert.FromBase64String(server.Key);

    public string Place => server.ToString();

    public async Task<Sighting> ReadAsync(string zone, CancellationToken cancel)
    {
        Transferred came = await new Transfer(server, patience.Read, time).ReadAsync(zone, cancel);
        log($"DNS {Place} transfer of {zone}: {(came is Transferred.Denied denied ? denied.Code : came.GetType().Name)}");
        return came switch
        {
            Transferred.Whole whole => new Sighting.There(Records.Read(zone, whole.Records)),
            Transferred.Denied { Code: ReturnCode.NotAuthoritive, Answer: { Doubt: Doubt.None, Error: 0 } } => new Sighting.Missing(),
            Transferred.Denied { Code: var code, Answer: var answer } => new Sighting.Unclear(Why(code, answer.Error is > 0 and var error ? error : answer.Doubt == Doubt.None ? 0 : null, "transfer")!),
            Transferred.Doubtful doubtful => new Sighting.Unclear(new AdapterOutcome.Failed(FailureKind.BadResponse, $"the transfer of zone {zone.TrimEnd('.')} from {Place} is not believed: {doubtful.Why}")),
            Transferred.Cut cut => new Sighting.Unclear(new AdapterOutcome.Failed(FailureKind.Unreachable, $"no transfer of zone {zone.TrimEnd('.')} from {Place}: {cut.Why}")),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public async Task<AdapterOutcome?> WriteAsync(Zone zone, IReadOnlyList<Change> changes, CancellationToken cancel)
    {
        var update = new DnsUpdateMessage { ZoneName = DomainName.Parse(zone.Name), TSigOptions = Signature() };
        foreach (Change change in changes.OrderBy(change => change.To is not null))
        {
            DomainName name = DomainName.Parse(change.Name);
            RecordType type = Records.Type(change.Type);
            if (change.From is null) update.Prequisites.Add(new RecordNotExistsPrequisite(name, type));
            else update.Prequisites.AddRange(Records.Of(zone.Name, change.From).Select(record => new RecordExistsValueDependantPrequisite(record)));
            if (change.From is not null) update.Updates.Add(new DeleteAllRecordsUpdate(name, type));
            if (change.To is not null) update.Updates.AddRange(Records.Of(zone.Name, change.To).Select(record => new AddRecordUpdate(record)));
        }
        DnsUpdateMessage? answer = await AskAsync(client => client.SendUpdateAsync(update, cancel), patience.Change, cancel);
        log($"DNS {Place} update of {zone.Name}: {answer?.ReturnCode.ToString() ?? "no answer"}");
        return answer is null
            ? new AdapterOutcome.Unknown($"{Place} did not answer; the update may have been carried out")
            : Why(answer.ReturnCode, (int?)answer.TSigOptions?.Error, "update");
    }

    public async Task<IReadOnlyList<string>> TestAsync(CancellationToken cancel) => await ReadAsync("billing-test.invalid.", cancel) switch
    {
        Sighting.Unclear { Why: AdapterOutcome.Refused { Kind: not FailureKind.PermissionMissing } why } => [why.Message],
        Sighting.Unclear { Why: AdapterOutcome.Failed why } => [why.Message],
        _ => [],   // it read our signature and has no such zone, or says nothing about it: both are answers to somebody it knows
    };

    public void Dispose()
    {
        // every question has a connection of its own
    }

    private async Task<T?> AskAsync<T>(Func<DnsClient, Task<T?>> ask, TimeSpan patience, CancellationToken cancel) where T : class
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            IPAddress[] addresses = await System.Net.Dns.GetHostAddressesAsync(server.Host, cancel);
            using IClientTransport transport = new TcpClientTransport(server.Port);
            return await ask(new DnsClient(addresses.Take(1), [transport], true, (int)patience.TotalMilliseconds));
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    // signature: what the server said of ours, 0 for nothing; null when it did not sign its own answer
    private AdapterOutcome? Why(ReturnCode code, int? signature, string what) => code switch
    {
        ReturnCode.NoError => null,
        ReturnCode.NXRRSet or ReturnCode.YXRRSet =>
            new AdapterOutcome.Failed(FailureKind.Busy, $"somebody changed the zone on {Place} between our look and our update; nothing was written"),
        ReturnCode.NotAuthoritive when signature is 18 =>
            new AdapterOutcome.Refused(FailureKind.AuthFailed, $"{Place} says that our signature is not of now: compare the clocks of both machines"),
        ReturnCode.NotAuthoritive when signature is null or 16 or 17 =>
            new AdapterOutcome.Refused(FailureKind.AuthFailed, $"{Place} does not accept our signature: compare \"keyName\", \"algorithm\" and \"key\" with the server's"),
        ReturnCode.Refused => new AdapterOutcome.Refused(FailureKind.PermissionMissing, $"{Place} refuses the {what}: allow-transfer and update-policy must name our key, and the zone must not be frozen"),
        ReturnCode.FormatError => new AdapterOutcome.Refused(FailureKind.InvalidInput, $"{Place} says that the {what} is wrong"),
        ReturnCode.NotAuthoritive or ReturnCode.NotZone => new AdapterOutcome.Conflict($"the zone is no longer on {Place}"),
        ReturnCode.ServerFailure => new AdapterOutcome.Failed(FailureKind.Busy, $"{Place} could not do the {what} now"),
        _ => new AdapterOutcome.Failed(FailureKind.BadResponse, $"{Place} answered the {what} with {code}"),
    };

    private TSigRecord Signature() => new(_keyName, Records.Algorithm(server.Algorithm), time.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(5), 0, ReturnCode.NoError, null, _key);
}
