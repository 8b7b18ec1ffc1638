using System.Text.Json;
using Billing.Plugin.Cpanel;
using Billing.Sandbox;
using Billing.Sdk;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>The account of a paid order: the panel's name and domain, its product's plan, the client's mailbox, and nothing that was guessed.</summary>
public sealed class CpanelCreationTests : OnWhm
{
    [Fact]
    public async Task name_domain_plan_and_mailbox_are_the_panel_s()
    {
        AdapterOutcome.Changed made = Assert.IsType<AdapterOutcome.Changed>(await CreateAsync(New with { Domain = "Ñandú.example." }));
        WhmAccount account = Server.Account("nobody")!;
        Assert.Equal(("xn--and-6ma2c.example", "basic", "nobody@mail.example", "root"), (account.Domain, account.Plan, account.Email, account.Owner));
        Assert.Equal("account nobody was created on 127.0.0.1 with plan basic; its password is random, and the client sets one of his own", made.Details);
    }

    [Fact]
    public async Task every_account_has_a_long_password_of_its_own_and_nobody_hears_of_it()
    {
        AdapterOutcome first = await CreateAsync(New), second = await CreateAsync(New with { Target = "service 14", Username = "other", Domain = "other.example" });
        string[] passwords = [.. Whm.Passwords];
        Assert.Equal(2, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.Matches("^[A-Za-z0-9]{32}$", password));
        Assert.All([.. World.Log, $"{first}", $"{second}"], line => Assert.All(passwords, password => Assert.DoesNotContain(password, line)));
        Assert.All(World.Log, line => Assert.DoesNotContain("nobody@mail.example", line));
    }

    [Fact]
    public async Task a_server_that_repeats_password_and_mailbox_does_not_make_us_tell_them()
    {
        Whm.Next("createacct", async http => await http.Response.WriteAsync(WhmFront.No($"the password {Whm.Passwords.Single()} of nobody@mail.example is too weak")));
        Assert.Equal("WHM declined createacct: the password *** of *** is too weak", Refused(FailureKind.InvalidInput, await CreateAsync(New)));
    }

    [Theory]
    [InlineData("1shop")]
    [InlineData("seventeenletters1")]
    [InlineData("testing")]
    [InlineData("myassoc")]
    [InlineData("Shop")]
    [InlineData("my-shop")]
    public async Task a_name_that_no_account_can_have_is_refused_before_anything_is_sent(string user)
    {
        Assert.StartsWith($"service 11: {user} cannot be the name of an account: at most 16", Refused(FailureKind.InvalidInput, await CreateAsync(New with { Username = user })));
        Assert.Empty(Whm.Changes);
        Assert.DoesNotContain(Whm.Seen, call => call.Contains("createacct", StringComparison.Ordinal));
    }

    [Fact]
    public async Task what_the_panel_does_not_say_is_for_a_person_and_the_line_says_what_to_do()
    {
        Assert.Equal("service 11: the panel has no account name for it; enter its Username there", Refused(FailureKind.InvalidInput, await CreateAsync(New with { Username = "" })));
        Assert.Equal("service 11: the panel names no server for it; choose its server there", Refused(FailureKind.InvalidInput, await CreateAsync(New with { Server = null })));
        Assert.Equal("service 11: the panel has no domain for it; enter the domain that its account is for", Refused(FailureKind.InvalidInput, await CreateAsync(New with { Domain = "" })));
        Assert.Equal("service 11: no plan is known for product 13; add \"13\": \"PLAN\" under \"plans\" in config/plugins/cpanel.json", Refused(FailureKind.InvalidInput, await CreateAsync(Of("13"))));
        Assert.Equal("service 11: the panel names no product for it, so that its plan is not known", Refused(FailureKind.InvalidInput, await CreateAsync(New with { Attributes = new Dictionary<string, string>() })));
        Assert.Empty(Whm.Changes);
    }

    [Fact]
    public async Task without_an_address_of_the_client_there_is_no_contact_mailbox_and_that_is_said()
    {
        string details = Assert.IsType<AdapterOutcome.Changed>(await CreateAsync(New with { Attributes = new Dictionary<string, string> { ["product"] = "12" } })).Details;
        Assert.EndsWith("; the panel has no e-mail address for it, so that it has no contact mailbox", details);
        Assert.DoesNotContain(Whm.Seen, call => call.Contains("contactemail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_domain_of_another_account_is_refused()
    {
        Assert.Equal("service 11: bobby.example belongs to account bobby on 127.0.0.1 already; nothing is created", Refused(FailureKind.NotOwned, await CreateAsync(New with { Domain = "bobby.example" })));
        Assert.Null(Server.Account("nobody"));
    }

    [Fact]
    public async Task an_account_of_another_owner_is_not_taken_over()
    {
        Server.AddAccount(new WhmAccount("nobody", "nobody.example") { Owner = "rita" });
        Assert.Contains("belongs to rita, not to root", Refused(FailureKind.NotOwned, await CreateAsync(New)));
    }

    [Fact]
    public async Task one_that_is_there_and_held_by_somebody_else_is_not_called_created()
    {
        Server.Suspend("bob", "spam");
        Refused(FailureKind.HeldByOther, await CreateAsync(World.Service));
        Assert.Equal("spam", Bob.SuspendReason);
    }

    [Fact]
    public async Task a_full_disk_passes_and_another_plan_than_asked_for_is_told()
    {
        Server.DiskFull = true;
        Failed(FailureKind.NoSpace, await CreateAsync(New));
        Server.DiskFull = false;
        Whm.Next("createacct", async http =>
        {
            Server.AddAccount(new WhmAccount("nobody", "nobody.example") { Plan = "undefined" });
            await http.Response.WriteAsync(WhmFront.Yes());
        });
        Assert.EndsWith("; but WHM shows plan undefined: look at it there", Assert.IsType<AdapterOutcome.Changed>(await CreateAsync(New)).Details);
    }

    [Fact]
    public async Task what_nobody_answered_and_nobody_sees_is_in_doubt()
    {
        Whm.Next("createacct", http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        Assert.IsType<AdapterOutcome.Unknown>(await CreateAsync(New));
        Assert.IsType<AdapterOutcome.Changed>(await CreateAsync(New));
    }

    [Fact]
    public async Task a_name_that_became_somebody_else_s_meanwhile_is_a_conflict()
    {
        Whm.Next("createacct", async http =>
        {
            Server.AddAccount(new WhmAccount("nobody", "another.example"));
            await http.Response.WriteAsync(WhmFront.No("The name \u201Cnobody\u201D is already taken by an account."));
        });
        Assert.IsType<AdapterOutcome.Conflict>(await CreateAsync(New));
    }

    [Fact]
    public async Task a_reseller_who_cannot_tell_missing_from_not_his_own_lets_the_server_decide()
    {
        Server.AddReseller("ann", "ANNSTOKEN");
        using var anns = (IDisposable)World.Configured("ANNSTOKEN", user: "ann");
        Whm.Next("accountsummary", 200, WhmFront.No("API failure: (XID a1) You do not have access to an account named \u201Cnobody\u201D."));
        Assert.IsType<AdapterOutcome.Changed>(await ((ICanCreate)anns).CreateAsync(New, Cancel));
        Assert.Equal("ann", Server.Account("nobody")!.Owner);
        ServiceHandle bobbys = New with { Target = "service 13", Username = "bobby" };
        Assert.Contains("is already taken", Refused(FailureKind.InvalidInput, await ((ICanCreate)anns).CreateAsync(bobbys with { Domain = "fresh.example" }, Cancel)));
        Assert.Contains("already belongs to an account", Refused(FailureKind.InvalidInput, await ((ICanCreate)anns).CreateAsync(bobbys with { Username = "fresh", Domain = "bobby.example" }, Cancel)));
    }

    [Fact]
    public void plans_are_called_by_a_product_s_number()
    {
        var wrong = Assert.Throws<AdapterConfigurationException>(() => new CpanelPlugin().Create(new AdapterContext(JsonDocument.Parse(
            """{ "servers": [ { "host": "srv01.example", "token": "env:T" } ], "plans": { "$comment": "ours", "12": "basic", "gold": "gold", "012": "basic", "13": 5 } }""").RootElement,
            _ => "TOKEN", TimeProvider.System, _ => { })));
        Assert.Equal(["plans.012", "plans.13", "plans.gold"], wrong.Problems.Select(problem => problem.Split(':')[0]).Order(StringComparer.Ordinal));
    }

    private ServiceHandle New => World.Missing;

    private ServiceHandle Of(string product) => New with { Attributes = new Dictionary<string, string> { ["product"] = product } };

    private Task<AdapterOutcome> CreateAsync(ServiceHandle service) => ((ICanCreate)World.Adapter).CreateAsync(service, Cancel);
}
