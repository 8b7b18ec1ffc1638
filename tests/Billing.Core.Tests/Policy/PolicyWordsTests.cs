using Billing.Core.Facts;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>What may be written, and what it means then.</summary>
public sealed class PolicyWordsTests
{
    [Theory]
    [InlineData("""{ "safety": { "brake": { "atLeast": 0, "percent": 0 } } }""")]
    [InlineData("""{ "safety": { "noticeDays": 0, "noticeCounts": [] } }""")]
    [InlineData("""{ "cycleChange": { "enabled": false, "tell": { "cycle-changed": null } } }""")]
    [InlineData("""{ "timelines": null, "businessDays": { "alsoOff": null, "alsoOn": null }, "$schema": null }""")]
    [InlineData("""{ "recovery": { "fee": { "ARS": 20000.50, "USD": null } } }""")]
    [InlineData("""{ "businessDays": { "weekend": [], "holidays": [] } }""")]
    [InlineData("""{ "timeline": [ { "at": "+6bd", "tell": { "a": ["email"] } }, { "at": "+8d", "tell": { "b": ["email"] } } ] }""")]
    [InlineData("""{ "timeline": [ { "after": "5bd", "do": ["suspend-client"] }, { "at": "+10d", "do": ["suspend-service"] }, { "after": "5bd", "do": ["freeze-projects"] } ] }""")]
    [InlineData("""{ "timeline": [ { "at": "0d", "do": ["invoice"] }, { "at": "+1d", "do": ["suspend-service"] }, { "at": "+1bd", "do": ["terminate-service"] } ] }""")]
    [InlineData("""{ "timeline": [ { "at": "+2d", "do": ["suspend-service"], "when": { "country": "AR" } }, { "at": "+3d", "do": ["suspend-service"], "when": { "country": "UY" } } ] }""")]
    public void what_can_be_right_for_some_due_date_is_accepted(string patch) => Assert.Empty(Shipped.Read(patch).Problems);

    [Fact]
    public void a_made_up_business_day_can_make_an_order_right()
    {
        const string timeline = """ "timeline": [ { "at": "+6bd", "tell": { "a": ["email"] } }, { "at": "+7d", "tell": { "b": ["email"] } } ] """;
        Assert.NotEmpty(Shipped.Read($"{{ {timeline} }}").Problems);
        Assert.Empty(Shipped.Read($$"""{ {{timeline}}, "businessDays": { "alsoOn": ["2026-05-09", "2026-05-10"] } }""").Problems);
    }

    [Fact]
    public void the_first_timeline_that_fits_is_used_and_else_the_common_one()
    {
        BillingPolicy policy = Shipped.Policy("""
            { "timelines": [
                { "when": { "clientGroup": "VIP", "currency": "USD" }, "timeline": [ { "at": "+1d", "tell": { "vip-dollars": ["email"] } } ] },
                { "when": { "clientGroup": "vip" }, "timeline": [ { "at": "+1d", "tell": { "vip": ["email"] } } ] } ] }
            """);
        Assert.Equal("vip-dollars", FirstNotice(policy, group: "VIP", currency: "USD"));
        Assert.Equal("vip", FirstNotice(policy, group: "VIP", currency: "ARS"));
        Assert.Equal("proforma", FirstNotice(policy, group: "", currency: "USD"));
    }

    [Fact]
    public void a_stage_with_conditions_exists_only_where_they_hold()
    {
        BillingPolicy policy = Shipped.Policy("""
            { "timeline": [
                { "at": "-5d", "tell": { "abroad": ["email"] }, "when": { "currency": "USD" } },
                { "at": "-4d", "tell": { "large": ["email"] }, "when": { "minimumDebt": 100 } },
                { "at": "-3d", "tell": { "all": ["email"] } } ] }
            """);
        Assert.Equal("abroad large all", Notices(policy, "USD", 100));
        Assert.Equal("abroad all", Notices(policy, "USD", 99));
        Assert.Equal("large all", Notices(policy, "ARS", 100));
        Assert.Equal("all", Notices(policy, "ARS", 0));
    }

    [Fact]
    public void the_conditions_of_a_timeline_and_its_stage_must_both_hold()
    {
        BillingPolicy policy = Shipped.Policy("""
            { "timelines": [ { "when": { "currency": "USD" }, "timeline": [
                { "at": "-5d", "tell": { "never": ["email"] }, "when": { "currency": "EUR" } },
                { "at": "-4d", "tell": { "large": ["email"] }, "when": { "minimumDebt": 100 } },
                { "at": "-3d", "tell": { "all": ["email"] } } ] } ] }
            """);
        Assert.Equal("large all", Notices(policy, "USD", 100));
        Assert.Equal("all", Notices(policy, "USD", 1));
        Assert.StartsWith("proforma", Notices(policy, "EUR", 100));
    }

    [Fact]
    public void every_word_arrives_where_it_belongs()
    {
        BillingPolicy policy = Shipped.Policy("""
            { "runAt": "07:30", "renewal": { "sameDay": "separate" }, "termination": { "backup": "none" }, "objection": { "pausesTimeline": true },
              "exemptions": { "clientGroups": ["Staff"], "panelGroupFlag": "report", "panelServiceFlag": "honour" }, "safety": { "brake": { "percent": 2.5 } } }
            """);
        Assert.Equal(new TimeOnly(7, 30), policy.RunAt);
        Assert.Equal(new RenewalRules(false, 30), policy.Renewal);
        Assert.False(policy.BackupRequired);
        Assert.True(policy.ObjectionPauses);
        Assert.Equal(["Staff"], policy.Exemptions.ClientGroups);
        Assert.Equal(["Overdue on Payment", ""], policy.Exemptions.AdoptReasons);
        Assert.True(policy.Exemptions is { HonourPanelGroupFlag: false, HonourPanelServiceFlag: true });
        Assert.Equal(new BrakeRules(25, 2.5m), policy.Safety.Brake);
        Assert.Equal(BillingCycle.SemiAnnually, policy.CycleChange.Steps[BillingCycle.Quarterly]);
        Assert.Equal(15000m, policy.Recovery.Fee["ARS"]);
        Assert.Equal("reactivated", policy.Reactivated.Notices.Single().Key);
    }

    private static string FirstNotice(BillingPolicy policy, string group, string currency) =>
        policy.For(new Client { Id = 1, Group = group, Currency = currency }, null, 0).Stages[0].Tell[0].Key;

    private static string Notices(BillingPolicy policy, string currency, decimal debt) =>
        string.Join(' ', policy.For(new Client { Id = 1, Currency = currency }, null, debt).Stages.SelectMany(stage => stage.Tell).Select(notice => notice.Key));
}
