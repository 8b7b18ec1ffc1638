using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>The debtors, one call each: only those are asked for whom something could follow.</summary>
internal sealed class ApiClients(WhmcsApi api, ConsentRule consent)
{
    /// <summary>The client, or that there is none; neither when it cannot be understood (then the reading says so).</summary>
    public async Task<(bool Gone, Client? Known)> ReadAsync(int id, ApiCatalogue catalogue, PanelReading reading, CancellationToken cancel)
    {
        if (await api.FindAsync(new ApiCall("GetClientsDetails").With("clientid", id), cancel) is not { } answer) return (true, null);
        // The fields lie under "client"; older panels have them at the top.
        ApiAnswer row = answer.Names("client") ? answer["client"] : answer;
        try
        {
            string email = row.Number("billingcid") is > 0 and int contact ? await BillingMailAsync(id, contact, cancel) : "";
            return (false, Client(id, row, email, catalogue));
        }
        catch (FormatException why)
        {
            reading.CannotRead("tblclients", id, id, why.Message);
            return (false, null);
        }
    }

    public async Task<IReadOnlyList<string>> BillingContactsAsync(int client, CancellationToken cancel) => [.. (await new ApiPages(api).ReadAsync(
        () => new ApiCall("GetContacts").With("userid", client), "contacts", "contact",
        row => row.Flag("invoiceemails") ? Tuple.Create(row.Number("id"), PanelText.Plain(row.Text("email"))) : null, null, cancel))
        .OrderBy(contact => contact.Item1).Select(contact => contact.Item2)];

    private Client Client(int id, ApiAnswer row, string billingMail, ApiCatalogue catalogue)
    {
        ApiGroup? group = catalogue.Groups.GetValueOrDefault(row.Number("groupid"));
        string currency = row.Text("currency_code").Trim().ToUpperInvariant();
        string country = row.Text("countrycode").Trim();
        string phone = row.Text("phonenumberformatted").Trim();
        return new Client
        {
            Id = id, Name = PanelText.Name(row.Text("companyname"), row.Text("firstname"), row.Text("lastname")),
            Email = billingMail.Length > 0 ? billingMail : PanelText.Plain(row.Text("email")),
            Phone = phone.Length > 0 ? phone : row.Text("phonenumber").Trim(),
            Country = (country.Length == 2 ? country : row.Text("country").Trim()).ToUpperInvariant(), Language = row.Text("language").Trim(),
            Currency = currency.Length > 0 ? currency : catalogue.Currencies.GetValueOrDefault(row.Number("currency")) ?? throw new FormatException($"the panel has no currency {row.Text("currency")}"),
            Group = group?.Name ?? "", PanelExempt = group?.Exempt ?? false,
            Consent = Agreed(row), NoLateFees = row.Flag("latefeeoveride"), Credit = row.Names("credit") ? row.Money("credit") : 0,
            Status = Statuses.Client(row.Text("status")) ?? throw new FormatException($"status is \"{row.Text("status")}\", which is no word of the panel"),
        };
    }

    // The answer has the fields by number only; absent, nobody agreed.
    private bool Agreed(ApiAnswer row) => consent.Says(!row.Names("customfields") ? [] :
        row.List("customfields", "customfield").Where(field => field.Text("id").Trim() == consent.Field).Select(field => PanelText.Plain(field.Text("value"))));

    private async Task<string> BillingMailAsync(int client, int contact, CancellationToken cancel)
    {
        var call = new ApiCall("GetContacts").With("userid", client).With("limitnum", ApiPages.Size);
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        ApiAnswer chosen = answer.List("contacts", "contact").FirstOrDefault(row => row.Number("id") == contact);
        return PanelText.Plain(chosen.Text("email"));
    }
}
