using Billing.Core.Facts;

namespace Billing.Whmcs.Mapping;

/// <summary>What a handle says of a service besides where it is: its name, and what the panel shows of it in the panel's own words. Both ways of reading say it alike.</summary>
internal static class HandleWords
{
    /// <summary>The product's number in the panel.</summary>
    public const string Product = "product";

    /// <summary>The client's mailbox: of what is still to be created only, since nothing else needs it.</summary>
    public const string Email = "email";

    /// <param name="name">The product's or addon's name.</param>
    /// <param name="status">The word of the panel; one that it does not have is handed on as it is.</param>
    /// <param name="reason">Why it is suspended; of one that is not, the panel may keep an old reason, which says nothing.</param>
    /// <param name="more">Further words.</param>
    public static Dictionary<string, string> Of(string name, ReadOnlySpan<char> status, string reason, params ReadOnlySpan<(string Name, string Value)> more)
    {
        ServiceStatus? known = Statuses.Service(status);
        Dictionary<string, string> words = new(StringComparer.Ordinal);
        foreach ((string word, string value) in more) Put(word, value);
        Put("name", name);
        Put("status", known is { } shown ? Statuses.Text(shown) : status.ToString());
        if (known == ServiceStatus.Suspended) Put("suspendreason", reason);
        return words;

        void Put(string word, string value)
        {
            if (PanelText.Plain(value) is { Length: > 0 } text) words[word] = text;
        }
    }
}
