using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

/// <summary>Everything of one panel that its actions share.</summary>
internal sealed class Panel
{
    public Panel(PanelDatabase database, PanelClock clock, SandboxPanelOptions options)
    {
        (Database, Clock, Options) = (database, clock, options);
        Settings = new PanelSettings(database);
        Log = new ActivityLog(database, clock);
        Hooks hooks = new(database, options.Hook);
        Mails = new Mails(database, clock);
        Modules = new ModuleCommands(database, clock, Log, Mails, options.Whm);
        DueDates = new DueDates(database);
        Book = new InvoiceBook(database, clock, Log, hooks);
        Payments = new Payments(database, clock, Settings, Book, DueDates, Modules, Log, hooks);
        Reversals = new Reversals(database, clock, Book, DueDates, Payments, Log, hooks);
        Run = new InvoiceRun(database, clock, Settings, Book, DueDates, Payments);
        Cancellations = new Cancellations(database, clock, Settings, Book, Reversals, Log);
    }

    public PanelDatabase Database { get; }
    public PanelClock Clock { get; }
    public SandboxPanelOptions Options { get; }
    public PanelSettings Settings { get; }
    public ActivityLog Log { get; }
    public Mails Mails { get; }
    public ModuleCommands Modules { get; }
    public DueDates DueDates { get; }
    public InvoiceBook Book { get; }
    public Payments Payments { get; }
    public Reversals Reversals { get; }
    public InvoiceRun Run { get; }
    public Cancellations Cancellations { get; }
}
