using System.Globalization;

namespace Billing.Whmcs.Api;

/// <summary>One call of the panel's API: an action and its fields, in the spelling that PHP reads.</summary>
internal sealed class ApiCall(string action)
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    public string Action { get; } = action;

    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;

    public ApiCall With(string name, string value)
    {
        fields.Add(new(name, value));
        return this;
    }

    public ApiCall With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public ApiCall With(string name, decimal value) => With(name, value.ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary><c>serviceids[0]=5</c>; nothing at all for an empty list.</summary>
    public ApiCall WithEach<T>(string name, IEnumerable<T> values) where T : IFormattable
    {
        int index = 0;
        foreach (T value in values)
            With(string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]"), value.ToString(null, CultureInfo.InvariantCulture));
        return this;
    }
}
