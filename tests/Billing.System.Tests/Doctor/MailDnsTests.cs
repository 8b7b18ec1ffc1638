using System.Diagnostics;
using System.Net;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Doctor;
using Billing.Engine.Doctor.Dns;
using Billing.Engine.Doctor.Mail;
using Billing.Engine.Doctor.Reach;
using Billing.Engine.Panel;
using Billing.Core.Facts;
using Xunit;

namespace Billing.System.Tests.Doctor;

/// <summary>Our mail and clients' mailboxes against a real name server. <c>BILLING_TEST_BIND</c> is what tests/servers/bind prints.</summary>
public sealed class MailDnsTests
{
    private const string Us = "192.0.2.25", Good = "v=spf1 ip4:192.0.2.0/24 -all", Key = "MIIBIjANBgkq";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task where_all_is_set_up_nothing_is_found()
    {
        await using Zone zone = await Zone.CreateAsync($"""
            @ TXT "{Good}"
            @ MX 10 mx
            notices TXT "v=spf1 a:mx.ZONE -all"
            notices MX 10 mx
            mx A {Us}
            billing._domainkey TXT "v=DKIM1; k=rsa; " "p=MIIBIj" "ANBgkq"
            _dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@ZONE"
            """);
        Assert.Empty(await LookAsync(zone, new MailSetUp(zone.Name, $"notices.{zone.Name}", true, new MailKey(zone.Name, "billing", Key), Us)));
    }

    [Theory]
    [InlineData("x A 192.0.2.1", "spf-missing")]
    [InlineData("@ TXT \"v=spf10 all\"", "spf-missing")]
    [InlineData("@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 mx -all\"", "spf-broken")]
    [InlineData("@ TXT \"v=spf1 +all\"", "spf-anybody")]
    [InlineData("@ TXT \"v=spf1 ip4:192.0.2.25 all\"", "spf-anybody")]
    [InlineData("@ TXT \"v=spf1 include:loop.ZONE -all\"\nloop TXT \"v=spf1 include:loop.ZONE -all\"", "spf-broken")]
    [InlineData("@ TXT \"v=spf1 include:none.ZONE -all\"", "spf-broken")]
    [InlineData("@ TXT \"v=spf1 a a a a a a a a a a a -all\"", "spf-broken")]
    [InlineData("@ TXT \"v=spf1 ipv4:192.0.2.25 -all\"", "spf-broken")]
    [InlineData("@ TXT \"v=spf1 ip4:192.0.2.300 -all\"", "spf-broken")]
    [InlineData("@ TXT \"v=spf1 ip4:198.51.100.0/24 -all\"", "spf-without-us")]
    [InlineData("@ TXT \"v=spf1 -ip4:192.0.2.25 +ip4:192.0.2.0/24 -all\"", "spf-without-us")]
    [InlineData("@ TXT \"v=spf1 ?all\"", "spf-without-us")]
    [InlineData("@ TXT \"v=spf1 ip4:192.0.2.25 -all\"", "")]
    [InlineData("@ TXT \"v=spf1 ip4:192.0.2.99/24 ~all\"", "")]
    [InlineData("@ TXT \"V=SPF1 include:in.ZONE -all\"\nin TXT \"v=spf1 mx:ZONE ~all\"\n@ MX 5 mx\nmx A 192.0.2.25", "")]
    [InlineData("@ TXT \"v=spf1 redirect=in.ZONE\"\nin TXT \"v=spf1 a:mx.ZONE/28 -all\"\nmx A 192.0.2.17", "")]
    [InlineData("@ TXT \"v=spf1 exists:%{i}.x.ZONE ptr ip4:192.0.2.25 -all\"", "")]
    public async Task a_sender_policy_is_followed_to_its_end(string records, string found)
    {
        await using Zone zone = await Zone.CreateAsync(records);
        IEnumerable<Finding> findings = await SpfCheck.LookAsync(new MailSetUp(zone.Name, zone.Name, false, null, Us), zone.Names, Cancel);
        Assert.Equal(found, string.Join(' ', findings.Select(finding => finding.Kind.Word)));
    }

    [Theory]
    [InlineData("x A 192.0.2.1", "dkim-missing")]
    [InlineData("s._domainkey TXT \"v=DKIM1; p=\"", "dkim-revoked")]
    [InlineData("s._domainkey TXT \"v=DKIM1; p=MIIBother\"", "dkim-other-key")]
    [InlineData("s._domainkey TXT \"k=rsa;p=MIIB IjAN Bgkq;\"", "")]
    public async Task the_key_that_signs_is_the_one_that_is_published(string records, string found)
    {
        await using Zone zone = await Zone.CreateAsync(records);
        IEnumerable<Finding> findings = await DkimCheck.LookAsync(new MailSetUp(zone.Name, zone.Name, false, new MailKey(zone.Name, "s", Key), Us), zone.Names, Cancel);
        Assert.Equal(found, string.Join(' ', findings.Select(finding => finding.Kind.Word)));
    }

    [Theory]
    [InlineData("x A 192.0.2.1", "", "dmarc-missing")]
    [InlineData("_dmarc TXT \"v=DMARC1; p=none\"", "", "dmarc-none")]
    [InlineData("_dmarc TXT \"v=DMARC1; q=reject\"", "", "dmarc-broken")]
    [InlineData("_dmarc TXT \"v=DMARC1; p=none\"\n_dmarc TXT \"v=DMARC1; p=reject\"", "", "dmarc-broken")]
    [InlineData("_dmarc TXT \"v=DMARC1; p=reject\"", "", "")]
    [InlineData("_dmarc TXT \"v=DMARC1; p=reject\"", "elsewhere.test", "dmarc-refuses-us")]
    [InlineData("_dmarc TXT \"v=DMARC1; p=quarantine\"", "notices.ZONE", "")]
    public async Task the_senders_domain_says_what_becomes_of_mail_that_proves_nothing(string records, string bounce, string found)
    {
        await using Zone zone = await Zone.CreateAsync(records);
        MailSetUp mail = new(zone.Name, bounce.Length == 0 ? zone.Name : bounce.Replace("ZONE", zone.Name, StringComparison.Ordinal), bounce.Length > 0, null, Us);
        Assert.Equal(found, string.Join(' ', (await DmarcCheck.LookAsync(mail, zone.Names, Cancel)).Select(finding => finding.Kind.Word)));
        Assert.Equal(found, string.Join(' ', (await DmarcCheck.LookAsync(mail with { Sender = $"mail.{zone.Name}", Bounce = bounce.Length == 0 ? $"mail.{zone.Name}" : bounce.StartsWith("notices", StringComparison.Ordinal) ? $"b.mail.{zone.Name}" : mail.Bounce }, zone.Names, Cancel)).Select(finding => finding.Kind.Word)));
    }

    [Theory]
    [InlineData("@ MX 10 mx\nmx A 192.0.2.1", "")]
    [InlineData("@ A 192.0.2.1", "")]
    [InlineData("@ MX 10 mx", "bounce-domain")]
    [InlineData("@ MX 0 .", "bounce-domain")]
    [InlineData("x A 192.0.2.1", "bounce-domain")]
    public async Task mail_finds_back_to_us(string records, string found)
    {
        await using Zone zone = await Zone.CreateAsync(records);
        IEnumerable<Finding> findings = await ReturnCheck.LookAsync(new MailSetUp(zone.Name, zone.Name, true, null, Us), zone.Names, Cancel);
        Assert.Equal(found, string.Join(' ', findings.Select(finding => finding.Kind.Word)));
    }

    [Fact]
    public async Task a_name_server_that_does_not_answer_is_no_finding_about_us()
    {
        NameServer nobody = new(new IPEndPoint(IPAddress.Loopback, 1), TimeSpan.FromMilliseconds(200));
        MailSetUp mail = new("example.com", "example.com", true, new MailKey("example.com", "s", Key), Us);
        foreach (IEnumerable<Finding> findings in new[] { await SpfCheck.LookAsync(mail, nobody, Cancel), await DkimCheck.LookAsync(mail, nobody, Cancel), await DmarcCheck.LookAsync(mail, nobody, Cancel), await ReturnCheck.LookAsync(mail, nobody, Cancel) })
            Assert.Equal(Rounds.NotSeen, Assert.Single(findings).Kind);
        List<Finding> reach = await ReachAsync(nobody, Client(1, "ana@example.com"));
        Assert.Equal("1 of 1 mailbox domains were not looked up: the name server gave no answer", Assert.Single(reach).What);
    }

    [Fact]
    public async Task mailboxes_and_telephones_that_cannot_work_are_found_and_each_domain_is_asked_for_once()
    {
        await using Zone zone = await Zone.CreateAsync("@ MX 10 mx\nmx A 192.0.2.1\nnull MX 0 .\nweb A 192.0.2.1\nbroken MX 10 gone");
        List<Finding> found = await ReachAsync(zone.Names,
            Client(1, $"ana@{zone.Name}"), Client(2, $"bob@null.{zone.Name}"), Client(3, $"eva@NOPE.{zone.Name}"), Client(4, $"ivo@nope.{zone.Name}") with { Phone = "+54.91155551234", Agreed = true },
            Client(5, ""), Client(6, "not an address") with { Phone = "12", Agreed = true }, Client(7, $"uma@web.{zone.Name}"), Client(8, $"leo@broken.{zone.Name}"),
            Client(9, $"pat@mail.{zone.Name}") with { Hosted = [new HostedName(new Target(TargetKind.Service, 90), zone.Name)] }, Client(10, $"zoe@{zone.Name}") with { Hosted = [new HostedName(new Target(TargetKind.Service, 91), $"x.{zone.Name}")] },
            Client(11, "a@b@c"), Client(12, "eve@example.com\r\nBcc: all@example.com"), Client(13, $"kim@{new string('x', 70)}.{zone.Name}"));
        Assert.Equal([5], Of(found, "mailbox-missing"));
        Assert.Equal([6, 11, 12], Of(found, "mailbox-wrong"));
        Assert.Equal([2, 3, 4, 8, 9, 13], Of(found, "mailbox-domain"));
        Assert.Equal([9], Of(found, "mailbox-on-own-service"));
        Assert.Equal([6], Of(found, "phone-wrong"));
        Assert.Equal([2, 3, 5, 6, 8, 9, 11, 12, 13], Of(found, "reached-by-nothing").Order());
        Assert.Equal("6 clients with a mailbox at one of 5 domains that take no mail", Assert.Single(found, finding => finding.Kind.Word == "mailbox-domain").What);
    }

    private static int[] Of(List<Finding> found, string word) => [.. found.Where(finding => finding.Kind.Word == word).SelectMany(finding => finding.Things!.Numbers)];

    private static ClientReach Client(int number, string email) => new(number, email, "", "AR", false, []);

    private static async Task<List<Finding>> ReachAsync(NameServer names, params ClientReach[] clients)
    {
        List<Finding> found = [];
        ReachTerms terms = new(true, new Dictionary<string, NumberRule>(), names, TimeSpan.FromSeconds(30));
        await foreach (Finding finding in new ReachCheck(terms).LookAsync(clients.ToAsyncEnumerable(), Cancel)) found.Add(finding);
        return found;
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(Zone zone, MailSetUp mail) =>
    [
        .. await SpfCheck.LookAsync(mail, zone.Names, Cancel), .. await DkimCheck.LookAsync(mail, zone.Names, Cancel), .. await DmarcCheck.LookAsync(mail, zone.Names, Cancel), .. await ReturnCheck.LookAsync(mail, zone.Names, Cancel),
    ];

    /// <summary>A zone of its own on the real server, gone afterwards. ZONE in its records is its name.</summary>
    private sealed class Zone : IAsyncDisposable
    {
        private readonly string[] server;

        private Zone(string[] server, string name) => (this.server, Name) = (server, name);

        public string Name { get; }

        public NameServer Names => new(IPEndPoint.Parse(server[0]), TimeSpan.FromSeconds(5));

        public static async Task<Zone> CreateAsync(string records)
        {
            string given = Environment.GetEnvironmentVariable("BILLING_TEST_BIND") is { Length: > 0 } said ? said
                : throw new InvalidOperationException("BILLING_TEST_BIND is not set: start BIND with tests/servers/bind, and give what it prints.");
            Zone zone = new(given.Split(';'), $"d{Guid.NewGuid():N}.test");
            string file = Path.Combine(zone.server[3], "zones", $"{zone.Name}.db");
            string[] lines = [.. records.Replace("ZONE", zone.Name, StringComparison.Ordinal).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => $"{line[..line.IndexOf(' ')]} 300 IN {line[(line.IndexOf(' ') + 1)..]}")];
            await File.WriteAllLinesAsync(file, [$"$ORIGIN {zone.Name}.", $"@ 300 IN SOA ns.{zone.Name}. h.{zone.Name}. 1 1 1 1 1", $"@ 300 IN NS ns.{zone.Name}.", "ns 300 IN A 127.0.0.1", .. lines], Cancel);
            await zone.ControlAsync("addzone", zone.Name, $$"""{ type primary; file "{{file}}"; };""");
            return zone;
        }

        public async ValueTask DisposeAsync() => await ControlAsync("delzone", "-clean", Name);

        private async Task ControlAsync(params string[] words)
        {
            using Process rndc = Process.Start(new ProcessStartInfo("rndc", ["-c", Path.Combine(server[3], "rndc.conf"), .. words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string said = await rndc.StandardError.ReadToEndAsync(CancellationToken.None);
            await rndc.WaitForExitAsync(CancellationToken.None);
            if (rndc.ExitCode != 0) throw new InvalidOperationException($"rndc {words[0]}: {said}");
        }
    }
}
