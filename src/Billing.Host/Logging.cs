using System.Globalization;
using Billing.Engine.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Sinks.SystemConsole.Themes;

namespace Billing.Host;

/// <summary>Where log lines go. Never to stdout, which belongs to what a command prints.</summary>
internal static class Logging
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Commands say only errors on stderr; what an admin has to know, they print.</summary>
    public static ILoggerFactory ForCommands() => new SerilogLoggerFactory(Masked(LogEventLevel.Error).CreateLogger(), dispose: true);

    /// <summary>The service keeps a file, one a day, for a month, beside what it says on stderr.</summary>
    public static Logger ForService(LogSettings settings) => Masked(Enum.Parse<LogEventLevel>(settings.Level))
        .MinimumLevel.Override("Quartz", LogEventLevel.Warning).MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .WriteTo.File(settings.File, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31)
        .CreateLogger();

    /// <summary>Secrets come out as <c>***</c>, whoever logs them.</summary>
    internal static LoggerConfiguration Masked(LogEventLevel least) => new LoggerConfiguration()
        .MinimumLevel.Is(least).Destructure.ByTransforming<Secret>(_ => "***").Enrich.With<SecretNames>()
        .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose, theme: ConsoleTheme.None);

    /// <summary>Masks properties by their names.</summary>
    internal sealed class SecretNames : ILogEventEnricher
    {
        private static readonly string[] Words = ["secret", "password", "token", "accesskey", "identifier", "authorization", "credential"];

        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            foreach (string name in logEvent.Properties.Keys.Where(IsSecret).ToArray())
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue("***")));
        }

        private static bool IsSecret(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
