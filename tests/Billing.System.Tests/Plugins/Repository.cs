namespace Billing.System.Tests.Plugins;

/// <summary>Where the sources are, for tests that read committed files.</summary>
internal static class Repository
{
    public static string Folder { get; } = Up(AppContext.BaseDirectory);

    private static string Up(string folder) => File.Exists(Path.Combine(folder, "Billing.sln"))
        ? folder
        : Up(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not run inside the repository"));
}
