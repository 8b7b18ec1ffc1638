using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>
/// The clients, page by page in the order of their numbers. A page is read to its end before anything follows from it, so that no answer of the database
/// stays half read while somebody thinks; by the primary key that costs no more than one long stream.
/// </summary>
internal sealed class ClientList(PanelSession session, PanelTables tables, Catalogue catalogue, ConsentColumn consent, Stock stock)
{
    public const int PageSize = 4000;

    private int last;

    /// <summary>No further page.</summary>
    public bool Done { get; private set; }

    public static string Sql(PanelTables tables, ConsentColumn consent, string where)
    {
        string contact = tables.Contacts ? "(SELECT c.email FROM tblcontacts c WHERE k.billingcid <> 0 AND c.id = k.billingcid AND c.userid = k.id)" : "''";
        return $"""
            SELECT k.id, CAST(k.status AS BINARY), k.currency, k.groupid, k.companyname, k.firstname, k.lastname, k.email, k.phonenumber, k.country, k.language, {contact}, {consent.Sql}, {(tables.LateFeeFlags ? "k.latefeeoveride" : "1")}, {(tables.Credits ? "k.credit" : "0.00")}
            FROM tblclients k WHERE {where}
            """;
    }

    public static string Page(PanelTables tables, ConsentColumn consent, int after) =>
        Sql(tables, consent, string.Create(CultureInfo.InvariantCulture, $"k.id > {after} ORDER BY k.id LIMIT {PageSize}"));

    /// <summary>The wanted clients of the next page.</summary>
    public async Task<IReadOnlyList<(Client Client, int Currency)>> NextAsync(CancellationToken cancel)
    {
        List<(Client, int)> wanted = [];
        int rows = 0;
        await session.EachAsync(Page(tables, consent, last), row =>
        {
            rows++;
            last = row.Int(0);
            ref ClientMark mark = ref stock.Clients[last];
            mark.Seen = true;
            bool closed = mark.Services != 0 && Statuses.Client(row.Word(1)) == ClientStatus.Closed;
            if ((mark.Wanted || closed || stock.Reading.Always.Contains(last)) && Read(row, catalogue, consent, stock.Reading) is { } client) wanted.Add((client, row.Int(2)));
        }, cancel);
        Done = rows < PageSize;
        return wanted;
    }

    /// <summary>One client; null, and reported, when it cannot be understood.</summary>
    public static Client? Read(PanelRow row, Catalogue catalogue, ConsentColumn consent, PanelReading reading)
    {
        int id = row.Int(0);
        ClientStatus? status = Statuses.Client(row.Word(1));
        string? currency = catalogue.Currency(row.Int(2));
        if (status is null || currency is null)
        {
            reading.CannotRead("tblclients", id, id, status is null ? $"'{row.Word(1)}' is no status of a client" : $"the panel has no currency {row.Int(2)}");
            return null;
        }
        (string group, bool exempt) = catalogue.ClientGroup(row.Int(3));
        return new Client
        {
            Id = id, Status = status.Value, Currency = currency, Group = group, PanelExempt = exempt,
            Name = PanelText.Name(row.Text(4), row.Text(5), row.Text(6)),
            Email = row.Text(11).Trim() is { Length: > 0 } billing ? billing : row.Text(7).Trim(),
            Phone = row.Text(8), Country = row.Text(9).Trim(), Language = row.Text(10).Trim(), Consent = consent.Of(row.Text(12)),
            NoLateFees = row.Yes(13), Credit = row.Money(14) ?? 0,
        };
    }
}
