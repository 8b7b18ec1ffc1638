using Xunit;

namespace Billing.System.Tests.Hook;

/// <summary>The hook waits less than a second for an answer: its tests have the machine to themselves.</summary>
[CollectionDefinition(Own, DisableParallelization = true)]
public sealed class HookTime
{
    public const string Own = "hook";
}
