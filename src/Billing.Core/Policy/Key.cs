namespace Billing.Core.Policy;

/// <summary>A key that an object may have, with an example of its value as JSON: what is wrong or missing is answered with it.</summary>
internal readonly record struct Key(string Name, string Example, bool Optional = false)
{
    public static Key May(string name, string example) => new(name, example, Optional: true);

    public string Written => $"\"{Name}\": {Example}";
}
