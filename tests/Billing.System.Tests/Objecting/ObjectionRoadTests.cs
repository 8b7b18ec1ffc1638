using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Billing.Engine.Acting;
using Billing.Engine.Evidence;
using Billing.Engine.Objecting;
using Billing.Engine.Simulation;
using Billing.Host;
using Billing.Host.Web;
using Billing.Host.Worker;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Billing.System.Tests.Tracking;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Xunit;
using Call = Billing.Engine.Ledger.Call;
using Workers = Billing.Host.Worker.Calls;

namespace Billing.System.Tests.Objecting;

/// <summary>
/// From the link in a mail to the ticket in the panel and back: the worker's pages, its runs and looks, a sandbox of the panel. The policy pauses for
/// objections; invoice 100 of 5000 is due on 10 March, and its first notice goes out on 2 March.
/// </summary>
public sealed partial class ObjectionRoadTests : IAsyncLifetime
{
    private const string Links = """{ "url": "https://notices.example.com/", "keys": { "a": "file:KEY" }, "days": 180, "pictures": true }""";
    private readonly Trial trial = new();
    private readonly VirtualClock time = new(new DateTimeOffset(2026, 3, 2, 12, 1, 0, TimeSpan.Zero));
    private readonly Workers calls = new();
    private readonly HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private SandboxPanel panel = null!;
    private Composition composition = null!;
    private Shift shift = null!;
    private WebServer web = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = time, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, Cancel);
        panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com") { Id = 1 });
        panel.AddProduct(new ProductSeed("Hosting M") { Id = 1, Module = "", Prices = new Dictionary<string, IReadOnlyDictionary<string, decimal>> { ["ARS"] = new Dictionary<string, decimal> { ["Monthly"] = 5000m } } });
        panel.AddService(new ServiceSeed(1, 1, new DateOnly(2026, 4, 10), 5000m) { Id = 10, Domain = "ana.example" });
        panel.AddInvoice(new InvoiceSeed(1, new DateOnly(2026, 3, 10), [new InvoiceLineSeed("Hosting", 10, 5000m, "Hosting M - ana.example")]) { Id = 100, Date = new DateOnly(2026, 2, 24) });
        string key = trial.Write("key", new string('k', 40));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        trial.Change("billing.json", billing =>
        {
            (billing["panel"]!["url"], billing["panel"]!["tickets"]) = (panel.Url.ToString(), new JsonObject { ["department"] = 1 });
            billing["channels"]!["links"] = JsonNode.Parse(Links.Replace("KEY", key, StringComparison.Ordinal));
        });
        trial.Change("policy.json", policy => policy["objection"]!["pausesTimeline"] = true);
        composition = await Composition.OpenAsync(trial.Config, time, writes: true, Cancel);
        PolicyInForce policy = new(trial.Config, composition.Parts.Configuration.ChannelNames, composition.Policy, NullLogger<PolicyInForce>.Instance);
        shift = new Shift(composition, policy, time, new Life(), NullLogger<Shift>.Instance);
        web = new WebServer(WebParts.Of(composition, new Engine.Configuration.WebSettings(new IPEndPoint(IPAddress.Loopback, 0), [], Engine.Tracking.JudgingOptions.Default), time, NullLogger.Instance) with
        {
            Objecting = (new ObjectionDesk(composition.Panel, composition.Ledger, () => policy.Current, calls.LookAt, time), composition.Parts.Templates),
        });
        await web.StartAsync(Cancel);
        browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", WebTrial.Browser);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await web.DisposeAsync();
        shift.Dispose();
        await composition.DisposeAsync();
        await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task from_the_link_in_the_mail_to_the_ticket_and_its_answer_and_the_timeline_goes_on_later_by_the_days_paused()
    {
        await shift.WorkAsync();
        Uri link = await LinkAsync();
        Assert.Contains("Hosting M - ana.example", await browser.GetStringAsync(link, Cancel), StringComparison.Ordinal);
        await ObjectAsync(link, "No pedí esto.\n<b>Fue dado de baja</b>");
        await AnswerCallAsync();
        TicketView ticket = Assert.Single(panel.Tickets());
        Assert.Equal((1, "Objection to invoice 100 [billing:objection 100/2026-03-02]", "No pedí esto.\n<b>Fue dado de baja</b>", "Open"), (ticket.ClientId, ticket.Title, ticket.Message, ticket.Status));

        await LiveUntilAsync(new DateOnly(2026, 3, 16));
        Assert.Equal("Active", panel.Service(10)!.Status);
        Assert.Equal(["reminder-1"], await NoticesAsync());
        Assert.Single(panel.Tickets());

        panel.AnswerTicket(ticket.Id, "Es la renovación de marzo.");
        await shift.WorkAsync();
        Assert.Equal(["objected 2026-03-02", "resolved 2026-03-16"], await ObjectedAsync());
        Assert.Contains("el 16 de marzo de 2026 le respondimos", await browser.GetStringAsync(link, Cancel), StringComparison.Ordinal);

        await LiveUntilAsync(new DateOnly(2026, 3, 25));
        Assert.Equal("Active", panel.Service(10)!.Status);
        await LiveUntilAsync(new DateOnly(2026, 3, 26));   // two days after the due date, and the fourteen that it was paused
        Assert.Equal("Suspended", panel.Service(10)!.Status);
    }

    [Fact]
    public async Task while_the_panel_is_down_the_objection_is_taken_and_has_its_ticket_when_it_is_back()
    {
        await shift.WorkAsync();
        Uri link = await LinkAsync();
        panel.Faults.Add(new Fault("*", FaultKind.ServerError));
        time.MoveTo(time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await ObjectAsync(link, "No pedí esto");
        await AnswerCallAsync();
        Assert.Empty(panel.Tickets());
        panel.Faults.Clear();
        await shift.WorkAsync();
        await shift.WorkAsync();
        Assert.Equal("No pedí esto", Assert.Single(panel.Tickets()).Message);
    }

    [Fact]
    public async Task a_ticket_whose_answer_was_cut_off_is_not_opened_again()
    {
        await shift.WorkAsync();
        Uri link = await LinkAsync();
        panel.Faults.Add(new Fault("OpenTicket", FaultKind.CutAfterWork));
        await ObjectAsync(link, "No pedí esto");
        await AnswerCallAsync();
        panel.Faults.Clear();
        for (int look = 0; look < 3; look++) await shift.WorkAsync();
        TicketView ticket = Assert.Single(panel.Tickets());
        panel.AnswerTicket(ticket.Id, "Sí");
        await shift.WorkAsync();
        Assert.Equal(["objected 2026-03-02", "resolved 2026-03-02"], await ObjectedAsync());
    }

    [Fact]
    public async Task a_ticket_that_the_panel_refuses_is_opened_once_it_takes_it()
    {
        await shift.WorkAsync();
        panel.Faults.Add(new Fault("OpenTicket", FaultKind.Fail) { Message = "Department ID not found" });
        await ObjectAsync(await LinkAsync(), "No pedí esto");
        await AnswerCallAsync();
        await shift.WorkAsync();
        Assert.Empty(panel.Tickets());
        panel.Faults.Clear();
        await shift.WorkAsync();
        Assert.Single(panel.Tickets());
    }

    [Fact]
    public async Task whoever_is_called_for_is_looked_at_while_the_service_does_something_else()
    {
        await shift.WorkAsync();
        await ObjectAsync(await LinkAsync(), "No pedí esto");
        using CallAnswering answering = new(calls, composition.Ledger, composition.Panel, shift.LookAtAsync, 2, time, NullLogger<CallAnswering>.Instance);
        await answering.StartAsync(Cancel);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (panel.Tickets().Count == 0) await Task.Delay(20, patience.Token);
        await answering.StopAsync(Cancel);
        Assert.Single(panel.Tickets());
    }

    /// <summary>The link by which the client objects, as the last mail has it, at the pages' own address.</summary>
    private async Task<Uri> LinkAsync()
    {
        MimeMessage mail = await MimeMessage.LoadAsync(Assert.Single(trial.Mail), Cancel);
        return new Uri(web.Url, Token().Match(mail.TextBody!).Groups[1].Value);
    }

    private async Task ObjectAsync(Uri link, string said)
    {
        Reply asked = await PostAsync(link, new() { ["said"] = said });
        Reply taken = await PostAsync(link, new() { ["said"] = ObjectionTrial.Hidden(asked, "said"), ["confirmation"] = ObjectionTrial.Hidden(asked, "confirmation") });
        Assert.Contains("Guarde estos datos", taken.Text, StringComparison.Ordinal);
    }

    private async Task<Reply> PostAsync(Uri link, Dictionary<string, string> fields)
    {
        using FormUrlEncodedContent form = new(fields);
        using HttpResponseMessage answer = await browser.PostAsync(link, form, Cancel);
        return new Reply((int)answer.StatusCode, new Dictionary<string, string>(), await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>What the service does with the next call.</summary>
    private async Task AnswerCallAsync()
    {
        await foreach (Call? call in calls.ReadAllAsync(Cancel))
        {
            await shift.LookAtAsync(call!.Client!.Value, Seat.Alone, true, null, _ => { });
            return;
        }
    }

    /// <summary>A run each morning, that day's included.</summary>
    private async Task LiveUntilAsync(DateOnly day)
    {
        while (DateOnly.FromDateTime(time.GetUtcNow().DateTime) < day)
        {
            time.MoveTo(time.GetUtcNow() + TimeSpan.FromDays(1));
            await shift.WorkAsync();
        }
    }

    private async Task<string[]> NoticesAsync() => [.. (await EntriesAsync()).Where(said => said.Kind == EvidenceKind.Accepted && said["channel"] == "email").Select(said => said["notice"])];

    private async Task<string[]> ObjectedAsync() => [.. (await EntriesAsync()).Where(said => said.Kind is EvidenceKind.Objected or EvidenceKind.Resolved).Select(said => $"{said.Kind.Word()} {said["on"]}")];

    private async Task<List<Statement>> EntriesAsync()
    {
        List<Statement> entries = [];
        await foreach (EvidenceEntry entry in composition.Ledger.Evidence.ReadAllAsync(1, Cancel)) entries.Add(entry.Says);
        return entries;
    }

    [GeneratedRegex(@"https://notices\.example\.com/(t/.j\w+)")]
    private static partial Regex Token();

    private sealed class Life : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => CancellationToken.None;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
