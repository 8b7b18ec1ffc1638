namespace Billing.Engine.Tracking;

/// <summary>Reasons for which a hit may not be a person's. The words are kept in the evidence: none may ever mean something else.</summary>
public static class Mark
{
    /// <summary>It asked for the headers only.</summary>
    public const string Head = "head";
    /// <summary>It does not say what it is.</summary>
    public const string NoAgent = "no-agent";
    /// <summary>It says <c>Mozilla/5.0</c> and no more: mail is fetched so on delivery, whether it is read or not.</summary>
    public const string BareAgent = "bare-agent";
    /// <summary>It says itself that it only fetches ahead.</summary>
    public const string Prefetch = "prefetch";
    /// <summary>It names itself as a program that nobody looks at.</summary>
    public const string KnownMachine = "known-machine";
    /// <summary>It came through a mail provider's proxy: nobody knows whether somebody was behind it.</summary>
    public const string Proxied = "proxied";
    /// <summary>It came before anybody can have read the notice.</summary>
    public const string TooSoon = "too-soon";
    /// <summary>All sorts of links of one notice were fetched within seconds.</summary>
    public const string ManyLinks = "many-links";
    /// <summary>The same address fetched notices of many clients within a minute.</summary>
    public const string Sweep = "sweep";
    /// <summary>Its address is in the admin's list of networks of machines.</summary>
    public const string Network = "network";
    /// <summary>So many hits that only their number is kept.</summary>
    public const string Flood = "flood";
    /// <summary>The link leads nowhere any more.</summary>
    public const string Expired = "expired";
}
