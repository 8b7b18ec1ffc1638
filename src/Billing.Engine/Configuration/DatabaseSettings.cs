using System.Data.Common;

namespace Billing.Engine.Configuration;

/// <summary>A MariaDB or MySQL database.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Port.</param>
/// <param name="Name">The database.</param>
/// <param name="User">Who logs in.</param>
/// <param name="Password">Reference to the password.</param>
/// <param name="Tls"><c>none</c>, <c>preferred</c>, <c>required</c> or <c>verified</c>.</param>
public sealed record DatabaseSettings(string Host, int Port, string Name, string User, string Password, string Tls)
{
    /// <summary>How a connection may be encrypted, by the word in the file.</summary>
    public static IReadOnlyDictionary<string, string> TlsModes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["none"] = "None", ["preferred"] = "Preferred", ["required"] = "Required", ["verified"] = "VerifyFull",
    };

    /// <summary>As MySqlConnector has it, with the password in it: for the one call that opens it.</summary>
    /// <exception cref="SecretException">The password is not where the configuration says.</exception>
    public string ConnectionString(SecretSource secrets) => new DbConnectionStringBuilder
    {
        ["Server"] = Host, ["Port"] = Port, ["Database"] = Name, ["User ID"] = User, ["Password"] = secrets.Resolve(Password).Reveal(), ["SslMode"] = TlsModes[Tls],
    }.ConnectionString;
}
