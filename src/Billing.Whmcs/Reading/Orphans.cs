using Billing.Core.Facts;

namespace Billing.Whmcs.Reading;

/// <summary>Services and invoices whose client the panel does not have; known once all clients have come by.</summary>
internal static class Orphans
{
    public static void Report(Stock stock)
    {
        foreach (int client in stock.Clients.Known())
        {
            ClientMark mark = stock.Clients[client];
            if (mark.Seen) continue;
            for (int at = mark.Services; at != 0; at = stock.Services[at - 1].NextOfClient)
                stock.Reading.CannotRead(Table(stock.TermsOf(stock.Services[at - 1]).Kind), stock.Services[at - 1].Id, client, "its client does not exist");
            for (int at = mark.Invoices; at != 0; at = stock.Invoices[at - 1].NextOfClient)
                stock.Reading.CannotRead("tblinvoices", stock.Invoices[at - 1].Id, client, "its client does not exist");
        }
    }

    private static string Table(TargetKind kind) => kind switch
    {
        TargetKind.Service => "tblhosting",
        TargetKind.Addon => "tblhostingaddons",
        TargetKind.Domain => "tbldomains",
        _ => "mod_project",
    };
}
