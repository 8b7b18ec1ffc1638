using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;

namespace Billing.Engine.Simulation;

/// <summary>What happens outside: clients pay and object, staff and panel change things. Everything here follows the panel's rules, not the policy's.</summary>
internal sealed class OutsideWorld(SimulatedPanel panel, MemoryLedger ledger)
{
    private readonly ScenarioPanel scenario = new(panel);

    public void Load(JsonReader all) => scenario.Load(all);

    /// <summary>Lets it happen; the client that is to be looked at at once comes back, or null when it waits for the next run.</summary>
    public async Task<int?> HappenAsync(ScenarioEvent outside, DateOnly today, CancellationToken cancel)
    {
        JsonReader fields = outside.Fields;
        switch (outside.Kind)
        {
            case "pay": return Pay(Find(fields, invoice => invoice.Status is InvoiceStatus.Unpaid or InvoiceStatus.Collections or InvoiceStatus.PaymentPending), fields, today);
            case "pending": return Set(Find(fields, Open), InvoiceStatus.PaymentPending);
            case "refund": return Refund(Find(fields, invoice => invoice.Status == InvoiceStatus.Paid));
            case "cancel": return Set(Find(fields, Open), InvoiceStatus.Cancelled);
            case "reopen": return Reopen(Find(fields, invoice => invoice.Status is not (InvoiceStatus.Unpaid or InvoiceStatus.Draft)));
            case "chargeback": return Chargeback(Find(fields, invoice => invoice.Status == InvoiceStatus.Paid));
            case "invoice": scenario.Invoice(fields); return null;
            case "order": return Order(fields);
            case "cancellation": scenario.Cancel(fields, today); return null;
            case "object": await Object(fields, today, cancel); return null;
            case "answer": await Answer(fields, today, cancel); return null;
            case "recover": return await Recover(fields, today, cancel);
            case "status": ByHand(fields); return null;
            case "add": Add(fields); return null;
            case "bounce": await BounceAsync(fields, cancel); return null;
            default: throw fields.Wrong("", $"the event {outside.Kind} is not supported");
        }
    }

    private static bool Open(SimulatedInvoice invoice) => invoice.Status == InvoiceStatus.Unpaid;

    /// <summary>By number; or the oldest of a client with that due date, one that the event fits before any other.</summary>
    private SimulatedInvoice Find(JsonReader fields, Func<SimulatedInvoice, bool> fits)
    {
        if (fields.Has("invoice")) return panel.Invoice(fields.Number("invoice"));
        int client = fields.Number("client");
        DateOnly due = fields.Day("due");
        return panel.Invoices.Where(invoice => invoice.Client == client && invoice.Due == due).OrderBy(invoice => fits(invoice) ? 0 : 1).ThenBy(invoice => invoice.Id).FirstOrDefault()
            ?? throw fields.Wrong("", $"client {client} has no invoice due {due:yyyy-MM-dd}");
    }

    private int Pay(SimulatedInvoice invoice, JsonReader fields, DateOnly today)
    {
        if (invoice.Status is InvoiceStatus.Paid) return invoice.Client;
        invoice.Credited += fields.Amount("amount", invoice.Balance);
        panel.Book(invoice.Client);
        if (invoice.Balance > 0) return invoice.Client;
        (invoice.Status, invoice.PaidOn) = (InvoiceStatus.Paid, today);
        if (!invoice.Moved) Move(invoice, 1);
        invoice.Moved = true;
        return invoice.Client;
    }

    private static int Set(SimulatedInvoice invoice, InvoiceStatus status)
    {
        invoice.Status = status;
        return invoice.Client;
    }

    private static int Refund(SimulatedInvoice invoice)
    {
        invoice.Credited = 0;
        return Set(invoice, InvoiceStatus.Refunded);
    }

    private static int Reopen(SimulatedInvoice invoice)
    {
        if (invoice.Status == InvoiceStatus.Paid) invoice.Credited = 0;
        return Set(invoice, InvoiceStatus.Unpaid);
    }

    private int Chargeback(SimulatedInvoice invoice)
    {
        if (invoice.Moved) Move(invoice, -1);
        (invoice.Moved, invoice.Credited) = (false, 0);
        return Set(invoice, InvoiceStatus.Collections);
    }

    private void Move(SimulatedInvoice invoice, int cycles)
    {
        foreach (Target target in invoice.Facts.Targets) panel.Service(target).Move(cycles);
    }

    private int Order(JsonReader fields)
    {
        fields.Only("service", "invoice");
        scenario.Service(fields.Object("service"));
        int invoice = scenario.Invoice(fields.Object("invoice"));
        return panel.Invoice(invoice).Client;
    }

    private Task<bool> Object(JsonReader fields, DateOnly today, CancellationToken cancel)
    {
        SimulatedInvoice invoice = Find(fields, Open);
        return ledger.ObjectAsync(invoice.Client, invoice.Id, today, fields.Text("text", ""), Proof.None, cancel);
    }

    private Task Answer(JsonReader fields, DateOnly today, CancellationToken cancel)
    {
        SimulatedInvoice invoice = Find(fields, Open);
        return ledger.AnswerAsync(invoice.Client, invoice.Id, today, cancel);
    }

    private async Task<int?> Recover(JsonReader fields, DateOnly today, CancellationToken cancel)
    {
        Target target = ScenarioPanel.Of(fields, "service");
        await ledger.AskRecoveryAsync(panel.Service(target).Client, target, today, cancel);
        return panel.Service(target).Client;
    }

    private void ByHand(JsonReader fields)
    {
        fields.Only("target", "status", "reason");
        SimulatedService service = panel.Service(fields.Target("target"));
        service.Facts = service.Facts with { Status = ScenarioPanel.Status(fields), SuspendReason = fields.Text("reason", "") };
    }

    private void Add(JsonReader fields)
    {
        fields.Only("client", "service", "addon", "domain", "project");
        if (fields.Has("client")) scenario.Client(fields.Object("client"));
        if (fields.Has("service")) scenario.Service(fields.Object("service"));
        if (fields.Has("addon")) scenario.Addon(fields.Object("addon"));
        if (fields.Has("domain")) scenario.Domain(fields.Object("domain"));
        if (fields.Has("project")) scenario.Project(fields.Object("project"));
    }

    private async Task BounceAsync(JsonReader fields, CancellationToken cancel)
    {
        SimulatedInvoice invoice = Find(fields, Open);
        Past past = await ledger.ReadAsync(invoice.Client, cancel);
        string? key = past.Done<BillingAction.Notify>().LastOrDefault(done => done.Action.InvoiceId == invoice.Id && done.Action.Channel == fields.Text("channel")).Action?.Key;
        if (key is not null) await ledger.BounceAsync(key, "the scenario says that it came back", Proof.None, cancel);
    }
}
