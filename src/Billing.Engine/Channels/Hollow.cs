using System.Collections;
using System.Text.RegularExpressions;

namespace Billing.Engine.Channels;

/// <summary>An empty value that can be found again in what was rendered: nothing to <c>#if</c>, but a mark where it is written out.</summary>
internal sealed partial class Hollow(string name) : IEnumerable<string>
{
    /// <summary>The same view with every empty text replaced by such a value.</summary>
    public static Dictionary<string, object?> In(IReadOnlyDictionary<string, object?> view, string path = "") => view.ToDictionary(value => value.Key, value => value.Value switch
    {
        "" => new Hollow(path + value.Key),
        Dictionary<string, object?> below => In(below, path + value.Key + "."),
        List<Dictionary<string, object?>> several => several.Select(each => In(each)).ToList(),
        var other => other,
    });

    /// <summary>The name of the first empty value that was written out; null when there is none.</summary>
    public static string? NameIn(string rendered) => Mark().Match(rendered) is { Success: true } found ? found.Groups[1].Value : null;

    public override string ToString() => $"[[empty:{name}]]";

    public IEnumerator<string> GetEnumerator() => Enumerable.Empty<string>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [GeneratedRegex(@"\[\[empty:([A-Za-z.]+)\]\]")]
    private static partial Regex Mark();
}
