using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace Billing.Engine.Doctor.Dns;

/// <summary>What a name server said to one question.</summary>
/// <typeparam name="T">Of each record, what was asked for.</typeparam>
/// <param name="Exists">Whether the name is there at all, with records of whatever type.</param>
/// <param name="Records">The records of the type asked for.</param>
/// <param name="Failed">Why there was no answer; null when there was one. Then the rest means nothing.</param>
internal sealed record NameAnswer<T>(bool Exists, IReadOnlyList<T> Records, string? Failed = null);

/// <summary>A mail exchanger; of an empty host when the domain says that it takes no mail.</summary>
internal sealed record MailHost(int Preference, string Host);

/// <summary>Asks a recursive name server. No answer is kept apart from an answer that there is nothing.</summary>
internal sealed class NameServer
{
    private readonly LookupClient client;

    /// <param name="server">Which; null for those of this machine.</param>
    /// <param name="timeout">How long one attempt may take; there are two.</param>
    public NameServer(IPEndPoint? server, TimeSpan timeout)
    {
        LookupClientOptions options = server is null ? new LookupClientOptions() : new LookupClientOptions(server);
        (options.Timeout, options.Retries, options.UseCache, options.ThrowDnsErrors, options.ContinueOnDnsError) = (timeout, 1, true, false, true);
        client = new LookupClient(options);
    }

    /// <summary>Texts; one of several parts is put together.</summary>
    public Task<NameAnswer<string>> TextsAsync(string name, CancellationToken cancel) =>
        AskAsync(name, QueryType.TXT, records => records.TxtRecords().Select(record => string.Concat(record.Text)), cancel);

    public Task<NameAnswer<MailHost>> MailHostsAsync(string name, CancellationToken cancel) =>
        AskAsync(name, QueryType.MX, records => records.MxRecords().Select(record => new MailHost(record.Preference, record.Exchange.Value.TrimEnd('.'))).OrderBy(host => host.Preference), cancel);

    /// <summary>Addresses of both families.</summary>
    public async Task<NameAnswer<IPAddress>> AddressesAsync(string name, CancellationToken cancel)
    {
        NameAnswer<IPAddress> four = await AskAsync(name, QueryType.A, records => records.ARecords().Select(record => record.Address), cancel);
        NameAnswer<IPAddress> six = await AskAsync(name, QueryType.AAAA, records => records.AaaaRecords().Select(record => record.Address), cancel);
        return four.Failed is not null && six.Records.Count == 0 ? four : new NameAnswer<IPAddress>(four.Exists || six.Exists, [.. four.Records, .. six.Records]);
    }

    private async Task<NameAnswer<T>> AskAsync<T>(string name, QueryType type, Func<IReadOnlyList<DnsResourceRecord>, IEnumerable<T>> read, CancellationToken cancel)
    {
        try
        {
            IDnsQueryResponse answer = await client.QueryAsync(name, type, cancellationToken: cancel);
            return answer.Header.ResponseCode switch
            {
                DnsHeaderResponseCode.NoError => new NameAnswer<T>(true, [.. read(answer.Answers)]),
                DnsHeaderResponseCode.NotExistentDomain => new NameAnswer<T>(false, []),
                DnsHeaderResponseCode code => new NameAnswer<T>(false, [], $"the name server answered {code}"),
            };
        }
        catch (DnsResponseException no) when (!cancel.IsCancellationRequested)
        {
            return new NameAnswer<T>(false, [], $"the name server did not answer: {no.DnsError}");
        }
        catch (ArgumentException)
        {
            return new NameAnswer<T>(false, []);   // what can be no name cannot be there
        }
        catch (Exception no) when (no is System.Net.Sockets.SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new NameAnswer<T>(false, [], "the name server did not answer");
        }
    }
}
