using Billing.Core.Facts;

namespace Billing.Whmcs.Mapping;

/// <summary>
/// How a recovery invoice is told from any other. The panel's API cannot tie a line to a service, so the invoice's notes carry a mark, and its line begins
/// with <see cref="LineStart"/>.
/// </summary>
internal static class RecoveryMark
{
    public const string LineStart = "Recovery of ";

    /// <summary>How the mark begins, whatever it names.</summary>
    public const string Start = "[billing:recovery ";

    /// <summary><c>[billing:recovery service 10]</c></summary>
    public static string Text(Target target) => $"{Start}{target}]";

    /// <summary>The thing that the notes of a recovery invoice name, with or without the day of the request behind it; null when they carry no mark.</summary>
    public static Target? Read(string? notes)
    {
        int start = notes?.IndexOf(Start, StringComparison.Ordinal) ?? -1;
        if (start < 0) return null;
        int from = start + Start.Length;
        int end = notes!.IndexOf(']', from);
        return end > from && Target.TryParse(notes[from..end].Split('/')[0], out Target target) ? target : null;
    }
}
