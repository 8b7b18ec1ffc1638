using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.System.Tests.Channels;
using MimeKit;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>The notices of a run on their way over a mail server: who gets them, what is learnt of an address, when they are tried again.</summary>
public sealed class NoticeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_clients_contacts_for_billing_get_a_copy_and_the_record_says_who()
    {
        using EmailVoice voice = new();
        DebtorsTown town = TownOf(voice);
        town.Panel.AddContact(1, "carla@example.org");
        town.Panel.AddContact(1, "no address");
        await town.Road().RunAsync(Cancel);
        MimeMessage message = Assert.Single(voice.Sink.Messages);
        Assert.Equal("carla@example.org", Assert.Single(message.Cc.Mailboxes).Address);
        Statement queued = Assert.Single(await EvidenceAsync(town), entry => entry.Kind == EvidenceKind.Queued && entry.Key.Contains("/email", StringComparison.Ordinal));
        Assert.Equal(("carla@example.org", "no address: no usable address"), (queued.Personal["cc"], queued.Personal["cc-left-out"]));
    }

    [Fact]
    public async Task a_contact_at_whom_nothing_arrives_is_left_out()
    {
        using EmailVoice voice = new();
        DebtorsTown town = TownOf(voice);
        town.Panel.AddContact(1, "carla@example.org");
        await town.Ledger.NoteDeadAddressAsync(1, "email", "Carla@example.org", DebtorsTown.Today, "no such user", Cancel);
        await town.Road().RunAsync(Cancel);
        Assert.Empty(Assert.Single(voice.Sink.Messages).Cc);
    }

    [Fact]
    public async Task an_address_that_does_not_exist_is_noted_and_a_policy_against_us_is_not()
    {
        using EmailVoice voice = new();
        DebtorsTown town = TownOf(voice, "nouser@example.net", "relay@example.net");
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.Equal("nouser@example.net", Assert.Single((await town.Ledger.ReadAsync(1, Cancel)).DeadAddresses).Address);
        Assert.Empty((await town.Ledger.ReadAsync(2, Cancel)).DeadAddresses);
        Assert.IsType<Outcome.Refused>(OfEmail(report, 1).Outcome);
        Assert.IsType<Outcome.TryLater>(OfEmail(report, 2).Outcome);
    }

    [Fact]
    public async Task who_is_greylisted_is_asked_again_when_the_time_has_come_and_by_every_run()
    {
        using EmailVoice voice = new();
        DebtorsTown town = TownOf(voice, "busy@example.net");
        await town.Road().RunAsync(Cancel);
        Assert.Equal(1, Asked());
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(1, Asked());
        town.Clock.MoveTo(town.Clock.GetUtcNow().AddMinutes(5));
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(2, Asked());
        town.Clock.MoveTo(town.Clock.GetUtcNow().AddMinutes(5));
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(2, Asked());
        await town.Road().RunAsync(Cancel);
        Assert.Equal(3, Asked());

        int Asked() => voice.Sink.Lines.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task who_pays_comes_back_at_once_while_a_notice_waits()
    {
        using EmailVoice voice = new();
        DebtorsTown town = TownOf(voice, "busy@example.net");
        await town.Road().RunAsync(Cancel);
        Assert.Equal(ServiceStatus.Suspended, town.StatusOf(1));
        town.Pay(1);
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(ServiceStatus.Active, town.StatusOf(1));
    }

    [Fact]
    public async Task a_domain_at_its_limit_keeps_nobody_waiting_and_gets_the_rest_later()
    {
        const int Debtors = 20, AtOnce = 5;
        using EmailVoice voice = new(smtp: options => options with { Rate = new RateOptions { PerSecond = 1000, PerDomainPerMinute = AtOnce } });
        DebtorsTown town = TownOf(voice, [.. Enumerable.Range(0, Debtors).Select(n => n == Debtors - 1 ? "ana@example.org" : $"client{n}@example.net")]);
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.All(Enumerable.Range(1, Debtors), n => Assert.Equal(ServiceStatus.Suspended, town.StatusOf(n)));
        Assert.Equal(AtOnce + 1, voice.Sink.Messages.Count);
        Assert.Contains(voice.Sink.Messages, message => message.To.ToString().Contains("example.org", StringComparison.Ordinal));
        Assert.Equal(Debtors - AtOnce - 1, report.Open.Count(act => act.Outcome.Words.StartsWith("example.net has had its 5 messages", StringComparison.Ordinal)));
    }

    private static DebtorsTown TownOf(EmailVoice voice, params string[] addresses)
    {
        DebtorsTown town = new(new FarmOfServers(), Math.Max(1, addresses.Length), email: voice.Channel);
        for (int n = 0; n < addresses.Length; n++) town.Panel.Add(new Client { Id = n + 1, Name = "Ana", Email = addresses[n], Currency = "ARS" });
        return town;
    }

    private static Performed OfEmail(RunReport report, int client) =>
        report.Acts.Single(act => act.Act.Client == client && act.Act.Action is BillingAction.Notify { Channel: "email" });

    private static async Task<List<Statement>> EvidenceAsync(DebtorsTown town)
    {
        List<Statement> all = [];
        await foreach (EvidenceEntry entry in town.Ledger.Evidence.ReadAllAsync(1, Cancel)) all.Add(entry.Says);
        return all;
    }
}
