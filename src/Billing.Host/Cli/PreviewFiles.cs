namespace Billing.Host.Cli;

/// <summary>Where the texts of a preview go.</summary>
internal static class PreviewFiles
{
    /// <summary>The plain text, on the screen.</summary>
    public const string Here = "-";

    /// <summary>Writes them and says where they are.</summary>
    /// <returns>Why that cannot be; null when it was done.</returns>
    public static string? Write(Screen screen, string notice, NoticeTexts texts, string to)
    {
        if (texts.Subject.Length > 0) screen.Line($"subject: {texts.Subject}");
        if (to == Here)
        {
            if (texts.Subject.Length > 0) screen.Line();
            foreach (string line in texts.Texts[0].Text.TrimEnd('\n').Split('\n')) screen.Line(line);
            return null;
        }
        bool folder = Directory.Exists(to) || Path.EndsInDirectorySeparator(to) || Path.GetExtension(to).Length == 0;
        NoticeText[] wanted = folder ? [.. texts.Texts] : [.. texts.Texts.Where(text => text.Ending.EndsWith(Path.GetExtension(to), StringComparison.OrdinalIgnoreCase))];
        if (wanted.Length == 0) return $"--out {to}: this text is written to a file ending in {string.Join(" or ", texts.Texts.Select(text => text.Ending))}, to a folder, or to -";
        Directory.CreateDirectory(folder ? to : Path.GetDirectoryName(Path.GetFullPath(to))!);
        foreach (NoticeText text in wanted)
        {
            string file = folder ? Path.Combine(to, notice + text.Ending) : to;
            File.WriteAllText(file, text.Text);
            screen.Line($"wrote  {file}");
        }
        return null;
    }
}
