using Billing.Core.Facts;
using Billing.Sdk;

namespace Billing.Engine.Panel;

/// <summary>A thing in use, and the way to it.</summary>
/// <param name="Target">Which.</param>
/// <param name="Adapter">The adapter that reaches it.</param>
/// <param name="Status">What the panel shows: active or suspended.</param>
/// <param name="Handle">What the adapter needs.</param>
public sealed record ServiceInUse(Target Target, string Adapter, ServiceStatus Status, ServiceHandle Handle);
