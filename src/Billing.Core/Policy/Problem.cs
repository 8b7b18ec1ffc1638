namespace Billing.Core.Policy;

/// <summary>
/// Something that the admin wrote and that cannot be right. All of them are collected before anything is refused.
/// </summary>
/// <param name="File">In which file.</param>
/// <param name="Path">Where in it, as a JSON path: <c>$.timeline[4].at</c>.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Instead">What to write instead; a whole sentence or an example.</param>
public sealed record Problem(string File, string Path, string Wrong, string Instead)
{
    /// <summary>One line: <c>policy.json $.timeline[4].at: … Write …</c></summary>
    public override string ToString() => $"{File} {Path}: {Wrong}. {Instead}";
}
