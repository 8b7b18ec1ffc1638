namespace Billing.Core.Policy;

/// <summary>Which known word somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>The known word that differs in the fewest letters, case aside; null when none is near.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int fewest = 1 + Math.Max(2, word.Length / 3);
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance >= fewest || distance >= candidate.Length) continue;
            (nearest, fewest) = (candidate, distance);
        }
        return nearest;
    }

    /// <summary>A whole sentence: the nearest, or else all there are.</summary>
    public static string Say(string word, IEnumerable<string> known, string what) =>
        To(word, known) is { } nearest ? $"Did you mean \"{nearest}\"?" : $"{what}: {Quote(known)}.";

    public static string Quote(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"\"{word}\""));

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
