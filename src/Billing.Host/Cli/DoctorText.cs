using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Engine.Doctor;

namespace Billing.Host.Cli;

/// <summary>What the doctor found, to be read at 100 columns, and as JSON.</summary>
internal static class DoctorText
{
    private const int Width = 98, Column = 8, Few = 6;

    private static readonly (Severity Severity, string Heading)[] Groups =
    [
        (Severity.Critical, "CRITICAL: somebody will be wronged, or money is lost"), (Severity.Warning, "WARNING: something will not work as the policy promises"), (Severity.Note, "NOTE: to be known"),
    ];

    public static void Print(Screen screen, DoctorReport report)
    {
        foreach ((Severity severity, string heading) in Groups)
        {
            Finding[] findings = [.. report.Findings.Where(finding => finding.Kind.Severity == severity)];
            if (findings.Length == 0) continue;
            screen.Heading(heading);
            foreach (Finding finding in findings) Print(screen, finding);
            screen.Line();
        }
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"looked at {report.Looked.Count} things: {Counts(report)}"));
    }

    public static JsonObject Json(DoctorReport report) => new()
    {
        ["worst"] = report.Worst is { } worst ? Word(worst) : null,
        ["findings"] = new JsonArray([.. report.Findings.Select(Shape)]),
        ["looked"] = new JsonArray([.. report.Looked.Select(word => JsonValue.Create(word))]),
    };

    private static JsonObject Shape(Finding finding) => new()
    {
        ["word"] = finding.Kind.Word, ["severity"] = Word(finding.Kind.Severity), ["what"] = finding.What, ["why"] = finding.Kind.Why, ["do"] = finding.Kind.Do, ["where"] = finding.Where,
        ["of"] = finding.Things?.Word, ["count"] = finding.Things?.Count, ["numbers"] = finding.Things is { } things ? new JsonArray([.. things.Numbers.Select(number => JsonValue.Create(number))]) : null,
    };

    private static void Print(Screen screen, Finding finding)
    {
        screen.Line($"  {finding.Kind.Word}");
        foreach ((string label, string text) in new[] { ("what", finding.What), ("why", finding.Kind.Why), ("do", finding.Kind.Do), ("where", Place(finding)) })
            for (string rest = text.Trim(), head = label; rest.Length > 0; head = "")
                screen.Line($"    {head.PadRight(Column - 2)}{Line(ref rest, Width - Column - 2)}");
    }

    private static string Place(Finding finding)
    {
        if (finding.Things is not { Count: > 0 } things) return finding.Where;
        string numbers = $"{things.Word} {string.Join(", ", things.Numbers.Take(Few).Select(number => number.ToString(CultureInfo.InvariantCulture)))}";
        string more = things.Count > Few ? string.Create(CultureInfo.InvariantCulture, $", … ({things.Count} in all; --json has every one)") : "";
        return finding.Where.Length == 0 ? numbers + more : $"{finding.Where}: {numbers}{more}";
    }

    /// <summary>As many words as fit; a word that is longer than a line stands alone.</summary>
    private static string Line(ref string rest, int width)
    {
        int end = rest.Length <= width ? rest.Length : rest.LastIndexOf(' ', width);
        if (end <= 0) end = rest.IndexOf(' ', StringComparison.Ordinal) is > 0 and int first ? first : rest.Length;
        string line = rest[..end];
        rest = rest[end..].TrimStart();
        return line;
    }

    private static string Counts(DoctorReport report)
    {
        if (report.Findings.Count == 0) return "all is well";
        return string.Join(", ", Groups.Select(group => (group.Severity, Count: report.Findings.Count(finding => finding.Kind.Severity == group.Severity))).Where(group => group.Count > 0)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count} {Plural(group.Severity, group.Count)}")));
    }

    private static string Plural(Severity severity, int count) => severity == Severity.Critical || count == 1 ? Word(severity) : Word(severity) + "s";

    private static string Word(Severity severity) => JsonNamingPolicy.CamelCase.ConvertName(severity.ToString());
}
