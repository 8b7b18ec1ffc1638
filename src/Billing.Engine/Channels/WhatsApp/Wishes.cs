using System.Globalization;
using System.Text;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>What a client who writes back may wish. A wish is the whole message, not a word in a sentence: who writes "no pude pagar" asked for nothing.</summary>
internal static class Wishes
{
    /// <summary>Why a number is left out.</summary>
    public const string Stopped = "asked to stop";

    private const string Accented = "ÁÀÂÃÉÊÍÓÔÕÚÜÇÑ", Plain = "AAAAEEIOOOUUCN";

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "STOP", "BAJA", "ALTO", "NO", "UNSUBSCRIBE", "CANCELAR", "DAR DE BAJA", "DARME DE BAJA", "NO MAS MENSAJES", "PARAR", "SAIR", "STOP ALL",
    };

    /// <summary>Whether that is the wish for no more messages.</summary>
    public static bool Stop(string text)
    {
        StringBuilder letters = new();
        foreach (char letter in text.Trim())
            if (char.IsLetter(letter)) letters.Append(Bare(char.ToUpperInvariant(letter)));
            else if (char.IsWhiteSpace(letter) && letters is [.., not ' ']) letters.Append(' ');
            else if (char.IsDigit(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.OtherSymbol) return false;
        return Words.Contains(letters.ToString().Trim());
    }

    // The process runs without the machine's culture data, and so without taking accents apart.
    private static char Bare(char letter) => Accented.IndexOf(letter, StringComparison.Ordinal) is >= 0 and int at ? Plain[at] : letter;
}
