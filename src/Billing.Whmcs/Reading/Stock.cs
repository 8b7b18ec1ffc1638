using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>What a service has in common with many others: a million services have a few thousand of these.</summary>
internal readonly record struct Terms(TargetKind Kind, int Product, byte Cycle, decimal Amount);

/// <summary>A service in 20 bytes: there may be a million. A day number takes 22 bits, so status and flag fit beside it.</summary>
internal struct ServiceRow(int id, DateOnly? due, ServiceStatus status, int parent = 0, bool doNotRenew = false)
{
    private readonly uint packed = (uint)(due?.DayNumber ?? 0) | (uint)status << 24 | (doNotRenew ? 1u << 31 : 0);

    public readonly int Id = id, Parent = parent;

    public int Terms, NextOfClient;

    /// <summary>Day number of the next due date; 0 for none.</summary>
    public readonly int Due => (int)(packed & 0xFFFFFF);

    public readonly ServiceStatus Status => (ServiceStatus)(packed >> 24 & 0x7F);

    public readonly bool DoNotRenew => packed >> 31 != 0;
}

/// <summary>An invoice, small.</summary>
internal struct InvoiceRow
{
    public int Id, LastLine, NextOfClient, Date, Due;
    /// <summary>Day number of the payment; 0 for none.</summary>
    public int Paid;
    public byte State, Sort;
    public decimal Balance;

    public InvoiceStatus Status { readonly get => (InvoiceStatus)State; set => State = (byte)value; }

    public InvoiceKind Kind { readonly get => (InvoiceKind)Sort; set => Sort = (byte)value; }
}

/// <summary>A line of an invoice, small.</summary>
internal struct LineRow
{
    public int Before, Period;
    /// <summary>0 when it renews nothing.</summary>
    public int Related;
    public TargetKind Kind;
    public decimal Amount;
}

/// <summary>What a person or the panel wrote about a service's suspension; few have it.</summary>
internal sealed record SuspensionWords(string Reason, bool NoSuspend, DateOnly? Until);

/// <summary>
/// Everything read of services and invoices, as compact rows linked by client, until the clients themselves come by. It also marks, row by row, the clients
/// for whom something could follow: rather one too many than one too few, because whether anything follows is not for a reader to say.
/// </summary>
internal sealed class Stock(PanelReading reading, AdapterMap adapters)
{
    private readonly Dictionary<Terms, int> numbers = [];
    private readonly List<Terms> terms = [];

    public PanelReading Reading { get; } = reading;

    public AdapterMap Adapters { get; } = adapters;

    public ByClient Clients { get; } = new();

    public Chunked<ServiceRow> Services { get; } = new();

    public Chunked<InvoiceRow> Invoices { get; } = new();

    public Chunked<LineRow> Lines { get; } = new();

    /// <summary>Requests to end a service, by its number; the latest counts.</summary>
    public Dictionary<int, Cancellation> Cancellations { get; } = [];

    /// <summary>By the service's number.</summary>
    public Dictionary<int, SuspensionWords> Suspensions { get; } = [];

    /// <summary>Settled invoices that are here already.</summary>
    public HashSet<int> Settled { get; } = [];

    /// <summary>Things in use that a suspension could take offline: hosting and projects always, addons and domains where an adapter reaches them.</summary>
    public int Active { get; private set; }

    public Terms TermsOf(in ServiceRow row) => terms[row.Terms];

    /// <summary>Takes a service up; <paramref name="reachable"/> when a suspension of it takes something offline, or must be thought to.</summary>
    public void Add(int client, in Terms of, ServiceRow row, bool reachable)
    {
        if (!numbers.TryGetValue(of, out row.Terms))
        {
            row.Terms = numbers[of] = terms.Count;
            terms.Add(of);
        }
        ref ClientMark mark = ref Clients[client];
        row.NextOfClient = mark.Services;
        mark.Services = Services.Add(row) + 1;
        mark.Wanted |= CouldMatter(of, row);
        if (reachable && row.Status == ServiceStatus.Active) Active++;
    }

    /// <summary>Takes an invoice up; its lines follow.</summary>
    public int Add(int client, InvoiceRow row)
    {
        ref ClientMark mark = ref Clients[client];
        row.NextOfClient = mark.Invoices;
        mark.Wanted |= row.Status is InvoiceStatus.Unpaid or InvoiceStatus.Draft or InvoiceStatus.PaymentPending or InvoiceStatus.Collections;
        int at = Invoices.Add(row);
        mark.Invoices = at + 1;
        return at;
    }

    /// <summary>Adds a line to an invoice.</summary>
    public void Add(int invoice, LineRow line)
    {
        ref InvoiceRow row = ref Invoices[invoice];
        line.Before = row.LastLine;
        row.LastLine = Lines.Add(line) + 1;
    }

    /// <summary>Whether its next due date is near enough that its renewal matters.</summary>
    public bool RenewsSoon(in Terms of, in ServiceRow row) =>
        row.Due != 0 && row.Due <= Reading.RenewalsUntil.DayNumber && Cycles.Of(of.Cycle).Renews
        && row.Status is ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending;

    /// <summary>Whether one of the client's invoices has a line for that thing and period.</summary>
    public bool Billed(int client, Target target, int period)
    {
        for (int at = Clients[client].Invoices; at != 0; at = Invoices[at - 1].NextOfClient)
        {
            ref InvoiceRow invoice = ref Invoices[at - 1];
            for (int line = invoice.LastLine; line != 0; line = Lines[line - 1].Before)
            {
                ref LineRow row = ref Lines[line - 1];
                if (row.Related == target.Id && row.Kind == target.Kind && (row.Period != 0 ? row.Period : invoice.Due) == period) return true;
            }
        }
        return false;
    }

    /// <summary>Whether the client's service is here.</summary>
    public bool Has(int client, Target target)
    {
        for (int at = Clients[client].Services; at != 0; at = Services[at - 1].NextOfClient)
        {
            ref ServiceRow row = ref Services[at - 1];
            if (row.Id == target.Id && TermsOf(row).Kind == target.Kind) return true;
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CouldMatter(in Terms of, in ServiceRow row) => row.Status switch
    {
        ServiceStatus.Suspended or ServiceStatus.Pending => true,
        ServiceStatus.Active => RenewsSoon(of, row) || (of.Kind == TargetKind.Service && Cancellations.ContainsKey(row.Id)),
        _ => false,
    };
}
