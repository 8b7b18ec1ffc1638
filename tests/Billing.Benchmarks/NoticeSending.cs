using System.Diagnostics;
using System.Globalization;
using System.Text;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Simulation;
using Billing.Engine.Tracking;
using MailKit.Net.Smtp;
using MimeKit;

namespace Billing.Benchmarks;

/// <summary>
/// What a notice costs from the decision to the recorded answer: intent, links, text, hand-over with the bytes as evidence, mail server, outcome; all of it in a
/// real ledger file. Beside it the least that it can cost: MailKit alone, sending finished messages of the same size over as many connections.
/// </summary>
internal static class NoticeSending
{
    private const int Ready = 200;
    private static readonly DateOnly Today = new(2026, 8, 3);

    public static async Task<int> RunAsync(string[] options)
    {
        int count = Number(options, "--count", 10000), parallel = Number(options, "--parallel", 4), connections = Number(options, "--connections", 2), pairs = Number(options, "--pairs", 1);
        string config = Option(options, "--config") ?? "config";
        using SmtpDrain? drain = Option(options, "--smtp") is null ? new SmtpDrain() : null;
        string[] place = Option(options, "--smtp")?.Split(':') ?? ["127.0.0.1", drain!.Port.ToString(CultureInfo.InvariantCulture)];
        SmtpOptions smtp = new()
        {
            Host = place[0], Port = int.Parse(place[1], CultureInfo.InvariantCulture), Tls = MailTls.None, TimeoutSeconds = 60, Connections = connections,
            Rate = new RateOptions { PerSecond = 1_000_000, PerDomainPerMinute = 60_000_000 },
        };
        await OursAsync(config, smtp, Ready, parallel);   // warms up
        await FloorAsync(config, smtp, Ready);
        for (int pair = 1; pair <= pairs; pair++)
        {
            (double wall, double cpu) ours = await TimedAsync(() => OursAsync(config, smtp, count, parallel));
            string peak = PeakMemory();
            (double wall, double cpu) floor = await TimedAsync(() => FloorAsync(config, smtp, count));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"notices        {count / ours.wall,8:0} a second  wall {ours.wall:0.0} s  own CPU {ours.cpu:0.0} s  peak memory {peak}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"MailKit alone  {count / floor.wall,8:0} a second  wall {floor.wall:0.0} s  own CPU {floor.cpu:0.0} s"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio          wall {ours.wall / floor.wall:0.0}  own CPU {ours.cpu / floor.cpu:0.0}  (load {Load()})"));
        }
        if (drain is not null) Console.WriteLine($"{drain.Messages} messages taken");
        return 0;
    }

    private static async Task OursAsync(string config, SmtpOptions smtp, int count, int parallel)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("billing-notices-");
        try
        {
            await using SqlLedger ledger = SqlLedger.Sqlite(Path.Combine(folder.FullName, "ledger.db"), TimeProvider.System);
            await ledger.PrepareAsync(CancellationToken.None);
            using SmtpTransport transport = new(smtp, () => "");
            LinkOptions links = new() { Url = new Uri("https://notices.example.com/"), Keys = [], Days = 180, Pictures = true, NoPicturesIn = [] };
            Notifying notifying = new(PanelOf(count), ledger, new Dictionary<string, INoticeChannel> { ["email"] = new EmailChannel(Texts(config), Mail, Provider, transport, TimeProvider.System, Ring) },
                new NoticeLinking(links, Ring, ledger.Evidence, TimeProvider.System));
            BillingPolicy policy = Policy(config);
            await Seat.ForEachAsync(Enumerable.Range(1, count), parallel, async (n, seat) =>
            {
                Planned act = new(n, new BillingAction.Notify(n, n, Today, "reminder-1", "email"), "its invoice is due");
                Begun begun = await ledger.BeginAsync(new Intent(1, n, act.Action, act.Because, Today), CancellationToken.None);
                Outcome outcome = await notifying.ExecuteAsync(new Turn(act, Facts(n), policy, Today, begun) { Seat = seat }, CancellationToken.None);
                if (outcome is not Outcome.Done) throw new InvalidOperationException($"notice {n}: {outcome.Words}");
                await ledger.FinishAsync(act.Action.Key, outcome, CancellationToken.None);
            }, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FloorAsync(string config, SmtpOptions smtp, int count)
    {
        NoticeMail mails = new(Mail, Provider, Ring, null, TimeProvider.System);
        TemplateSet texts = Texts(config);
        OutgoingMail[] ready = [.. Enumerable.Range(1, Ready).Select(n => OfNotice(mails, texts, n))];
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, smtp.Connections).Select(_ => Task.Run(async () =>
        {
            using SmtpClient client = new();
            await client.ConnectAsync(await SmtpConnection.ReachAsync(smtp, CancellationToken.None), smtp.Host, smtp.Port, MailKit.Security.SecureSocketOptions.None);
            for (int n; (n = Interlocked.Increment(ref next)) <= count;)
            {
                OutgoingMail mail = ready[n % Ready];
                using MimeMessage copy = MimeMessage.Load(new MemoryStream(mail.Content));
                await client.SendAsync(mail.Format, copy, mail.Sender, [mail.To]);
            }
        })));
        foreach (OutgoingMail mail in ready) mail.Dispose();
    }

    private static readonly EmailOptions Mail = new() { From = "facturacion@example.com", Bounces = new BounceOptions { Address = "bounce@notices.example.com" } };
    private static readonly ProviderOptions Provider = new() { Name = "Example Hosting", Website = "https://example.com/" };
    private static readonly Tokens Ring = new([KeyValuePair.Create('a', Encoding.UTF8.GetBytes("the benchmark's own key, of nobody's use"))]);

    private static OutgoingMail OfNotice(NoticeMail mails, TemplateSet texts, int n)
    {
        Client client = ClientOf(n);
        Notice notice = new($"notify/{n}/reminder-1/email", "reminder-1", client,
            new(n, $"{n}", Today.AddDays(-15), Today, 100, 100, "ARS", "", "https://panel.example.com/viewinvoice.php?id=1", [new("Hosting", 100)]), ["example.com"], [], new Dictionary<string, string>());
        MailAddress.TryRead(client.Name, client.Email, out MailboxAddress to);
        return mails.Of(notice, texts.Render(notice), to, []);
    }

    private static SimulatedPanel PanelOf(int count)
    {
        SimulatedPanel panel = new(() => Today);
        for (int n = 1; n <= count; n++)
        {
            panel.Add(ClientOf(n));
            panel.Add(n, Facts(n).Services[0]);
            panel.Add(new SimulatedInvoice(n, n, Today.AddDays(-15), Today, InvoiceStatus.Unpaid, [new InvoiceLine(Facts(n).Services[0].Target, 100)], InvoiceKind.Ordinary));
        }
        return panel;
    }

    private static Client ClientOf(int n) => new() { Id = n, Name = "Ana Pérez", Email = string.Create(CultureInfo.InvariantCulture, $"client{n}@example.net"), Currency = "ARS", Country = "AR", Language = "spanish" };

    private static ClientFacts Facts(int n)
    {
        Service service = new() { Target = new Target(TargetKind.Service, n), Product = 1, Cycle = BillingCycle.Monthly, Amount = 100, NextDue = Today };
        return new ClientFacts { Client = ClientOf(n), Services = [service], Invoices = [new SimulatedInvoice(n, n, Today.AddDays(-15), Today, InvoiceStatus.Unpaid, [new InvoiceLine(service.Target, 100)], InvoiceKind.Ordinary).Facts] };
    }

    private static TemplateSet Texts(string config) => TemplateSet.Load(Path.Combine(config, "templates"), "es", Provider);

    private static BillingPolicy Policy(string config)
    {
        ShippedPolicy shipped = ShippedPolicy.In(config);
        return shipped.Read(shipped.Json);
    }

    private static async Task<(double Wall, double Cpu)> TimedAsync(Func<Task> run)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        await run();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static string PeakMemory() => Line("/proc/self/status", "VmHWM:");

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Line(string file, string start) => File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line ? line[start.Length..].Trim() : "unknown here";

    private static int Number(string[] options, string name, int otherwise) => int.Parse(Option(options, name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string? Option(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;
}
