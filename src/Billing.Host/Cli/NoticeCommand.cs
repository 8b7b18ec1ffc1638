using System.CommandLine;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary><c>billing notice preview NAME</c>: a notice about a real invoice, client or service, made as for sending and written to files. Nothing is sent.</summary>
internal static class NoticeCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Argument<string> name = new("NAME") { Description = "The notice's name in the policy, such as suspended" };
        Option<int?> invoice = new("--invoice") { HelpName = "N", Description = "The invoice it is about" };
        Option<int?> client = new("--client") { HelpName = "N", Description = "The client, for reactivated" };
        Option<int?> service = new("--service") { HelpName = "N", Description = "The service, for reactivated, cycle-changed, backup-expires and recovered" };
        Option<string> channel = new("--channel") { HelpName = "NAME", Description = "email (default), panel or whatsapp", DefaultValueFactory = _ => "email" };
        Option<string?> language = new("--language") { HelpName = "NAME", Description = "A folder of the templates, such as en (default: the client's language)" };
        Option<string> to = new("--out") { HelpName = "PATH", Description = "A folder, a file ending in .html or .txt, or - for the plain text here (default: this folder)", DefaultValueFactory = _ => "." };
        channel.AcceptOnlyFromAmong([.. NoticeTexts.ByChannel.Keys]);
        name.Validators.Add(Commands.NoOptions);
        Command preview = new("preview", "Write a notice to files as the client would get it today. Nothing is sent or recorded; its links lead straight to the panel, the one to object nowhere") { name, invoice, client, service, channel, language, to };
        preview.SetAction((parsed, cancel) => RunAsync(given(parsed),
            new Wish(parsed.GetValue(name)!, parsed.GetValue(invoice), parsed.GetValue(client), parsed.GetValue(service)), parsed.GetValue(channel)!, parsed.GetValue(language), parsed.GetValue(to)!, cancel));
        return new Command("notice", "Look at notices") { preview };
    }

    private static async Task<int> RunAsync(Given given, Wish wish, string channel, string? language, string to, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        TemplateSet templates = composition.Parts.Templates;
        if (wish.Wrong(composition.Policy, templates) is { } wrong) return Fail(given.Screen, ExitCode.Usage, wrong);
        if (language is not null && !templates.Languages.Contains(language, StringComparer.OrdinalIgnoreCase))
            return Fail(given.Screen, ExitCode.Usage, $"there are no templates in {language}; there are {string.Join(", ", templates.Languages)}");
        if (await wish.ClientAsync(composition.Panel, cancel) is not { } client) return Fail(given.Screen, ExitCode.Failed, $"the panel has no {wish.About} that can be understood");
        BillingAction.Notify notify = new(client, wish.Invoice, null, wish.Name, channel, 0, wish.Subject);
        DateOnly today = composition.Policy.DayOf(given.Time.GetUtcNow());
        if (await Preview.OfAsync(composition.Panel, composition.Ledger, composition.Policy, notify, composition.Parts.Configuration.Channels.Links, today, cancel) is not { } notice)
            return Fail(given.Screen, ExitCode.Failed, $"the panel has no {wish.About} that can be understood");
        try
        {
            NoticeTexts texts = NoticeTexts.ByChannel[channel](composition.Parts, notice, language ?? templates.LanguageOf(notice.Client));
            return PreviewFiles.Write(given.Screen, wish.Name, texts, to) is { } why ? Fail(given.Screen, ExitCode.Usage, why) : await NoteAsync(given.Screen, composition.Panel, wish, channel, to, cancel);
        }
        catch (TemplateException unfit) { return Fail(given.Screen, ExitCode.Configuration, unfit.Message); }
    }

    private static async Task<int> NoteAsync(Screen screen, IPanel panel, Wish wish, string channel, string to, CancellationToken cancel)
    {
        if (to == PreviewFiles.Here) return ExitCode.Done;
        if (wish.Invoice is { } invoice && await panel.ReadInvoiceNowAsync(invoice, cancel) is not { Owed: true })
            screen.Line($"note   nothing is owed for invoice {invoice}: it would not be sent");
        screen.Line($"note   nothing was sent or recorded; {(channel == "whatsapp" ? "the button leads nowhere" : "the link to pay leads straight to the panel, one to object nowhere")}");
        return ExitCode.Done;
    }

    private static int Fail(Screen screen, int code, string why)
    {
        screen.Error($"billing: {why.TrimEnd('.')}.");
        return code;
    }

    /// <summary>Which notice about what.</summary>
    private sealed record Wish(string Name, int? Invoice, int? Client, int? Service)
    {
        public Target? Subject => Service is { } id ? new Target(TargetKind.Service, id) : null;

        public string About => Invoice is { } invoice ? $"invoice {invoice}" : Service is { } service ? $"service {service}" : $"client {Client}";

        public string? Wrong(BillingPolicy policy, TemplateSet templates)
        {
            string[] known = [.. PolicyFile.Notices(policy).Select(notice => notice.Key).Distinct()];
            if (!known.Contains(Name) && !templates.Knows(Name)) return $"there is no notice {Name}; the policy has {string.Join(", ", known)}";
            bool ofService = new[] { policy.CycleChange.Tell, policy.Recovery.Warn, policy.Recovery.Tell }.Any(told => told.Notices.Any(tell => tell.Key == Name)), ofClient = policy.Reactivated.Notices.Any(tell => tell.Key == Name);
            return (Invoice, Client, Service) switch
            {
                ({ }, null, null) when !ofService && !ofClient => null,
                (null, null, { }) when ofService || ofClient => null,
                (null, { }, null) when ofClient => null,
                _ when ofService => $"{Name} is about a service: say which with --service N",
                _ when ofClient => $"{Name} is about what came back: say whose with --client N, or what with --service N",
                _ => $"{Name} is about an invoice: say which with --invoice N",
            };
        }

        public async Task<int?> ClientAsync(IPanel panel, CancellationToken cancel) =>
            Invoice is { } invoice ? await panel.FindClientOfInvoiceAsync(invoice, cancel) : Subject is { } subject ? (await panel.ReadHandleAsync(subject, cancel))?.Client : Client;
    }
}
