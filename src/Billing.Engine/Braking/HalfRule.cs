namespace Billing.Engine.Braking;

/// <summary><c>half</c>: clients or services are fewer than at the last run by more than the limit, as in half a database. One or two fewer are nothing, however small the panel; none left at all is something.</summary>
internal static class HalfRule
{
    private const long OneOrTwo = 2;

    public static Judgement Judge(Sighting seen)
    {
        if (seen.Reading is not { } reading || reading is { Clients: null, Services: null }) return Judgement.AsItIs;
        string? why = Fewer(seen, "clients", Marks.Clients, reading.Clients) ?? Fewer(seen, "services", Marks.Services, reading.Services);
        return why is null ? new Judgement.Clear("they are there again") : new Judgement.Hold(why);
    }

    private static string? Fewer(Sighting seen, string what, string mark, long? counted)
    {
        if (counted is not { } number || seen.Marks.Number(mark) is not { } before || number >= before) return null;
        long now = Math.Max(number, 0);
        bool many = before - now > OneOrTwo && (before - now) * 100m > before * (decimal)seen.Options.ShrinkPercent;
        return many || now <= 0 ? FormattableString.Invariant($"the panel has {now} {what}, and had {before} at the last run: more than {seen.Options.ShrinkPercent} % fewer") : null;
    }
}
