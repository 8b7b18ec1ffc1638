using System.Net;
using Billing.Engine.Tracking;

namespace Billing.Engine.Configuration;

/// <summary>Our own pages, to which links in notices lead. Encryption is the proxy's in front of us.</summary>
/// <param name="Listen">Where we listen; port 0 takes a free one.</param>
/// <param name="Proxies">Whose word about the address of a visitor is believed.</param>
/// <param name="Judging">How visits are judged.</param>
public sealed record WebSettings(IPEndPoint Listen, IReadOnlyList<IPNetwork> Proxies, JudgingOptions Judging);
