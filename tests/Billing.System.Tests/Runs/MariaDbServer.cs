using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Billing.System.Tests.Plugins;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>A MariaDB server of one test's own, which it may kill.</summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-mariadb-").FullName;
    private readonly int port = FreePort();

    /// <summary>A user who may create databases.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>Starts it, for the first time or again.</summary>
    public async Task StartAsync() => Connection = (await RunAsync("up", folder, $"{port}")).Trim();

    /// <summary>As a power failure would.</summary>
    public void Kill()
    {
        using Process server = Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(folder, "pid")), global::System.Globalization.CultureInfo.InvariantCulture));
        server.Kill();
        server.WaitForExit();
        MySqlConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down", folder);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        ProcessStartInfo start = new(Path.Combine(Repository.Folder, "tests", "servers", "mariadb"), args) { RedirectStandardOutput = true };
        using Process script = Process.Start(start)!;
        string said = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, script.ExitCode);
        return said;
    }

    private static int FreePort()
    {
        using TcpListener any = new(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }
}
