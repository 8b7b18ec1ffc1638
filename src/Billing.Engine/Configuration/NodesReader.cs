using Billing.Core.Policy;

namespace Billing.Engine.Configuration;

/// <summary>This process is one of several that work with one ledger.</summary>
/// <param name="Name">Its own.</param>
public sealed record NodeSettings(string Name);

/// <summary>Reads <c>nodes</c>: that several work together, and who this one is.</summary>
internal static class NodesReader
{
    private const int Longest = 60;

    public static NodeSettings Read(JsonCursor place, LedgerSettings ledger)
    {
        JsonCursor name = place.Fields(Key.May("name", "\"env:HOSTNAME\""))["name"];
        if (ledger.Database is null && ledger.Path is not null)
            place.Wrong("several nodes need a ledger that they can share, and this one is a file", "Put the ledger into MariaDB (\"kind\": \"mariadb\"), or take \"nodes\" out.");
        string said = name.Present ? name.Filled() : Environment.MachineName;
        string called = said.StartsWith("env:", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(said[4..])?.Trim() ?? "" : said;
        if (called.Length == 0 && said.Length > 0) name.Wrong($"the environment variable {said[4..]} is not set or is empty", "Set it for this service, or write the name itself.");
        else if (called.Length > Longest || !called.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
            name.Wrong($"\"{called}\" is no name for a node", "Write at most 60 letters, digits, dots, hyphens and underscores, for example \"node1\".");
        return new NodeSettings(called);
    }
}
