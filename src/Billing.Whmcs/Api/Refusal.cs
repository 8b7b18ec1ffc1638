using System.Net;
using System.Text.RegularExpressions;
using Billing.Engine.Panel;

namespace Billing.Whmcs.Api;

/// <summary>Turns what came instead of a success into one clear line: what, where, what to do.</summary>
internal sealed partial class Refusal(string host, Func<string, string> withoutSecrets)
{
    private const string WhereRoles = "Configuration › System Settings › API Credentials";
    private const string WhereAddresses = "General Settings › Security › API IP Access Restriction";

    /// <summary>The panel answered in its own words, and they are no.</summary>
    public PanelException Said(string action, HttpStatusCode status, string message)
    {
        string words = Cut(message, 300);
        if (MissingRight().IsMatch(message))
            return new(PanelFailure.MissingRight, $"{action} at {host}: our API role lacks it; add {action} to the API role under {WhereRoles}");
        // Only with 401 or 403: a server module may say "Authentication Failed" of its own server, with 200.
        if (status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) return new(PanelFailure.AccessDenied, $"{action} at {host}: {Denied(message, words)}");
        if (message.Contains("not a valid API action", StringComparison.OrdinalIgnoreCase))
            return new(PanelFailure.Rejected, $"{action} at {host}: this version of the panel does not have that action");
        return new(PanelFailure.Rejected, $"{action} at {host}: the panel says: {(words.Length == 0 ? "no reason" : words)}");
    }

    /// <summary>Something else than the panel answered, or the panel broke.</summary>
    public PanelException Garbage(string action, HttpStatusCode status, string contentType, string body)
    {
        int code = (int)status;
        string start = Cut(Tags().Replace(body, " "), 80);
        string what = (code, start.Length) switch
        {
            (>= 300 and < 400, _) => $"HTTP {code}, a redirect; write the address that the panel really has, no secret follows a redirect",
            (401 or 403, _) => $"HTTP {code} and no answer of the panel; a firewall or the web server stands before it: let our address through",
            (404, _) => "HTTP 404; there is no includes/api.php, check the panel's address and folder",
            (413, _) => "HTTP 413; the web server takes no request of that size",
            (429, _) => "HTTP 429; too many calls, ask its web server or firewall for more",
            (>= 500, _) => $"HTTP {code}; the panel or its web server failed, look into its PHP error log",
            (_, 0) => $"HTTP {code} and an empty answer; look into the panel's PHP error log",
            _ => $"HTTP {code} and no JSON ({(contentType.Length == 0 ? "no type" : Cut(contentType, 40))}): \"{start}\"; is this address the panel's, and is it in maintenance?",
        };
        PanelFailure failure = code is 401 or 403 ? PanelFailure.AccessDenied : code == 429 ? PanelFailure.Unreachable : PanelFailure.BadAnswer;
        return new(failure, $"{action} at {host}: {what}");
    }

    /// <summary>The answer is JSON and does not hold what it must.</summary>
    public PanelException Unreadable(string action, FormatException why) =>
        new(PanelFailure.BadAnswer, $"{action} at {host}: the answer cannot be understood, {Cut(why.Message, 120)}");

    private static string Denied(string message, string words) => message switch
    {
        _ when Address().Match(message) is { Success: true } seen =>
            $"the panel refuses the address {seen.Groups[1].Value}: add it under {WhereAddresses}, or give us the access key of its configuration.php",
        _ when Says(message, "Authentication Failed", "credentials", "Invalid password") => $"wrong identifier or secret; make a new one under {WhereRoles}",
        _ when Says(message, "Account Disabled") => "the admin of these credentials is disabled; enable the account or make credentials of another admin",
        _ when Says(message, "Access Denied") => "the admin of these credentials has no API access; give its administrator role \"API Access\"",
        _ => $"the panel denies access: {words}",
    };

    private static bool Says(string message, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private string Cut(string text, int length)
    {
        string line = Blank().Replace(withoutSecrets(text), " ").Trim();
        return line.Length <= length ? line : line[..length] + "…";
    }

    [GeneratedRegex(@"API action .* is not allowed|Invalid Permissions", RegexOptions.IgnoreCase)]
    private static partial Regex MissingRight();

    [GeneratedRegex(@"Invalid IP:?\s+([0-9a-fA-F.:]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blank();
}
