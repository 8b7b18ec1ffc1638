using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Host.Cli;

namespace Billing.Host.Demo;

/// <summary>
/// <c>billing demo</c>: a provider with some forty clients lives through sixty days on a virtual clock. Nothing is staged: the panel, the server and the mail
/// are real ones of the sandbox, and the service takes the road it takes in production.
/// </summary>
internal static class SixtyDays
{
    private const int Days = 60;
    private static readonly DateOnly First = new(2026, 7, 20);
    private static readonly TimeOnly Noon = new(13, 0), Night = new(21, 30);

    public static async Task RunAsync(Screen screen, string configuration, string plugins, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        await using DemoWorld world = await DemoWorld.StartAsync(configuration, plugins, folder, First, cancel);
        DemoProvider provider = new(world.Panel, First);
        provider.Furnish(world.Whm.Url.Port);
        DemoStory story = new(world.Panel, provider, First);
        DemoTale tale = new(screen, world, provider);
        tale.Open();
        ILookup<DateOnly, Happening> happenings = story.Happenings().ToLookup(story.DayOf);
        for (DateOnly day = First; day < First.AddDays(Days); day = day.AddDays(1))
        {
            world.Clock.MoveTo(world.Policy.TimeZone.At(day, world.Policy.RunAt));
            tale.Day(day, await world.Road().RunAsync(cancel));
            foreach (Happening happening in happenings[day].OrderBy(happening => happening.At)) await LiveAsync(world, tale, day, happening, cancel);
            if (await LaterAsync(world, day, Noon, cancel) is { } noon) tale.Later(noon);
            if (await LaterAsync(world, day, Night, cancel) is { } night) tale.Later(night);
        }
        tale.Close(First, Days);
    }

    /// <summary>Something happens outside; the service looks a moment later, as its watch on the panel would.</summary>
    private static async Task LiveAsync(DemoWorld world, DemoTale tale, DateOnly day, Happening happening, CancellationToken cancel)
    {
        world.Clock.MoveTo(world.Policy.TimeZone.At(day, happening.At));
        happening.Happen();
        if (happening.Told.Length == 0) return;
        tale.Outside(happening);
        tale.Later(await world.Road().LookAsync(null, cancel));
    }

    /// <summary>Between two runs: slow work is asked about, what failed is tried again.</summary>
    private static async Task<RunReport?> LaterAsync(DemoWorld world, DateOnly day, TimeOnly at, CancellationToken cancel)
    {
        if (!world.Pending) return null;
        world.Clock.MoveTo(world.Policy.TimeZone.At(day, at));
        return await world.Road().LookAsync(null, cancel);
    }
}
