using Billing.Engine.Channels;

namespace Billing.Engine.Tracking;

/// <summary>One use of a link or loading of a picture, raw: what was seen, before anybody judges who it was.</summary>
/// <param name="Purpose">What its token is for.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Method"><c>GET</c> or <c>HEAD</c>.</param>
/// <param name="Address">From where, as text; empty when it is not known.</param>
/// <param name="Agent">What it says it is; empty when it says nothing.</param>
/// <param name="Headers">Those of <see cref="Kept"/> that it had, by their names in lower case.</param>
public sealed record Hit(TokenPurpose Purpose, DateTimeOffset At, string Method, string Address, string Agent, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The headers that tell machines from people.</summary>
    public static IReadOnlyList<string> Kept { get; } = ["sec-purpose", "purpose", "x-moz", "sec-fetch-user", "sec-fetch-mode", "via", "accept"];

    /// <summary>Its identity, so that it is written once however often that is tried.</summary>
    public string Id { get; } = Tokens.NewId();

    /// <summary>Whether it brought cookies. We set none; a browser that is used for the panel on the same domain has some.</summary>
    public bool Cookies { get; init; }

    /// <summary>The link had expired.</summary>
    public bool Expired { get; init; }

    /// <summary>It stands for hits so many that their details are left out.</summary>
    public bool Flood { get; init; }

    /// <summary>How many hits it stands for.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What a person following a link in a browser looks like.</summary>
    public bool Navigated => Header("sec-fetch-user") == "?1" && Header("sec-fetch-mode") == "navigate";

    /// <summary>A header, or nothing.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name) ?? "";

    /// <summary>What others wrote, fit to be kept: one line, not too long.</summary>
    public static string Plain(string text, int atMost) => text.Length == 0 ? "" : PlainText.Line(text.Length > 4 * atMost ? text[..(4 * atMost)] : text, atMost);
}
