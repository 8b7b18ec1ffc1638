using System.Net;

namespace Billing.Engine.Configuration;

/// <summary>How the service can be watched. Apart from the pages, on a port of its own: what it says is for the provider only.</summary>
/// <param name="Listen">Where <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c> are; port 0 takes a free one. Null: nowhere.</param>
/// <param name="Traces">The OTLP receiver (gRPC) that spans are sent to; null for none.</param>
public sealed record MonitoringSettings(IPEndPoint? Listen, Uri? Traces);
