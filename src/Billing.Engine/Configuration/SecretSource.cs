namespace Billing.Engine.Configuration;

/// <summary>
/// Where secrets come from. Configuration holds only references: <c>env:NAME</c>, an environment variable, or <c>file:PATH</c>, a file that not
/// everybody on the machine may read (<c>file:$CREDENTIALS_DIRECTORY/NAME</c>: one that systemd gives to the service). A value written out in plain text is refused, so that none ends up in a repository.
/// </summary>
/// <param name="environment">Reads an environment variable; the process's own where it is left out.</param>
public sealed class SecretSource(Func<string, string?>? environment = null)
{
    /// <summary>What a path begins with that systemd gives to a service.</summary>
    private const string Credentials = "$CREDENTIALS_DIRECTORY";

    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;

    /// <summary>The value behind a reference, without the blanks and line ends around it.</summary>
    /// <exception cref="SecretException">There is none; the message says what to do, and never repeats what stood in the file.</exception>
    public Secret Resolve(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (After("env:", reference) is { } name) return FromEnvironment(name);
        if (After("file:", reference) is { } path) return FromFile(path);
        throw new SecretException("a secret must not be written out here; write env:NAME (an environment variable) or file:PATH (a file that only this service may read)");
    }

    private Secret FromEnvironment(string name)
    {
        if (name.Length == 0) throw new SecretException("env: needs the name of an environment variable behind it");
        string value = _environment(name)?.Trim() ?? "";
        return value.Length > 0 ? new Secret(value) : throw new SecretException($"the environment variable {name} is not set or is empty; set it for this service");
    }

    private Secret FromFile(string path)
    {
        if (path.Length == 0) throw new SecretException("file: needs a path behind it");
        if (After(Credentials + "/", path) is { } credential)
            path = Path.Combine(_environment(Credentials[1..]) ?? throw new SecretException($"{Credentials} is set only for a service that systemd started with LoadCredential={credential}:…"), credential);
        try
        {
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(Target(path)).HasFlag(UnixFileMode.OtherRead))
                throw new SecretException($"everybody on this machine may read {path}; run chmod 600 {path} and give it to the user of this service");
            string value = File.ReadAllText(path).Trim();
            return value.Length > 0 ? new Secret(value) : throw new SecretException($"{path} is empty; write the secret into it");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"{path} cannot be read ({(File.Exists(path) ? "no permission" : "it is not there")}); create it and give it to the user of this service");
        }
    }

    // The permissions of a link say nothing; those of what it points to count.
    private static string Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static string? After(string prefix, string reference) =>
        reference.StartsWith(prefix, StringComparison.Ordinal) ? reference[prefix.Length..].Trim() : null;
}

/// <summary>A secret is not where the configuration says. One line that an administrator can act upon.</summary>
public sealed class SecretException(string message) : Exception(message);
