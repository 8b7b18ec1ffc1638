namespace Billing.Engine.Doctor;

/// <summary>How bad it is, the worst last.</summary>
public enum Severity
{
    /// <summary>To be known; nobody is the worse for it.</summary>
    Note,
    /// <summary>Something will not work as the policy promises.</summary>
    Warning,
    /// <summary>Somebody will be wronged, or money is lost.</summary>
    Critical,
}

/// <summary>One sort of finding. The word stays: programs and people look for it.</summary>
/// <param name="Word">Its name: <c>panel-suspends</c>.</param>
/// <param name="Severity">How bad every finding of this sort is.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Do">What a person does about it.</param>
public sealed record FindingKind(string Word, Severity Severity, string Why, string Do);

/// <summary>One finding.</summary>
/// <param name="Kind">Of which sort.</param>
/// <param name="What">What was found, in one sentence.</param>
/// <param name="Where">Where it was found: a setting, a file, a name.</param>
/// <param name="Things">Whom or what it is about; null when that is no list.</param>
public sealed record Finding(FindingKind Kind, string What, string Where = "", Things? Things = null);

/// <summary>Whom or what a finding is about: numbers of one kind, all of them, at four bytes each.</summary>
/// <param name="word">What the numbers count: <c>client</c>, <c>service</c>.</param>
public sealed class Things(string word)
{
    private readonly List<int> numbers = [];

    /// <summary>What the numbers count.</summary>
    public string Word => word;

    /// <summary>How many there are.</summary>
    public int Count => numbers.Count;

    /// <summary>The numbers, in the order in which they were found.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>One more.</summary>
    public void Add(int number) => numbers.Add(number);

    /// <summary>The same, of a list.</summary>
    public static Things Of(string word, IEnumerable<int> numbers)
    {
        Things things = new(word);
        foreach (int number in numbers) things.Add(number);
        return things;
    }
}
