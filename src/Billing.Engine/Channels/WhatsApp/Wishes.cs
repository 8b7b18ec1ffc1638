using System.Globalization;
using System.Text;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>What a client who writes back may wish. A wish is the whole message, not a word in a sentence: who writes "no pude pagar" asked for nothing.</summary>
internal static class Wishes
{
    /// <summary>Why a number is left out.</summary>
    public const string Stopped = "asked to stop";

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "STOP", "BAJA", "ALTO", "NO", "UNSUBSCRIBE", "CANCELAR", "DAR DE BAJA", "DARME DE BAJA", "NO MAS MENSAJES", "PARAR", "SAIR", "STOP ALL",
    };

    /// <summary>Whether that is the wish for no more messages.</summary>
    public static bool Stop(string text)
    {
        StringBuilder letters = new();
        foreach (char letter in text.Trim().Normalize(NormalizationForm.FormD))
            if (char.IsLetter(letter)) letters.Append(char.ToUpperInvariant(letter));
            else if (char.IsWhiteSpace(letter) && letters is [.., not ' ']) letters.Append(' ');
            else if (char.IsDigit(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.OtherSymbol) return false;
        return Words.Contains(letters.ToString().Trim());
    }
}
