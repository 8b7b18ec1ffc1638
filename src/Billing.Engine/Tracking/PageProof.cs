using Billing.Engine.Evidence;

namespace Billing.Engine.Tracking;

/// <summary>How something that a client said on the page behind a link stands in the evidence: by which notice, from where, and what speaks against a person.</summary>
internal static class PageProof
{
    /// <summary>The name under which the confirmed form is kept, so that the same form sent again is known.</summary>
    public const string Form = "form";

    /// <param name="links">The notice whose link was followed.</param>
    /// <param name="hit">The visit by which it came.</param>
    /// <param name="marks">What speaks against a person.</param>
    /// <param name="form">The confirmed form.</param>
    public static Proof Of(NoticeLinks links, Hit hit, IReadOnlyCollection<string> marks, string form) =>
        Proof.Of(("via", "link"), ("notice", links.Key), ("marks", string.Join(' ', marks)), ("judgement", Judgement.Version), (Form, form))
            .WithPersonal("address", hit.Address).WithPersonal("agent", hit.Agent);
}
