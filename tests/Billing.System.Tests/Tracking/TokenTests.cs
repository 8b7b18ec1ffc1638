using Billing.Engine.Tracking;
using Xunit;

namespace Billing.System.Tests.Tracking;

public sealed class TokenTests
{
    private static readonly byte[] Old = [.. Enumerable.Repeat((byte)1, 32)], New = [.. Enumerable.Repeat((byte)2, 32)];
    private readonly Tokens tokens = new([new('a', Old)]);
    private readonly string id = Tokens.NewId();

    [Fact]
    public void a_token_says_whose_it_is_for_its_purpose_alone()
    {
        string token = tokens.Make(TokenPurpose.Pay, id);

        Assert.Equal(id, tokens.Read(TokenPurpose.Pay, token));
        foreach (TokenPurpose other in Enum.GetValues<TokenPurpose>().Except([TokenPurpose.Pay])) Assert.Null(tokens.Read(other, token));
    }

    [Fact]
    public void no_character_of_a_token_can_be_changed_or_cut()
    {
        string token = tokens.Make(TokenPurpose.Object, id);

        for (int i = 0; i < token.Length; i++)
        {
            Assert.Null(tokens.Read(TokenPurpose.Object, token[..i] + (token[i] == 'x' ? 'y' : 'x') + token[(i + 1)..]));
            Assert.Null(tokens.Read(TokenPurpose.Object, token[..i]));
            Assert.Null(tokens.Read(TokenPurpose.Object, token + token[i]));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("ao\u0130\u0131ñññññññññññññññññññññññññññññññññññññññ")]
    public void what_is_no_token_is_none(string? token) => Assert.Null(tokens.Read(TokenPurpose.Open, token));

    [Fact]
    public void a_scanner_that_changes_the_case_breaks_nothing() => Assert.Equal(id, tokens.Read(TokenPurpose.Open, tokens.Make(TokenPurpose.Open, id).ToUpperInvariant()));

    [Fact]
    public void an_old_key_still_verifies_when_a_new_one_signs()
    {
        Tokens rotated = new([new('b', New), new('a', Old)]);

        Assert.Equal(id, rotated.Read(TokenPurpose.Pay, tokens.Make(TokenPurpose.Pay, id)));
        Assert.Equal('b', rotated.Make(TokenPurpose.Pay, id)[0]);
        Assert.Null(new Tokens([new('b', New)]).Read(TokenPurpose.Pay, tokens.Make(TokenPurpose.Pay, id)));
    }

    [Fact]
    public void two_identities_are_never_the_same_and_fit_an_address() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => tokens.Make(TokenPurpose.Bounce, Tokens.NewId())).Where(token => token.Length == 42 && token.All(char.IsAsciiLetterOrDigit)).Distinct().Count());
}
