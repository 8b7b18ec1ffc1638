using System.Globalization;
using System.Text.Json;
using Billing.Plugin.Cpanel.Whm;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>What one look at an account found.</summary>
internal abstract record Sighting
{
    private Sighting() { }

    /// <summary>It is there, and it is the one the panel means.</summary>
    /// <param name="Owner">The WHM user it belongs to; empty when that is not said.</param>
    public sealed record There(bool Suspended, string Reason, bool Locked, string Owner, string Plan) : Sighting
    {
        /// <summary>Billing's marker is in the reason.</summary>
        public bool Ours => Suspended && Reason.Contains("[billing:", StringComparison.Ordinal);

        /// <summary>Taken over from the panel: the reason is the one that the panel gave. WHM writes "Unknown" for none.</summary>
        public bool Adopted(string? reason) => Suspended && reason is not null
            && (Reason == reason.Trim() || (reason.Trim().Length == 0 && Reason == "Unknown"));

        public string Held => $"suspended{(Locked ? ", locked" : "")}: {(Reason.Length > 0 ? Reason : "no reason given")}";
    }

    /// <summary>The server does not have it.</summary>
    public sealed record Missing : Sighting;

    /// <summary>It cannot be said; the outcome says why.</summary>
    /// <param name="MayBeMissing">A reseller was told what he is told of another's account and of none.</param>
    public sealed record Unclear(AdapterOutcome Why, bool MayBeMissing = false) : Sighting;
}

/// <summary>One account on one WHM: the service's user name and domain together, never one of them alone.</summary>
internal sealed class Account(WhmClient whm, ServiceHandle service)
{
    public WhmClient Whm => whm;

    public ServiceHandle Service => service;

    public string User => service.Username;

    public string Key => $"{whm.Host}/{service.Username}";

    public async Task<Sighting> LookAsync(CancellationToken cancel) => await whm.ReadAsync("accountsummary", cancel, ("user", User)) switch
    {
        WhmReply.Done done => Read(done.Data.Member("acct").Entries().FirstOrDefault()),
        WhmReply.Declined declined => await WithoutSummaryAsync("user", User, declined.Text, cancel),
        WhmReply.NoAnswer none => new Sighting.Unclear(none.Why),
        var other => throw new InvalidOperationException($"unknown reply {other}"),
    };

    /// <summary>Why an account for the service's domain cannot be made; null when nobody is known to have the domain. Of a reseller WHM itself refuses others' domains.</summary>
    public async Task<AdapterOutcome?> DomainTakenAsync(CancellationToken cancel)
    {
        string domain = Plain(service.Domain);
        WhmReply reply = await whm.ReadAsync("accountsummary", cancel, ("domain", domain));
        if (reply is WhmReply.NoAnswer none) return none.Why;
        if (reply is WhmReply.Declined declined)
            return await WithoutSummaryAsync("domain", domain, declined.Text, cancel) is Sighting.Unclear { MayBeMissing: false } unclear ? unclear.Why : null;
        string holder = ((WhmReply.Done)reply).Data.Member("acct").Entries().FirstOrDefault().Text("user");
        return holder.Length == 0
            ? new AdapterOutcome.Failed(FailureKind.BadResponse, $"WHM was asked about {domain} and did not say whose it is")
            : new AdapterOutcome.Refused(FailureKind.NotOwned, $"{service.Target}: {domain} belongs to account {holder} on {whm.Host} already; nothing is created");
    }

    private Sighting Read(JsonElement summary)
    {
        if (!summary.Text("user").Equals(User, StringComparison.OrdinalIgnoreCase))
            return new Sighting.Unclear(new AdapterOutcome.Failed(FailureKind.BadResponse, $"WHM was asked about {User} and answered about something else"));
        string domain = summary.Text("domain");
        if (service.Domain.Length > 0 && Plain(domain) != Plain(service.Domain))
            return new Sighting.Unclear(new AdapterOutcome.Refused(FailureKind.NotOwned,
                $"account {User} on {whm.Host} has the domain {domain}, the panel says {service.Domain}: nothing is done to it until they agree"));
        bool suspended = summary.Yes("suspended");
        return new Sighting.There(suspended, suspended ? WhmText.Clean(summary.Text("suspendreason")) : "", summary.Yes("is_locked"), summary.Text("owner"), summary.Text("plan"));
    }

    // The text of a missing account comes in the server's language. Where we do not know it, an exact search that finds nothing says the same.
    private async Task<Sighting> WithoutSummaryAsync(string type, string sought, string text, CancellationToken cancel)
    {
        AdapterOutcome why = WhmText.Why("accountsummary", text);
        if (why is AdapterOutcome.Refused { Kind: FailureKind.NotFound }) return new Sighting.Missing();
        if (why is AdapterOutcome.Refused { Kind: FailureKind.NotOwned }) return new Sighting.Unclear(why, MayBeMissing: true);
        if (why is not AdapterOutcome.Refused { Kind: FailureKind.InvalidInput }) return new Sighting.Unclear(why);
        WhmReply search = await whm.ReadAsync("listaccts", cancel,
            ("search", sought), ("searchtype", type), ("searchmethod", "exact"), ("want", "user"));
        bool none = search is WhmReply.Done done && done.Data.Member("acct") is { ValueKind: JsonValueKind.Array } found && found.GetArrayLength() == 0;
        return none ? new Sighting.Missing() : new Sighting.Unclear(why);
    }

    public static string Plain(string domain)
    {
        string plain = domain.Trim().TrimEnd('.').ToLowerInvariant();
        try
        {
            return new IdnMapping().GetAscii(plain);
        }
        catch (ArgumentException)
        {
            return plain;
        }
    }
}
