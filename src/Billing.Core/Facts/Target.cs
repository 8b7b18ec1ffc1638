using System.Globalization;

namespace Billing.Core.Facts;

/// <summary>The four kinds of thing that renew and can go offline.</summary>
public enum TargetKind
{
    /// <summary>A hosting product of the panel.</summary>
    Service,
    /// <summary>An addon of a service.</summary>
    Addon,
    /// <summary>A domain; what goes offline is its DNS.</summary>
    Domain,
    /// <summary>A project in progress; what happens to it is a freeze.</summary>
    Project,
}

/// <summary>The name of one thing: its kind and the panel's number for it. Printed and read as <c>service 10</c>.</summary>
/// <param name="Kind">Which of the panel's lists it is in.</param>
/// <param name="Id">The panel's number, 1 or more.</param>
public readonly record struct Target(TargetKind Kind, int Id) : IComparable<Target>
{
    /// <summary><c>service 10</c></summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word(Kind)} {Id}");

    /// <summary>By kind, then by number: the order in which ties are broken.</summary>
    public int CompareTo(Target other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : Id.CompareTo(other.Id);

    /// <summary>Reads <c>service 10</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out Target target)
    {
        target = default;
        string[] words = (text ?? "").Split(' ');
        if (words.Length != 2 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id)) return false;
        foreach (TargetKind kind in Enum.GetValues<TargetKind>())
            if (words[0] == Word(kind))
            {
                target = new Target(kind, id);
                return true;
            }
        return false;
    }

    /// <summary>Smaller.</summary>
    public static bool operator <(Target left, Target right) => left.CompareTo(right) < 0;
    /// <summary>Greater.</summary>
    public static bool operator >(Target left, Target right) => left.CompareTo(right) > 0;
    /// <summary>Smaller or the same.</summary>
    public static bool operator <=(Target left, Target right) => left.CompareTo(right) <= 0;
    /// <summary>Greater or the same.</summary>
    public static bool operator >=(Target left, Target right) => left.CompareTo(right) >= 0;

    private static string Word(TargetKind kind) => kind switch
    {
        TargetKind.Service => "service",
        TargetKind.Addon => "addon",
        TargetKind.Domain => "domain",
        TargetKind.Project => "project",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
