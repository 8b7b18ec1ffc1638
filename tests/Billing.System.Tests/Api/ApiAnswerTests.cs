using Billing.Whmcs.Api;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>The shapes that PHP gives the same thing.</summary>
public sealed class ApiAnswerTests
{
    private static ApiAnswer Answer(string json) => AnswerText.Find(json) ?? throw new InvalidOperationException("no answer in it");

    [Theory]
    [InlineData("""{"invoices":""}""")]
    [InlineData("""{"invoices":[]}""")]
    [InlineData("""{"invoices":{}}""")]
    [InlineData("""{"invoices":null}""")]
    [InlineData("""{"invoices":{"invoice":[]}}""")]
    [InlineData("""{"invoices":{"invoice":""}}""")]
    [InlineData("""{"totalresults":0}""")]
    [InlineData("""{"totalresults":"0"}""")]
    public void an_empty_list_has_many_faces(string json) => Assert.Empty(Answer(json).List("invoices", "invoice"));

    [Theory]
    [InlineData("""{"invoices":{"invoice":[{"id":"7"},{"id":8}]}}""")]
    [InlineData("""{"invoices":[{"id":7},{"id":8}]}""")]
    [InlineData("""{"invoices":{"invoice":{"0":{"id":7},"2":{"id":"8"}}}}""")]
    [InlineData("""{"invoices":{"3":{"id":7},"9":{"id":8}}}""")]
    public void a_list_of_two_is_two(string json) => Assert.Equal([7, 8], Answer(json).List("invoices", "invoice").Select(row => row.Id("id")));

    [Theory]
    [InlineData("""{"invoices":{"invoice":{"id":7}}}""")]
    [InlineData("""{"invoices":{"id":7}}""")]
    public void one_element_may_come_without_its_list(string json) => Assert.Equal(7, Assert.Single(Answer(json).List("invoices", "invoice")).Id("id"));

    [Fact] public void a_bare_list_needs_no_inner_name() => Assert.Equal(2, Answer("""{"projects":[{"id":1},{"id":2}]}""").List("projects").Count);

    [Fact] public void a_list_that_did_not_come_is_not_an_empty_one() =>
        Assert.Throws<FormatException>(() => Answer("""{"result":"success","totalresults":3}""").List("invoices", "invoice"));

    [Theory]
    [InlineData("""{"n":12}""")]
    [InlineData("""{"n":"12"}""")]
    [InlineData("""{"n":" 12 "}""")]
    public void a_number_may_be_text(string json) => Assert.Equal(12, Answer(json).Number("n"));

    [Theory]
    [InlineData("""{"n":""}""")]
    [InlineData("""{"n":null}""")]
    [InlineData("{}")]
    public void a_number_that_is_missing_is_none(string json) => Assert.Equal(0, Answer(json).Number("n"));

    [Theory]
    [InlineData("true")]
    [InlineData("\"true\"")]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("\"on\"")]
    public void yes_has_many_faces(string value) => Assert.True(Answer($$"""{"flag":{{value}}}""").Flag("flag"));

    [Theory]
    [InlineData("false")]
    [InlineData("\"false\"")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"off\"")]
    public void no_has_many_faces(string value) => Assert.False(Answer($$"""{"flag":{{value}}}""").Flag("flag"));

    [Theory]
    [InlineData("\"12.95\"", 12.95)]
    [InlineData("12.95", 12.95)]
    [InlineData("\"-1.00\"", -1)]
    [InlineData("0", 0)]
    public void money_may_be_text(string value, double amount) => Assert.Equal((decimal)amount, Answer($$"""{"m":{{value}}}""").Money("m"));

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"$2645.80 USD\"")]
    public void an_amount_that_is_none_is_never_zero(string value) => Assert.Throws<FormatException>(() => Answer($$"""{"m":{{value}}}""").Money("m"));

    [Theory]
    [InlineData("\uFEFF{\"result\":\"success\",\"id\":7}")]
    [InlineData("\r\n  {\"result\":\"success\",\"id\":7}\n")]
    [InlineData("<br />\n<b>Warning</b>: hook.php on line 3<br />{\"result\":\"success\",\"id\":7}")]
    [InlineData("{\"result\":\"success\",\"id\":7}<!-- 0.3 s -->")]
    [InlineData("result=success;id=7;")]
    public void the_answer_is_found_in_its_wrapping(string text) => Assert.Equal(7, Answer(text).Id("id"));

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Down for maintenance</body></html>")]
    [InlineData("{\"result\":\"succ")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    public void what_is_no_answer_is_none(string text) => Assert.Null(AnswerText.Find(text));
}
