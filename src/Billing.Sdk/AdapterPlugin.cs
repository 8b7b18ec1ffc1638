using System.Text.Json;

namespace Billing.Sdk;

/// <summary>What a plugin assembly exports: exactly one public class with a constructor without parameters.</summary>
public interface IAdapterPlugin
{
    /// <summary>The adapter's name, as mappings and the policy's scenarios write it: <c>cpanel</c>. Lower case, letters, digits and dashes.</summary>
    string Name { get; }

    /// <summary>
    /// Makes the adapter from its configuration. Throws <see cref="AdapterConfigurationException"/> with every problem when the configuration cannot be right.
    /// Opens no connection.
    /// </summary>
    IServiceAdapter Create(AdapterContext context);
}

/// <summary>What the host gives to an adapter. Everything that an adapter needs from outside its server comes in here.</summary>
/// <param name="Configuration">The content of <c>config/plugins/NAME.json</c>.</param>
/// <param name="Secret">Resolves a reference such as <c>env:WHM_TOKEN</c> or <c>file:/run/secrets/whm</c> to its value. When it is missing or written out in plain
/// text it throws <see cref="AdapterConfigurationException"/> with one line, which the adapter adds to its own problems behind the path.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where a line for operators goes. Constant text and named values; never a token, a request body or an address of a person.</param>
public sealed record AdapterContext(
    JsonElement Configuration, Func<string, string> Secret, TimeProvider Time, Action<string> Log);

/// <summary>The contract's version, one integer. Raised only when old plugins would break.</summary>
public static class AdapterContract
{
    /// <summary>The version of this assembly.</summary>
    public const int Version = 1;
}

/// <summary>Stated once by every plugin assembly: the contract it was built for. Compared before anything in it is created.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class AdapterContractAttribute(int version) : Attribute
{
    /// <summary>The version the plugin was built for: <see cref="AdapterContract.Version"/> at that time.</summary>
    public int Version { get; } = version;
}

/// <summary>The configuration of a plugin cannot be right. Each problem is one line: where in the file, what is wrong, what to write.</summary>
public sealed class AdapterConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    /// <summary>All problems found, not only the first.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
