namespace Billing.Engine.Doctor;

/// <summary>One thing that is looked at: it changes nothing, and what it finds comes as it is found.</summary>
/// <param name="Word">Its name, to ask for it alone: <c>panel-suspension</c>.</param>
/// <param name="Title">What is looked at, in words: "the panel's own suspensions".</param>
/// <param name="Kinds">Everything that it can find.</param>
/// <param name="Look">Looks.</param>
public sealed record Examination(string Word, string Title, IReadOnlyList<FindingKind> Kinds, Func<CancellationToken, IAsyncEnumerable<Finding>> Look)
{
    /// <summary>One that reads something, and then knows.</summary>
    public static Examination Of(string word, string title, IReadOnlyList<FindingKind> kinds, Func<CancellationToken, Task<IEnumerable<Finding>>> look)
    {
        return new(word, title, kinds, Stream);

        async IAsyncEnumerable<Finding> Stream([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            foreach (Finding finding in await look(cancel)) yield return finding;
        }
    }
}
