using Billing.Engine.Configuration;
using Billing.Host;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace Billing.System.Tests.Host;

public sealed class LoggingTests
{
    [Fact]
    public void a_secret_in_a_log_line_comes_out_as_stars()
    {
        Caught caught = new();
        using (Logger log = Logging.Masked(LogEventLevel.Debug).WriteTo.Sink(caught).CreateLogger())
            log.Debug("{Password} {ApiSecret} {AccessKey} {@Value} {Host}", "hunter2", "hunter2", "hunter2", new Secret("hunter2"), "panel.example.com");
        string line = Assert.Single(caught.Lines);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
        Assert.Contains("panel.example.com", line, StringComparison.Ordinal);
    }

    private sealed class Caught : ILogEventSink
    {
        public List<string> Lines { get; } = [];

        public void Emit(LogEvent logEvent) => Lines.Add(logEvent.RenderMessage(global::System.Globalization.CultureInfo.InvariantCulture));
    }
}
