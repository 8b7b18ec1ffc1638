using Billing.Core.Policy;

namespace Billing.Engine.Configuration;

/// <summary>What came of reading <c>billing.json</c>: the configuration, or everything that cannot be right in it. Never both, never neither.</summary>
public sealed record ConfigurationReading(BillingConfiguration? Configuration, IReadOnlyList<Problem> Problems);

/// <summary>The admin's files cannot be right. All problems, one line each.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One line.</summary>
    public ConfigurationException(string problem) : this([problem]) { }

    /// <summary>Those of a file.</summary>
    public ConfigurationException(IEnumerable<Problem> problems) : this([.. problems.Select(problem => problem.ToString())]) { }

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
