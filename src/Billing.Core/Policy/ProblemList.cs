namespace Billing.Core.Policy;

/// <summary>Collects the problems of one file; files that it refers to put theirs into the same list.</summary>
internal sealed class ProblemList
{
    private readonly string file;
    private readonly List<Problem> all;

    public ProblemList(string file) : this(file, []) { }

    private ProblemList(string file, List<Problem> all) => (this.file, this.all) = (file, all);

    public IReadOnlyList<Problem> All => all;

    /// <summary>The file that it is about.</summary>
    public string File => file;

    public ProblemList In(string other) => new(other, all);

    public void Add(string path, string wrong, string instead)
    {
        Problem problem = new(file, path, wrong, instead);
        if (!all.Contains(problem)) all.Add(problem);
    }
}
