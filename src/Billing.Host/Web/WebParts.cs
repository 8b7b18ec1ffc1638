using Billing.Core.Policy;
using Billing.Engine.Calls;
using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Objecting;
using Billing.Engine.Promising;
using Billing.Engine.Recovering;
using Billing.Engine.Tracking;
using LinkOptions = Billing.Engine.Tracking.LinkOptions;

namespace Billing.Host.Web;

/// <summary>What the pages work with.</summary>
/// <param name="Settings">Where we listen, whom we believe, how visits are judged.</param>
/// <param name="Provider">In whose name the pages speak.</param>
/// <param name="Language">Of a visitor whose browser asks for none that we have.</param>
/// <param name="Panel">The panel's front page.</param>
/// <param name="Links">Links in notices; null when they are not set up.</param>
/// <param name="Tokens">What their tokens are signed with; null with <paramref name="Links"/>.</param>
/// <param name="Networks">The admin's networks of machines.</param>
/// <param name="Evidence">Where hits are kept.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">For operators. No token, no address of anybody gets into it.</param>
internal sealed record WebParts(
    WebSettings Settings, ProviderOptions Provider, string Language, Uri Panel, LinkOptions? Links, Tokens? Tokens, MachineNetworks Networks, IEvidence Evidence, TimeProvider Time, ILogger Log)
{
    /// <summary>What takes objections, and the texts of all pages with a form; null where nothing takes them: then the page says where to write.</summary>
    public (ObjectionDesk Desk, TemplateSet Templates)? Objecting { get; init; }

    /// <summary>What takes promises to pay; null where nothing takes them: then their links lead nowhere.</summary>
    public PromiseDesk? Promising { get; init; }

    /// <summary>What takes wishes to have something terminated back; null where nothing takes them: then their links lead nowhere.</summary>
    public RecoveryDesk? Recovering { get; init; }

    /// <summary>What takes Meta's deliveries; null when there is no WhatsApp channel.</summary>
    public WhatsAppWebhook? WhatsApp { get; init; }

    /// <summary>What takes the words of the panel's hook; null when it is not set up.</summary>
    public HookDesk? PanelHook { get; init; }

    /// <exception cref="ConfigurationException">The list of networks cannot be right.</exception>
    public static WebParts Of(Composition composition, WebSettings settings, TimeProvider time, ILogger log)
    {
        List<Problem> problems = [];
        MachineNetworks networks = MachineNetworks.Read(settings.Judging.Networks, problems);
        if (problems.Count > 0) throw new ConfigurationException([.. problems.Select(problem => problem.ToString())]);
        BillingConfiguration configuration = composition.Parts.Configuration;
        return new WebParts(settings, configuration.Channels.Provider, configuration.Channels.DefaultLanguage, configuration.Panel.Url, configuration.Channels.Links, composition.Tokens,
            networks, composition.Ledger.Evidence, time, log) { WhatsApp = composition.WhatsAppDeliveries };
    }

    /// <summary>The link to pay of the same notice, beside that of a page; empty when it has none.</summary>
    public string PayToken(NoticeLinks links) => links.Destinations.ContainsKey(NoticeLinkNames.Pay) ? Tokens!.Make(TokenPurpose.Pay, links.Id) : "";

    /// <summary>To which hosts links may lead.</summary>
    public Destinations Destinations => new([Panel.IdnHost, .. Uri.TryCreate(Provider.Website, UriKind.Absolute, out Uri? site) ? new[] { site.IdnHost } : [], .. Links?.Allow ?? []]);
}
