using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Runs;

/// <summary>
/// What our ledger has of the things that we ever took offline or reported as drifted: a few bytes for each, and nothing of the others. Enough to hold a
/// server's list against the panel without reading a client.
/// </summary>
internal sealed class DriftBook
{
    private readonly Dictionary<Target, Page> pages = [];

    public static async Task<DriftBook> ReadAsync(ILedger ledger, CancellationToken cancel)
    {
        DriftBook book = new();
        await foreach ((_, Past past) in ledger.ReadAllAsync(cancel))
        {
            foreach (Episode episode in past.AllEpisodes)
                if (past.Episodes(episode.Target)[^1] == episode) book.pages[episode.Target] = new Page(true, episode.Ended is null, episode.Adopted is not null, null);
            foreach ((Target target, DriftKind kind) in DriftReports.AllOpen(past)) book.pages[target] = book.pages.GetValueOrDefault(target) with { Told = kind };
        }
        return book;
    }

    /// <summary>Whether a thing whose server cannot list is looked at: it was offline because of us, or was found drifted.</summary>
    public bool Concerns(Target target) => pages.ContainsKey(target);

    /// <summary>
    /// Whether it takes a closer look: the server's list and the panel differ, and that was not told before; or it was told, and now they agree.
    /// </summary>
    public bool Differs(ServiceInUse service, SuspendedAccount? listed)
    {
        Page page = pages.GetValueOrDefault(service.Target);
        bool offline = service.Target.Kind == TargetKind.Domain ? page.Held : service.Status == ServiceStatus.Suspended;   // the panel shows no such thing of a domain
        bool differs = listed is null ? offline : !offline || (page.Held ? listed.Holder == Holder.Other && !page.Adopted : listed.Holder == Holder.Billing);
        return page.Told is { } told ? !differs || !Fits(told, listed) : differs;
    }

    private static bool Fits(DriftKind told, SuspendedAccount? listed) => told switch
    {
        DriftKind.HeldByOther => listed?.Holder == Holder.Other,
        DriftKind.Unaccounted => listed?.Holder == Holder.Billing,
        DriftKind.NotTheSame => true,
        _ => listed is null,
    };

    private readonly record struct Page(bool Touched, bool Held, bool Adopted, DriftKind? Told);
}
