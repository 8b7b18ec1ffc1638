using Billing.Engine.Configuration;
using Xunit;

namespace Billing.System.Tests.Plugins;

public sealed class SecretSourceTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void a_secret_is_never_printed()
    {
        Secret secret = From(name => "s3cret ").Resolve("env:WHM");
        Assert.Equal("***", $"{secret}");
        Assert.Equal("s3cret", secret.Reveal());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void an_empty_variable_is_no_secret(string? value) =>
        Assert.Contains("WHM is not set or is empty", Problem(From(_ => value), "env:WHM"));

    [Fact]
    public void a_file_that_only_we_may_read_is_read()
    {
        Write("s3cret\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("s3cret", new SecretSource().Resolve("file:" + _file).Reveal());
    }

    [Fact]
    public void what_systemd_gives_to_the_service_is_read_and_missed_outside_of_it()
    {
        Write("s3cret\n", UnixFileMode.UserRead);
        string reference = "file:$CREDENTIALS_DIRECTORY/" + Path.GetFileName(_file);
        Assert.Equal("s3cret", From(name => name == "CREDENTIALS_DIRECTORY" ? Path.GetDirectoryName(_file) : null).Resolve(reference).Reveal());
        Assert.Contains("$CREDENTIALS_DIRECTORY is set only for a service that systemd started", Problem(From(_ => null), reference));
    }

    [Fact]
    public void a_file_that_everybody_may_read_is_refused()
    {
        Write("s3cret", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        string problem = Problem(new SecretSource(), "file:" + _file);
        Assert.Contains($"everybody on this machine may read {_file}; run chmod 600", problem);
        Assert.DoesNotContain("s3cret", problem);
    }

    [Fact]
    public void a_link_does_not_hide_who_may_read()
    {
        Write("s3cret", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        string link = _file + ".link";
        File.CreateSymbolicLink(link, _file);
        Assert.Contains("everybody", Problem(new SecretSource(), "file:" + link));
        File.Delete(link);
    }

    [Fact]
    public void a_missing_file_is_said() => Assert.Contains("it is not there", Problem(new SecretSource(), "file:/nowhere/secret"));

    [Fact]
    public void plain_text_is_refused_and_not_repeated() =>
        Assert.DoesNotContain("s3cret", Problem(new SecretSource(), "s3cret"));

    private static SecretSource From(Func<string, string?> environment) => new(environment);

    private static string Problem(SecretSource source, string reference) => Assert.Throws<SecretException>(() => source.Resolve(reference)).Message;

    private void Write(string text, UnixFileMode mode)
    {
        File.WriteAllText(_file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file, mode);
    }
}
