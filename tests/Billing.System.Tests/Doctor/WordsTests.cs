using System.Text.RegularExpressions;
using Billing.Engine.Doctor;
using Billing.Host.Doctor;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Doctor;

/// <summary>Every finding has a word of its own that stays, and a line in config/README.md that says the same as the code.</summary>
public sealed class WordsTests
{
    [Fact]
    public void the_table_for_admins_is_the_one_that_is_looked_by()
    {
        string readme = File.ReadAllText(Path.Combine(Tree.Config, "README.md"));
        int begins = readme.IndexOf("## `billing doctor`", StringComparison.Ordinal);
        Assert.True(begins >= 0, "config/README.md has no section `billing doctor`");
        int ends = readme.IndexOf("\n## ", begins + 3, StringComparison.Ordinal);
        string[] rows = [.. readme[begins..(ends < 0 ? readme.Length : ends)].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(DoctorTable.Kinds.OrderByDescending(kind => kind.Severity).ThenBy(kind => kind.Word, StringComparer.Ordinal).Select(Row), rows);
    }

    [Fact]
    public void no_two_findings_share_a_word_and_each_says_why_and_what_to_do()
    {
        Assert.Equal(DoctorTable.Kinds.Count, DoctorTable.Kinds.Select(kind => kind.Word).Distinct().Count());
        Assert.All(DoctorTable.Kinds, kind =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", kind.Word);
            Assert.EndsWith(".", kind.Why, StringComparison.Ordinal);
            Assert.EndsWith(".", kind.Do, StringComparison.Ordinal);
            Assert.False(Regex.IsMatch(kind.Why + kind.Do, @"[\n|]"), kind.Word);
        });
    }

    internal static string Row(FindingKind kind) => $"| `{kind.Word}` | {kind.Severity.ToString().ToLowerInvariant()} | {kind.Why} | {kind.Do} |";
}
