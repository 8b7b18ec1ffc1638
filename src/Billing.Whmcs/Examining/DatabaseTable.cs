using Billing.Core.Policy;
using Billing.Engine.Doctor;
using Billing.Whmcs.Reading;

namespace Billing.Whmcs.Examining;

/// <summary>What a question to the panel's database is given.</summary>
/// <param name="Session">Where it is asked.</param>
/// <param name="Tables">What our user can read.</param>
/// <param name="Place">How a finding names the database.</param>
/// <param name="Policy">Ours.</param>
internal sealed record DatabaseLook(PanelSession Session, PanelTables Tables, string Place, BillingPolicy Policy)
{
    /// <summary>What cannot be seen because those columns cannot be read; null when they can.</summary>
    public Finding? Hidden(string what, string table, params string[] columns) => columns.All(column => Tables.Has(table, column)) ? null
        : new Finding(Rounds.LeftOut, $"{what}: our user cannot read {table} ({string.Join(", ", columns)}), or this panel has no such column", $"{Place}; config/panel-reader.sql has the grant");
}

/// <summary>One question to the panel's database.</summary>
/// <param name="Word">Its name.</param>
/// <param name="Title">What is looked at, in words.</param>
/// <param name="Kinds">What can be found.</param>
/// <param name="Ask">Asks it: a statement or two, whose rows are read as they come.</param>
internal sealed record DatabaseRow(string Word, string Title, IReadOnlyList<FindingKind> Kinds, Func<DatabaseLook, CancellationToken, Task<IEnumerable<Finding>>> Ask);

/// <summary>What is asked of the panel's database itself, one question a row and a file.</summary>
internal static class DatabaseTable
{
    public static readonly IReadOnlyList<DatabaseRow> All =
    [
        new("database-rights", "the rights of our database user", DatabaseRights.Kinds, DatabaseRights.AskAsync),
        new("database-version", "the database's version", DatabaseVersion.Kinds, DatabaseVersion.AskAsync),
        new("fixed-terms", "products that end by themselves", FixedTerms.Kinds, FixedTerms.AskAsync),
        new("panel-mails", "the panel's own mails about suspensions", PanelMails.Kinds, PanelMails.AskAsync),
        new("separate-invoices", "who gets an invoice for each service", SeparateInvoices.Kinds, SeparateInvoices.AskAsync),
        new("payment-methods", "what renews on the same day by different payment methods", PaymentMethods.Kinds, PaymentMethods.AskAsync),
    ];
}
