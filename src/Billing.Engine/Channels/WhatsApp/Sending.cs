using System.Globalization;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>One notice on its way: to which form of the number, in which template, and which come next if it is not taken.</summary>
internal sealed class Sending(Notice notice, WhatsAppNumber number, IReadOnlyList<string> forms, IReadOnlyList<WhatsAppMessage> messages, UploadedDocument? document)
{
    private int form, message;

    public Notice Notice => notice;

    public WhatsAppNumber Number => number;

    public string To => forms[form];

    public WhatsAppMessage Message => messages[message];

    /// <summary>What comes back with every status: the identity of the notice's links, or one made of its key. Says nothing of a person.</summary>
    public string Identity { get; } = notice.Links?.Id ?? Fitting.Once(notice.Key)[..32];

    /// <summary>Goes on to the number's other form; false when there is none.</summary>
    public bool OtherForm() => form + 1 < forms.Count && ++form > 0;

    /// <summary>Goes on to the next language; false when there is none.</summary>
    public bool OtherLanguage() => message + 1 < messages.Count && ++message > 0;

    public byte[] Request() => Message.Request(To, Identity, Message.Header is null || document is null ? null : (document.Id, document.FileName));

    /// <summary>To whom, and what, as it stands now.</summary>
    public Proof Proof()
    {
        Proof proof = Evidence.Proof.Of(("template", Message.Template), ("language", Message.Language), ("identity", Identity), ("assumed", number.Assumed), ("document", document?.Digest ?? ""))
            with { Content = Request() };
        proof = proof.WithPersonal("to", To).WithPersonal("text", Message.Text).WithPersonal("button", Message.Button ?? "");
        for (int at = 0; at < Message.Parameters.Count; at++) proof = proof.WithPersonal(string.Create(CultureInfo.InvariantCulture, $"parameter-{at + 1}"), Message.Parameters[at]);
        return proof;
    }
}
