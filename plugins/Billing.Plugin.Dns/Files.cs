namespace Billing.Plugin.Dns;

/// <summary>Files that are there whole or not at all, for nobody but us.</summary>
internal static class Files
{
    public static string Name(string zone) => Uri.EscapeDataString(zone.TrimEnd('.'));

    public static void Write(string place, string text)
    {
        string folder = Path.GetDirectoryName(place)!;
        const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Ours | UnixFileMode.UserExecute);
        string draft = $"{place}.{Path.GetRandomFileName()}";
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = Ours;
        using (var file = new FileStream(draft, how))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, place, overwrite: true);
    }

    /// <summary>Null when it is not there or cannot be read.</summary>
    public static string? Read(string place)
    {
        try
        {
            return File.ReadAllText(place);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>In bytes; null when it is not there.</summary>
    public static long? Size(string place)
    {
        FileInfo file = new(place);
        return file.Exists ? file.Length : null;
    }

    public static void Delete(string place)
    {
        try
        {
            File.Delete(place);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return;   // its marker is no longer in the zone: nobody will read it
        }
    }
}
