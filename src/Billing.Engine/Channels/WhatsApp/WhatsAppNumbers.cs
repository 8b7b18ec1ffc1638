using System.Globalization;
using PhoneNumbers;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>A telephone of the panel as WhatsApp may know it.</summary>
/// <param name="Forms">Digits to be written to, the best first; empty when it can be none.</param>
/// <param name="All">Every form that the number has, whatever the rule says.</param>
/// <param name="Assumed">What was assumed to get there; empty when nothing was.</param>
/// <param name="Why">Why it can be none; empty when it can.</param>
internal sealed record WhatsAppNumber(IReadOnlyList<string> Forms, IReadOnlyList<string> All, string Assumed, string Why)
{
    public static WhatsAppNumber None(string why) => new([], [], "", why);
}

/// <summary>
/// Reads telephones as panels keep them. Three countries have two forms of one mobile number: Argentina's 9 behind 54, Mexico's former 1 behind 52, Brazil's ninth digit.
/// Which one WhatsApp wants differs between accounts, so it is a setting. An Argentine mobile typed without its 9 looks like a fixed line: it is taken for a mobile,
/// and the assumption is written down.
/// </summary>
internal static class WhatsAppNumbers
{
    private static readonly PhoneNumberUtil Plan = PhoneNumberUtil.GetInstance();

    public static WhatsAppNumber Of(string phone, string country, IReadOnlyDictionary<string, NumberRule> rules)
    {
        if (phone.Trim().Length == 0) return WhatsAppNumber.None("the client has no telephone");
        // "+54.1155551234": the panel's dot stands behind the country code.
        string text = phone.Replace(".", "", StringComparison.Ordinal);
        PhoneNumber? number = Parse(Former(text), country);
        if (number is not null && !Plan.IsValidNumber(number)) number = WithNine(number);
        if (number is null) return WhatsAppNumber.None("the telephone in the panel is no complete number: write it with its country and area code");
        string region = Plan.GetRegionCodeForNumber(number) ?? "";
        string assumed = "";
        if (region == "AR" && Plan.GetNumberType(number) == PhoneNumberType.FIXED_LINE && Parse($"+549{National(number)}", region) is { } mobile && IsMobile(mobile))
            (number, assumed) = (mobile, "the number has no 9 behind 54 as a mobile has; it is taken for a mobile");
        if (!IsMobile(number)) return WhatsAppNumber.None("the telephone in the panel is no mobile");
        string plain = number.CountryCode.ToString(CultureInfo.InvariantCulture) + National(number);
        string? other = Other(region, plain);
        string[] all = other is null ? [plain] : [plain, other];
        return new(Chosen(rules.GetValueOrDefault(region), plain, other), all, assumed, "");
    }

    private static string[] Chosen(NumberRule rule, string plain, string? other) => (rule, other) switch
    {
        (_, null) or (NumberRule.AsIs, _) => [plain],
        (NumberRule.Other, { }) => [other],
        _ => [plain, other],
    };

    /// <summary>The other form of the same mobile; null where there is one form only.</summary>
    private static string? Other(string region, string digits) => region switch
    {
        "AR" when digits.StartsWith("549", StringComparison.Ordinal) => "54" + digits[3..],
        "MX" when digits.Length == 12 => "521" + digits[2..],
        "BR" when digits.Length == 13 && digits[4] == '9' => digits[..4] + digits[5..],
        _ => null,
    };

    /// <summary>Mexican mobiles had a 1 behind the country code until 2019, and many panels still have.</summary>
    private static string Former(string text)
    {
        string digits = string.Concat(text.Where(char.IsAsciiDigit));
        return text.TrimStart().StartsWith('+') && digits.StartsWith("521", StringComparison.Ordinal) && digits.Length == 13 ? "+52" + digits[3..] : text;
    }

    /// <summary>A Brazilian mobile of eight digits, from before the ninth.</summary>
    private static PhoneNumber? WithNine(PhoneNumber number)
    {
        string national = National(number);
        return number.CountryCode == 55 && national.Length == 10 && national[2] is >= '6' and <= '9' && Parse($"+55{national[..2]}9{national[2..]}", "BR") is { } longer && IsMobile(longer) ? longer : null;
    }

    private static bool IsMobile(PhoneNumber number) => Plan.IsValidNumber(number) && Plan.GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE;

    private static string National(PhoneNumber number) => Plan.GetNationalSignificantNumber(number);

    private static PhoneNumber? Parse(string text, string country)
    {
        try { return Plan.Parse(text, country.Length == 2 ? country.ToUpperInvariant() : null); }
        catch (NumberParseException) { return null; }
    }
}
