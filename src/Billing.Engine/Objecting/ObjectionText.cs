using System.Text;
using Billing.Engine.Channels;

namespace Billing.Engine.Objecting;

/// <summary>What a client wrote, fit to be kept and shown: lines stay lines, nothing in it controls a terminal, turns the direction of writing or is half a character.</summary>
public static class ObjectionText
{
    /// <summary>So many characters at most.</summary>
    public const int Most = 4000;

    /// <summary>An objection is express: so many letters or digits at least.</summary>
    private const int Least = 3;

    /// <summary>The text as it is kept. Made of itself it is the same.</summary>
    public static string Of(string written) => PlainText.Of(written, newLine: "\n").Trim();

    /// <summary>Whether it says anything.</summary>
    public static bool SaysSomething(string text) => text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Take(Least).Count() == Least;
}
