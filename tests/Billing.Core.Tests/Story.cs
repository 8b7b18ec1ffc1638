using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Tests;

/// <summary>Something outside, before the run of its day.</summary>
internal delegate void Outside(World world, DateOnly today);

/// <summary>One client through the days, as text.</summary>
internal static class Story
{
    /// <summary>Everything done from <paramref name="from"/> on: one line an act, its day before it; channels of one notice together; notes left out.</summary>
    public static string Tell(this ClientFacts start, DateOnly until, BillingPolicy? policy = null, DateOnly? from = null, params (DateOnly On, Outside What)[] on)
    {
        World world = new(start, policy ?? Given.APolicy());
        for (DateOnly day = from ?? Given.Jul(15); day <= until; day = day.AddDays(1))
        {
            foreach ((DateOnly _, Outside what) in on.Where(outside => outside.On == day)) what(world, day);
            world.Run(day);
        }
        return Print(world.Trace.Where(happened => happened.Action is not BillingAction.Note));
    }

    /// <summary>The same, only what happens to services: no notices, no records.</summary>
    public static string Deeds(this ClientFacts start, DateOnly until, BillingPolicy? policy = null, DateOnly? from = null, params (DateOnly On, Outside What)[] on) =>
        string.Concat(Tell(start, until, policy, from, on).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("  notify/", StringComparison.Ordinal) && !line.Contains("  accept/", StringComparison.Ordinal) && !line.Contains("  report/", StringComparison.Ordinal))
            .Select(line => line + "\n"));

    /// <summary>The same, only the acts whose key begins so.</summary>
    public static string Only(this ClientFacts start, string key, DateOnly until, params (DateOnly On, Outside What)[] on) =>
        string.Concat(Tell(start, until, on: on).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains("  " + key, StringComparison.Ordinal)).Select(line => line + "\n"));

    public static Outside Pays(int invoice, decimal? amount = null) => (world, today) =>
    {
        world.Pay(invoice, amount);
        world.Look(today);
    };

    public static Outside Becomes(int invoice, InvoiceStatus status) => (world, today) =>
    {
        world.Set(invoice, status);
        world.Look(today);
    };

    public static Outside ByHand(int service, ServiceStatus status, string reason = "") => (world, _) =>
        world.Put(world.Service(new Target(TargetKind.Service, service)) with { Status = status, SuspendReason = reason });

    public static Outside Cancels(int service, bool immediate) => (world, today) =>
        world.Put(world.Service(new Target(TargetKind.Service, service)) with { Cancellation = new Cancellation(today, immediate) });

    public static Outside AsksBack(int service) => (world, today) =>
    {
        world.Recoveries.Add(new RecoveryRequest(new Target(TargetKind.Service, service), today));
        world.Changed();
        world.Look(today);
    };

    public static Outside Objects(int invoice) => (world, today) =>
    {
        world.Objections.Add(new Objection(invoice, today, null));
        world.Changed();
    };

    public static Outside Answers(int invoice) => (world, today) =>
    {
        int open = world.Objections.FindIndex(objection => objection.Invoice == invoice && objection.Answered is null);
        world.Objections[open] = world.Objections[open] with { Answered = today };
        world.Changed();
    };

    /// <summary>Asks for as long as the policy gives; asks in vain when it gives none.</summary>
    public static Outside Promises(int invoice) => (world, today) =>
    {
        if (Decisions.Promises.May(world.Facts, world.Policy, today, invoice).Until is not { } until) return;
        world.Promises.Add(new Promise(invoice, today, until));
        world.Changed();
        world.Look(today);
    };

    /// <summary>The latest notice by e-mail came back, and its address is dead.</summary>
    public static Outside MailComesBack() => (world, today) =>
    {
        world.DeadAddresses.Add(new DeadAddress("email", world.Facts.Client.Email, today, "550 5.1.1 no such mailbox"));
        world.Changed();
    };

    public static Outside MovesTo(string email) => (world, _) => world.Client = world.Client with { Email = email };

    public static Outside ThePolicyBecomes(BillingPolicy policy) => (world, _) => world.Policy = policy;

    private static string Print(IEnumerable<Happened> trace)
    {
        List<string> lines = [];
        foreach (Happened happened in trace)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{happened.On:MMM dd}  {happened.Action.Key}");
            if (happened.Action is BillingAction.Notify notify)
            {
                string head = string.Create(CultureInfo.InvariantCulture, $"{happened.On:MMM dd}  {notify.Key[..notify.Key.LastIndexOf($"/{notify.Channel}", StringComparison.Ordinal)]}");
                line = $"{head} by {notify.Channel}";
                if (lines.Count > 0 && lines[^1].StartsWith(head + " by", StringComparison.Ordinal))
                {
                    lines[^1] += $", {notify.Channel}";
                    continue;
                }
            }
            lines.Add(line);
        }
        return string.Concat(lines.Select(line => line + "\n"));
    }
}
