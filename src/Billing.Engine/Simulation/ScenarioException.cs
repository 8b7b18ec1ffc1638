namespace Billing.Engine.Simulation;

/// <summary>A scenario cannot be right: one line, where and what.</summary>
public sealed class ScenarioException(string message) : Exception(message);
