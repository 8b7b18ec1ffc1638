namespace Billing.Host.Cli;

/// <summary>Sentences broken into lines of at most <see cref="Width"/> columns; what goes on stands under its beginning.</summary>
internal static class Prose
{
    public const int Width = 100;

    private const int Column = 17;

    public static void Say(Screen screen, string indent, string text) => Say(screen, Of(indent, text));

    public static void Say(Screen screen, IEnumerable<string> lines)
    {
        foreach (string line in lines) screen.Line(line);
    }

    /// <summary>A sentence of these parts, further lines two columns further in.</summary>
    public static IEnumerable<string> Of(string indent, params string[] parts) => Broken(indent, indent + "  ", string.Concat(parts));

    /// <summary>A moment in a column of its own, and a sentence beside it.</summary>
    public static IEnumerable<string> At(string indent, string moment, string text)
    {
        string head = indent + moment.PadRight(Column) + (moment.Length >= Column ? " " : "");
        return Broken(head, new string(' ', head.Length), text);
    }

    private static IEnumerable<string> Broken(string first, string further, string text)
    {
        string line = first;
        bool empty = true;
        foreach (string word in text.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                (line, empty) = (further, true);
            }
            line += empty ? word : " " + word;
            empty = false;
        }
        yield return line;
    }
}
