using System.Globalization;

namespace Billing.Whmcs.Reading;

/// <summary>Which part of a list is asked for.</summary>
internal enum Life
{
    /// <summary>All.</summary>
    Any,
    /// <summary>What is not over, and what has a status that nobody knows.</summary>
    Live,
    /// <summary>What is over.</summary>
    Ended,
}

/// <summary>The rows that a question is about: everybody's, some clients', or some by number. Ids are numbers, so they are written into the text as they are.</summary>
internal readonly record struct Scope(Life Life, IReadOnlyCollection<int>? Clients = null, IReadOnlyCollection<int>? Ids = null)
{
    /// <summary>Everything alive, of everybody.</summary>
    public static readonly Scope AllLive = new(Life.Live);

    public bool Everybody => Clients is null && Ids is null;

    /// <summary>The condition, for a table whose columns have those names.</summary>
    public string Where(string id, string client, string status, string ended)
    {
        string life = Life switch
        {
            Life.Live => $"{status} NOT IN ({ended})",
            Life.Ended => $"{status} IN ({ended})",
            _ => "1 = 1",
        };
        string whose = Clients is not null ? $" AND {client} IN ({List(Clients)})" : "";
        string which = Ids is not null ? $" AND {id} IN ({List(Ids)})" : "";
        return life + whose + which;
    }

    public static string List(IEnumerable<int> ids) => string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture))) is { Length: > 0 } list ? list : "NULL";
}
