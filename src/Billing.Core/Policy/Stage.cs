using System.Globalization;

namespace Billing.Core.Policy;

/// <summary>What a stage makes happen.</summary>
public enum StageAct
{
    /// <summary>Renewals are invoiced.</summary>
    Invoice,
    /// <summary>The services on the unpaid invoice go offline.</summary>
    SuspendService,
    /// <summary>Everything of the client that has an adapter goes offline.</summary>
    SuspendClient,
    /// <summary>The client's projects in progress are frozen.</summary>
    FreezeProjects,
    /// <summary>The services on the unpaid invoice are backed up and removed.</summary>
    TerminateService,
    /// <summary>A late fee is raised for the unpaid invoice.</summary>
    LateFee,
}

/// <summary>
/// A moment relative to a due date that itself is never counted. <c>+2d</c> of the 3rd is the 5th; <c>-15d</c> is 15 days before;
/// <c>+6bd</c> is the sixth business day after it; <c>after 5bd</c> is written so and means <c>+6bd</c>.
/// </summary>
/// <param name="Days">How many; negative before the due date.</param>
/// <param name="BusinessDays">Business days instead of calendar days.</param>
/// <param name="After">Written as <c>after</c>: the first day once one day fewer has passed.</param>
public readonly record struct Moment(int Days, bool BusinessDays, bool After = false)
{
    /// <summary>The day on which it is reached.</summary>
    public DateOnly On(DateOnly due, BusinessCalendar calendar) =>
        BusinessDays ? calendar.Add(due, Days) : due.AddDays(Days);

    /// <summary>Reads what <see cref="ToString"/> writes, and <c>0d</c>; at most four digits. False for anything else.</summary>
    public static bool TryParse(string? text, out Moment moment)
    {
        moment = default;
        string rest = text ?? "";
        bool after = rest.StartsWith("after ", StringComparison.Ordinal);
        if (after) rest = rest["after ".Length..];
        bool business = rest.EndsWith("bd", StringComparison.Ordinal);
        if (!business && !rest.EndsWith('d')) return false;
        rest = rest[..^(business ? 2 : 1)];
        bool signed = rest.Length > 0 && rest[0] is '+' or '-';
        string digits = signed ? rest[1..] : rest;
        if (digits.Length > 4 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int days)) return false;
        if (after ? signed : !signed && days != 0) return false;
        moment = after ? new Moment(days + 1, business, After: true) : new Moment(rest[0] == '-' ? -days : days, business);
        return true;
    }

    /// <summary>As the policy writes it: <c>+2d</c>, <c>after 5bd</c>.</summary>
    public override string ToString()
    {
        string unit = BusinessDays ? "bd" : "d";
        return After
            ? string.Create(CultureInfo.InvariantCulture, $"after {Days - 1}{unit}")
            : string.Create(CultureInfo.InvariantCulture, $"{Days:+0;-0;+0}{unit}");
    }
}

/// <summary>One line of a timeline: a moment, what happens then, and which notices tell of it.</summary>
/// <param name="At">When.</param>
/// <param name="Do">What happens; empty for a mere reminder.</param>
/// <param name="Tell">Notices by name, each with its channels, in the order of the policy.</param>
public sealed record Stage(Moment At, IReadOnlyList<StageAct> Do, IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Tell)
{
    /// <summary>Where it stands in the policy's file: <c>timeline[4]</c>.</summary>
    public string Place { get; init; } = "";

    /// <summary>Whether that happens at this stage.</summary>
    public bool Does(StageAct act) => Do.Contains(act);

    /// <summary>Its notices tell of an action (a suspension, a termination) and follow it; else they stand for themselves.</summary>
    public bool TellsOfAction => Do.Any(act => act != StageAct.Invoice);
}
