namespace Billing.System.Tests.House;

/// <summary>Where the project's files are, seen from a built test.</summary>
internal static class Tree
{
    public static string Root { get; } = Find();

    public static string Config => Path.Combine(Root, "config");

    /// <summary>The files of that ending below a folder, without what was built.</summary>
    public static IEnumerable<string> Files(string below, string ending) => Directory.EnumerateFiles(Path.Combine(Root, below), $"*{ending}", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or ".artifacts")).Order(StringComparer.Ordinal);

    /// <summary>What <c>dotnet new</c> copies: no project of this repository.</summary>
    public static bool IsTemplate(string file) => file.StartsWith(Path.Combine(Root, "plugins", "template") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Billing.sln"))) return folder.FullName;
        throw new InvalidOperationException("Billing.sln is nowhere above the tests.");
    }
}
