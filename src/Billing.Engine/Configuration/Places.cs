using Billing.Core.Policy;

namespace Billing.Engine.Configuration;

/// <summary>Sorts of value that only <c>billing.json</c> has.</summary>
internal static class Places
{
    /// <summary>A reference to a secret. What stood there is never repeated: it may be the secret.</summary>
    public static string Reference(this JsonCursor place)
    {
        if (!place.Present) return "";
        if (place.IsText && place.Text() is { } text && (text.StartsWith("env:", StringComparison.Ordinal) && text.Length > 4 || text.StartsWith("file:", StringComparison.Ordinal) && text.Length > 5))
            return text;
        place.Problems.Add(place.Path, "a secret must not be written out here", "Write env:NAME (an environment variable) or file:PATH (a file that only this service may read).");
        return "";
    }

    /// <summary>A path, absolute or below the configuration folder.</summary>
    public static string PathIn(this JsonCursor place, string folder)
    {
        string path = place.Filled();
        return path.Length == 0 ? folder : Path.GetFullPath(path, folder);
    }

    /// <summary>A text that says something.</summary>
    public static string Filled(this JsonCursor place)
    {
        if (place.Text() is not { } text) return "";
        if (string.IsNullOrWhiteSpace(text)) place.Wrong("this is empty");
        return text;
    }

    /// <summary>A text, or null for none.</summary>
    public static string? TextOrNull(this JsonCursor place) => place.IsNull ? null : place.Present ? place.Filled() : null;
}
