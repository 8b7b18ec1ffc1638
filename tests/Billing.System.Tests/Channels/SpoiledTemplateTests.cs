using Billing.Core.Policy;
using Billing.Engine.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Channels;

/// <summary>What an admin may do to the templates by mistake, and what is said about it.</summary>
public sealed class SpoiledTemplateTests : IDisposable
{
    private readonly OwnFolder own = OwnFolder.OfTemplates();

    public void Dispose() => own.Dispose();

    [Fact]
    public void an_unknown_value_is_named_with_its_file()
    {
        File.AppendAllText(own["es/suspended.html"], "<p>{{invoice.ammount}}</p>");
        Problem problem = Assert.Single(own.Load().Check(["suspended", "proforma"]));
        Assert.Equal(("es/suspended.html", "ammount"), (problem.File, problem.Path));
    }

    [Fact]
    public void an_unknown_value_in_a_part_is_put_down_to_the_part()
    {
        File.AppendAllText(own["es/parts/footer.txt"], "{{provider.fax}}");
        Assert.All(own.Load().Check(["suspended"]), problem => Assert.Equal(("es/parts/footer.txt", "fax"), (problem.File, problem.Path)));
        Assert.NotEmpty(own.Load().Check(["suspended"]));
    }

    [Theory]
    [InlineData("es/suspended.html", "{{#if invoice}}")]
    [InlineData("es/suspended.txt", "{{> no-such-part}}")]
    [InlineData("en/reminder-1.subject.txt", "{{shout client.name}}")]
    [InlineData("layout.html", "{{& client.name}}")]
    public void what_cannot_be_rendered_is_found_before_a_client_sees_it(string file, string added)
    {
        File.AppendAllText(own[file], added);
        TemplateSet set = own.Load();
        Assert.NotEmpty(set.Check(["suspended", "reminder-1"]));
        Assert.All(set.Check(["suspended", "reminder-1"]), problem => Assert.DoesNotContain('\n', problem.ToString()));
    }

    [Theory]
    [InlineData("es/suspended.html")]
    [InlineData("es/parts/greeting.html")]
    public void three_braces_are_refused_and_never_rendered(string file)
    {
        File.AppendAllText(own[file], "{{{client.name}}}");
        TemplateSet set = own.Load();
        Assert.Contains(set.Check(["suspended"]), problem => problem.File == file && problem.Path == "{{{");
        Assert.Throws<TemplateException>(() => set.Render(Told.Of("suspended")));
    }

    [Fact]
    public void an_indented_part_is_encoded_like_any_other()
    {
        File.WriteAllText(own["es/suspended.html"], "<div>\n    {{> greeting}}\n\t{{> services}}\n</div>\n");
        TemplateSet set = own.Load();
        Assert.Empty(set.Check(["suspended"], ["es"]));
        Assert.DoesNotContain("<b>Ana", set.Render(Told.Of("suspended", Told.Ana with { Name = "<b>Ana" })).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void a_missing_part_of_a_notice_is_reported_and_it_is_told_in_the_default_language_meanwhile()
    {
        File.Delete(own["en/terminated.txt"]);
        TemplateSet set = own.Load();
        Assert.Equal("en/terminated.txt", Assert.Single(set.Check(["terminated"])).File);
        Assert.Equal("es", set.Render(Told.Of("terminated", Told.Ana with { Language = "english" })).Language);
    }

    [Fact]
    public void a_notice_of_a_strange_name_is_reported_and_told_as_a_reminder_meanwhile()
    {
        TemplateSet set = own.Load();
        Assert.Contains(set.Check(["farewell"], ["es"]), problem => problem.File == "es/farewell.html");
        Assert.StartsWith("Recordatorio", set.Render(Told.Of("farewell")).Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"months\": [] }", "wording.json")]
    [InlineData("{ not json", "wording.json")]
    public void a_broken_wording_takes_its_language_out_and_says_so(string json, string file)
    {
        File.WriteAllText(own["en/wording.json"], json);
        TemplateSet set = own.Load();
        Assert.Equal(["es"], set.Languages);
        Assert.Equal($"en/{file}", Assert.Single(set.Check(["suspended"])).File);
        Assert.Equal("es", set.Render(Told.Of("suspended", Told.Ana with { Language = "english" })).Language);
    }

    [Theory]
    [InlineData("es/proforma.html", "<a href=\"{{links.pay}}\">Pagar</a>", "links.pay")]
    [InlineData("es/proforma.txt", "Pague en {{links.pay}}", "links.pay")]
    [InlineData("en/proforma.subject.txt", " for {{client.name}}", "client.name")]
    [InlineData("es/proforma.panel.txt", " por {{invoice.method}}", "invoice.method")]
    [InlineData("es/parts/due.html", "<p>{{values.amount}}</p>", "values.amount")]
    public void a_value_that_may_be_empty_must_not_stand_there_as_if_it_never_were(string file, string added, string name)
    {
        File.AppendAllText(own[file], "{{#if invoice}}" + added + "{{/if}}");
        Problem problem = own.Load().Check(["proforma"]).First(found => found.File == file);
        Assert.Equal(name, problem.Path);
        Assert.Contains($"{{{{#if {name}}}}}", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_part_that_is_misspelt_is_named_with_its_file()
    {
        File.AppendAllText(own["en/suspended.html"], "{{> grreting}}");
        Problem problem = Assert.Single(own.Load().Check(["suspended"]));
        Assert.Equal("en/suspended.html", problem.File);
        Assert.Contains("grreting", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_notice_that_only_the_default_language_has_is_no_problem_and_half_of_one_is()
    {
        foreach (string ending in new[] { ".subject.txt", ".txt", ".html" }) File.Copy(own["es/suspended" + ending], own["es/farewell" + ending]);
        Assert.Empty(own.Load().Check(["farewell"]));
        Assert.Equal("es", own.Load().Render(Told.Of("farewell", Told.Ana with { Language = "english" })).Language);
        File.Copy(own["en/suspended.html"], own["en/farewell.html"]);
        Assert.All(own.Load().Check(["farewell"]), problem => Assert.StartsWith("en/farewell.", problem.File, StringComparison.Ordinal));
        Assert.NotEmpty(own.Load().Check(["farewell"]));
    }

    [Fact]
    public void without_a_line_for_the_panels_log_the_subject_stands_there()
    {
        File.Delete(own["es/suspended.panel.txt"]);
        TemplateSet set = own.Load();
        Assert.Empty(set.Check(["suspended"]));
        Assert.Equal("Billing: suspended: " + set.Render(Told.Of("suspended")).Subject, set.RenderPanel(Told.Of("suspended")));
    }

    [Fact]
    public void an_act_without_words_is_reported()
    {
        string wording = File.ReadAllText(own["es/wording.json"]);
        File.WriteAllText(own["es/wording.json"], wording.Replace("\"freeze-projects\"", "\"freeze\"", StringComparison.Ordinal));
        Assert.Equal("$.acts.freeze-projects", Assert.Single(own.Load().Check(["suspended"], ["es"])).Path);
    }

    [Fact]
    public void a_language_that_is_not_there_is_reported() =>
        Assert.Equal("pt", Assert.Single(own.Load("pt").Check(["suspended"])).File);

    [Fact]
    public void a_folder_that_is_not_there_is_reported_and_sends_nothing()
    {
        TemplateSet set = TemplateSet.Load(own["nowhere"], "es", Told.Provider);
        Assert.Contains("no such folder", set.Check(["suspended"])[0].Wrong, StringComparison.Ordinal);
        Assert.Throws<TemplateException>(() => set.Render(Told.Of("suspended")));
    }

    [Fact]
    public async Task a_notice_that_cannot_be_rendered_is_for_later_and_names_the_file()
    {
        File.AppendAllText(own["es/suspended.html"], "{{oops}}");
        EmailChannel channel = new(own.Load(), Told.Email, Told.Provider, new FolderTransport(own["out"]), new FakeTimeProvider());
        ChannelOutcome outcome = await channel.SendAsync(Told.Of("suspended"), _ => throw new InvalidOperationException("nothing is handed over"), TestContext.Current.CancellationToken);
        Assert.Contains("es/suspended.html", Assert.IsType<ChannelOutcome.TryLater>(outcome).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void a_new_language_is_a_new_folder()
    {
        Directory.CreateDirectory(own["pt/parts"]);
        foreach (string file in Directory.EnumerateFiles(own["es"], "*", SearchOption.AllDirectories)) File.Copy(file, own[Path.Combine("pt", Path.GetRelativePath(own["es"], file))]);
        string wording = File.ReadAllText(own["pt/wording.json"]);
        File.WriteAllText(own["pt/wording.json"], wording.Replace("\"spanish\"", "\"portuguese\"", StringComparison.Ordinal).Replace("\"AR\"", "\"BR\"", StringComparison.Ordinal));
        TemplateSet set = own.Load();
        Assert.Empty(set.Check(["suspended"]));
        Assert.Equal("pt", set.LanguageOf(Told.Ana with { Language = "portuguese-br" }));
    }
}
