using System.Globalization;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>What follows from an error of the API.</summary>
internal enum Verdict
{
    /// <summary>Nothing can be sent until somebody mends it: token, permission, account.</summary>
    Stop,
    /// <summary>Too fast, or too much: wait a little.</summary>
    Slower,
    /// <summary>It passes.</summary>
    Later,
    /// <summary>Nobody is at this form of the number; perhaps at its other one.</summary>
    NotThere,
    /// <summary>The template is not there in this language, or is paused.</summary>
    OtherLanguage,
    /// <summary>Meta chose not to deliver, or the recipient takes no such messages.</summary>
    NotTaken,
    /// <summary>The message is wrong: it will never be taken as it is.</summary>
    Mistake,
}

/// <summary>An error in the API's words. Titles change; the code and the details are what counts.</summary>
/// <param name="Code">Meta's code.</param>
/// <param name="Message">Its message or title.</param>
/// <param name="Details">What it says beyond it.</param>
internal sealed record CloudError(int Code, string Message, string Details)
{
    public override string ToString() => PlainText.Line(string.Create(CultureInfo.InvariantCulture, $"{Code} {Message}{(Details.Length > 0 && Details != Message ? $": {Details}" : "")}"), 400);

    /// <summary>What follows, and what to do about it.</summary>
    /// <param name="status">The HTTP status it came with; 0 for one that came later.</param>
    public (Verdict Verdict, string Mend) Judge(int status) => Code switch
    {
        0 or 10 or 190 or (>= 200 and <= 299) or 131005 => (Verdict.Stop, "the access token is not valid or lacks a permission: renew it (channels.whatsapp.token)"),
        131031 => (Verdict.Stop, "the account is locked: see Meta's Business Support"),
        131042 => (Verdict.Stop, "the account has a payment problem: see the billing settings of the WhatsApp account"),
        >= 133000 and <= 133016 => (Verdict.Stop, "the number is not registered with the Cloud API: register it with its PIN"),
        131048 => (Verdict.Stop, "Meta limits the number because recipients blocked it or marked it as spam: see its quality in WhatsApp Manager"),
        4 or 80007 or 130429 => (Verdict.Slower, "too many calls: lower channels.whatsapp.perSecond if it comes again"),
        1 or 2 or 131000 or 131016 or 131056 or 131057 => (Verdict.Later, ""),
        131026 or 131030 => (Verdict.NotThere, Code == 131030 ? "the number is not in the test number's list of recipients: add it there, or write from a real number" : "nobody is on WhatsApp at this number"),
        131047 or 131049 or 131050 => (Verdict.NotTaken, Code == 131050 ? "the recipient takes no marketing: register the template as UTILITY" : ""),
        132001 => (Verdict.OtherLanguage, "register the template in this language"),
        132015 or 132016 => (Verdict.OtherLanguage, "Meta paused or disabled the template for its quality: see WhatsApp Manager"),
        132000 or 132012 => (Verdict.Mistake, "the registered template and its file differ: compare the number of placeholders, the button, the header"),
        132005 or 132007 or 132018 or 100 or 131008 or 131009 or 131021 or 131051 or 131052 or 131053 => (Verdict.Mistake, "compare the template with its file"),
        _ when status is 401 or 403 => (Verdict.Stop, "the API does not let us in: see the access token (channels.whatsapp.token)"),
        _ when status == 429 => (Verdict.Slower, ""),
        _ when status >= 500 => (Verdict.Later, ""),
        _ => (Verdict.Mistake, "look the code up in Meta's list of error codes"),
    };
}
