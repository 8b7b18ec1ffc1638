using System.Text.Json;
using Billing.Engine.Channels;
using Xunit;

namespace Billing.System.Tests.Channels;

public sealed class WordingTests
{
    private static readonly Wording Spanish = Wording.Parse(File.ReadAllText(Path.Combine(Told.Folder, "es", "wording.json")));
    private static readonly Wording English = Wording.Parse(File.ReadAllText(Path.Combine(Told.Folder, "en", "wording.json")));

    [Fact]
    public void a_day_is_written_out() => Assert.Equal(("1 de septiembre de 2026", "1 September 2026"), (Spanish.Say(new DateOnly(2026, 9, 1)), English.Say(new DateOnly(2026, 9, 1))));

    [Theory]
    [InlineData("1234567.5", "ARS", "ARS 1.234.567,50", "ARS 1,234,567.50")]
    [InlineData("0", "USD", "USD 0,00", "USD 0.00")]
    [InlineData("-500", "EUR", "EUR -500,00", "EUR -500.00")]
    [InlineData("15000.00", "CLP", "CLP 15.000", "CLP 15,000")]
    [InlineData("15000.50", "CLP", "CLP 15.000,50", "CLP 15,000.50")]
    [InlineData("0.005", "ARS", "ARS 0,01", "ARS 0.01")]
    public void a_sum_has_its_currency_and_the_languages_signs(string amount, string currency, string spanish, string english)
    {
        decimal sum = decimal.Parse(amount, global::System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((spanish, english), (Spanish.Say(sum, currency), English.Say(sum, currency)));
    }

    [Theory]
    [InlineData("2026-08-03", "3 de agosto de 2026")]
    [InlineData("1500.00", "ARS 1.500,00")]
    [InlineData("USD 1500.00", "USD 1.500,00")]
    [InlineData("Semi-Annually", "semestral")]
    [InlineData("semiannually", "semestral")]
    [InlineData("2026-02-30", "2026-02-30")]
    [InlineData("1500", "1500")]
    [InlineData("anything else", "anything else")]
    public void a_further_value_is_recognised_by_its_form(string value, string said) => Assert.Equal(said, Spanish.Say(value, "ARS"));

    [Fact]
    public void one_service_or_several_and_an_act_nobody_knows()
    {
        Assert.Equal("se suspende automáticamente el servicio de esta factura", Spanish.SayAct("suspend-service", 1));
        Assert.Equal("se suspenden automáticamente los servicios de esta factura", Spanish.SayAct("suspend-service", 2));
        Assert.Equal("dance", Spanish.SayAct("dance", 1));
        Assert.Equal("a, b y c", Spanish.Join(["a", "b", "c"]));
    }

    [Fact]
    public void a_wording_with_something_unknown_in_it_is_none() =>
        Assert.Throws<JsonException>(() => Wording.Parse(File.ReadAllText(Path.Combine(Told.Folder, "es", "wording.json")).Replace("\"and\"", "\"ant\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("a\r\nb\u2028c\u0000d", "a b c d")]
    [InlineData("  \u202Etxt\u2069  ", "txt")]
    [InlineData("مرحبا", "مرحبا")]
    public void text_of_others_stays_on_its_line(string text, string plain) => Assert.Equal(plain, PlainText.Of(text));

    [Fact]
    public void a_line_is_never_cut_through_a_character() => Assert.Equal("😀…", PlainText.Line("😀😀😀", 4));

    [Fact]
    public void a_configuration_that_cannot_be_right_is_told_where()
    {
        ChannelOptions wrong = new()
        {
            Templates = "templates", DefaultLanguage = "es", Provider = new() { Name = "", Contact = "javascript:alert(1)" },
            Email = new() { From = "nobody", ReplyTo = "a b", Smtp = new() { Host = "mail.example.com", Port = 0, Tls = MailTls.None, User = "u", TimeoutSeconds = 30 }, Folder = "out" },
        };
        Assert.Equal(
            ["$.channels.provider.name", "$.channels.provider.contact", "$.channels.email.from", "$.channels.email.replyTo", "$.channels.email", "$.channels.email.smtp", "$.channels.email.smtp.tls"],
            wrong.Check("billing.json").Select(problem => problem.Path));
        Assert.Empty((wrong with { Provider = Told.Provider, Email = Told.Email with { Folder = "out" } }).Check("billing.json"));
    }
}
