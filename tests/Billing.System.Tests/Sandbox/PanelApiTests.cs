using System.Net;
using System.Text.Json.Nodes;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Sandbox;

public sealed class PanelApiOverSqliteTests : PanelApiTests
{
    protected override SandboxStoreOfATest NewStore() => new SqliteOfATest();
}

public sealed class PanelApiOverMariaDbTests : PanelApiTests
{
    protected override SandboxStoreOfATest NewStore() => new MariaDbOfATest();
}

/// <summary>How the panel answers: shapes, refusals, module commands, faults.</summary>
public abstract class PanelApiTests : PanelTrial
{
    [Fact] public async Task strangers_get_403_with_json()
    {
        var (status, text) = await PostAsync(("action", "GetClients"), ("identifier", Panel.Identifier), ("secret", "wrong"), ("responsetype", "json"));
        Assert.Equal((HttpStatusCode.Forbidden, "Authentication Failed"), (status, (string?)JsonNode.Parse(text)!["message"]));
        (status, text) = await PostAsync(("action", "GetClients"), ("identifier", "nobody"), ("secret", "x"), ("responsetype", "json"));
        Assert.Equal((HttpStatusCode.Forbidden, "Invalid or missing credentials"), (status, (string?)JsonNode.Parse(text)!["message"]));
    }

    [Fact] public async Task an_unknown_action_is_named() => Assert.Equal("Invalid API Action: \"DeleteEverything\" is not a valid API action", await MessageAsync("DeleteEverything"));

    [Fact] public async Task without_responsetype_the_answer_is_no_json()
    {
        var (status, text) = await PostAsync(("action", "GetInvoice"), ("identifier", Panel.Identifier), ("secret", Panel.Secret), ("invoiceid", "9"));
        Assert.Equal((HttpStatusCode.OK, "result=error;message=Invoice ID Not Found;"), (status, text));
    }

    [Fact] public async Task an_empty_list_is_empty_text_and_numbers_are_mostly_texts()
    {
        JsonNode none = await CallAsync("GetInvoices", ("userid", "1"));
        Assert.Equal(("0", ""), ((string?)none["totalresults"], (string?)none["invoices"]));
        int service = Service();
        JsonNode product = (await CallAsync("GetClientsProducts", ("clientid", "1")))["products"]!["product"]![0]!;
        Assert.Equal((service, "5000.00", "2026-03-16", "", "Active"), ((int)product["id"]!, (string?)product["recurringamount"], (string?)product["nextduedate"],
            (string?)product["suspensionreason"], (string?)product["status"]));
    }

    [Fact] public async Task lists_are_paged_by_25_unless_asked_otherwise()
    {
        for (int n = 0; n < 29; n++) Panel.AddClient(new ClientSeed("Ana", $"Ruiz {n}", $"ana{n}@example.com"));
        Assert.Equal(("30", 25), ((string?)(await CallAsync("GetClients"))["totalresults"], (int)(await CallAsync("GetClients"))["numreturned"]!));
        JsonNode rest = await CallAsync("GetClients", ("limitstart", "25"), ("limitnum", "250"));
        Assert.Equal(5, rest["clients"]!["client"]!.AsArray().Count);
    }

    [Fact] public async Task an_invoice_tells_its_balance_and_its_lines()
    {
        int service = Service(), invoice = Panel.AddInvoice(new InvoiceSeed(1, Day("2026-03-16"), [new InvoiceLineSeed("Hosting", service, 5000m, "Hosting M")]));
        JsonNode answer = await CallAsync("GetInvoice", ("invoiceid", $"{invoice}"));
        Assert.Equal(("5000.00", "Unpaid", "0000-00-00 00:00:00", ""),
            ((string?)answer["balance"], (string?)answer["status"], (string?)answer["datepaid"], (string?)answer["transactions"]));
        Assert.Equal(("Hosting", $"{service}", "5000.00"), ((string?)answer["items"]!["item"]![0]!["type"], (string?)answer["items"]!["item"]![0]!["relid"], (string?)answer["items"]!["item"]![0]!["amount"]));
    }

    [Fact] public async Task overdue_is_a_question_not_a_status()
    {
        Panel.AddInvoice(new InvoiceSeed(1, Day("2026-02-20"), [new InvoiceLineSeed("", 0, 1m)]));
        Panel.AddInvoice(new InvoiceSeed(1, Day("2026-03-01"), [new InvoiceLineSeed("", 0, 1m)]));
        Assert.Equal("1", (string?)(await CallAsync("GetInvoices", ("status", "Overdue")))["totalresults"]);
    }

    [Fact] public async Task a_product_tells_its_prices_by_currency()
    {
        JsonNode products = await CallAsync("GetProducts", ("module", "cpanel"));
        JsonNode prices = products["products"]!["product"]![0]!["pricing"]!["ARS"]!;
        Assert.Equal(("14000.00", "-1.00"), ((string?)prices["quarterly"], (string?)prices["annually"]));
        Assert.Single(products["products"]!["product"]!.AsArray());
    }

    [Fact] public async Task a_client_tells_who_he_is()
    {
        JsonNode client = (await CallAsync("GetClientsDetails", ("clientid", "1"), ("stats", "1")))["client"]!;
        Assert.Equal((1, "ARS", "54", "ana@example.com", "1"), ((int)client["id"]!, (string?)client["currency_code"], (string?)client["phonecc"], (string?)client["email"], (string?)client["email_preferences"]!["invoice"]));
        Assert.Equal("Client Not Found", await MessageAsync("GetClientsDetails", ("clientid", "77")));
    }

    [Fact] public async Task the_rest_of_the_panel_answers()
    {
        int service = Service(), addon = Panel.AddAddon(new AddonSeed(service, "Backup", Day("2026-03-16"), 900m)), domain = Panel.AddDomain(new DomainSeed(1, "ejemplo.com.ar", Day("2026-09-01"), 9000m));
        int project = Panel.AddProject(new ProjectSeed(1, "Sitio nuevo"));
        Panel.AddServer(new ServerSeed("web1", "web1.example.com"));
        Panel.AddClientGroup(new ClientGroupSeed("VIP") { Exempt = true });
        Assert.Equal("Backup", (string?)(await CallAsync("GetClientsAddons", ("clientid", "1")))["addons"]!["addon"]![0]!["name"]);
        Assert.Equal($"{domain}", (string?)(await CallAsync("GetClientsDomains", ("clientid", "1")))["domains"]!["domain"]![0]!["id"]);
        Assert.Equal("web1", (string?)(await CallAsync("GetServers"))["servers"]![0]!["name"]);
        Assert.Equal("on", (string?)(await CallAsync("GetClientGroups"))["groups"]!["group"]![0]!["susptermexempt"]);
        Assert.Equal("ARS", (string?)(await CallAsync("GetCurrencies"))["currencies"]!["currency"]![0]!["code"]);
        Assert.Equal("banktransfer", (string?)(await CallAsync("GetPaymentMethods"))["paymentmethods"]!["paymentmethod"]![0]!["module"]);
        Assert.Equal("", (string?)(await CallAsync("GetConfigurationValue", ("setting", "AutoSuspension")))["value"]);
        Assert.Equal("Invalid name for parameter setting", await MessageAsync("GetConfigurationValue", ("setting", "NoSuchThing")));
        Assert.Equal("2026-03-01 12:00:00", (string?)(await CallAsync("GetAutomationLog"))["currentDatetime"]);
        Assert.Equal("8.13.1-release.1", (string?)(await CallAsync("WhmcsDetails"))["whmcs"]!["canonicalversion"]);
        Assert.Equal("success", (string?)(await CallAsync("GetAdminDetails"))["result"]);
        Assert.Equal("Sitio nuevo", (string?)(await CallAsync("GetProjects", ("userid", "1")))["projects"]![0]!["title"]);
        Assert.Equal("In Progress", (string?)(await CallAsync("GetProject", ("projectid", $"{project}")))["projectinfo"]!["status"]);
        await CallAsync("UpdateProject", ("projectid", $"{project}"), ("status", "On Hold"));
        Assert.Equal("On Hold", Panel.Project(project)!.Status);
        await CallAsync("UpdateClientAddon", ("id", $"{addon}"), ("status", "Suspended"));
        await CallAsync("UpdateClientDomain", ("domainid", $"{domain}"), ("donotrenew", "1"));
        Assert.Equal(("Suspended", true), (Panel.Addon(addon)!.Status, Panel.Domain(domain)!.DoNotRenew));
    }

    [Fact] public async Task a_cancellation_is_asked_for_once_and_keeps_the_service_from_renewing()
    {
        int service = Service();
        await CallAsync("AddCancelRequest", ("serviceid", $"{service}"), ("type", "Immediate"), ("reason", "enough"));
        Assert.Equal("Existing Cancellation Request Exists", await MessageAsync("AddCancelRequest", ("serviceid", $"{service}")));
        Assert.Equal("Immediate", (string?)(await CallAsync("GetCancelledPackages"))["packages"]!["package"]![0]!["type"]);
        Assert.Equal("0", (string?)(await CallAsync("GenInvoices", ("clientid", "1"), ("serviceids[0]", $"{service}")))["numcreated"]);
    }

    [Fact] public async Task mail_tickets_and_log_lines_are_kept()
    {
        await CallAsync("SendEmail", ("customtype", "general"), ("customsubject", "Hola"), ("custommessage", "<p>Hola</p>"), ("id", "1"));
        Assert.Equal("A related ID is required", await MessageAsync("SendEmail", ("messagename", "Invoice Created")));
        JsonNode ticket = await CallAsync("OpenTicket", ("deptid", "1"), ("clientid", "1"), ("subject", "Objeción"), ("message", "No debo"));
        await CallAsync("LogActivity", ("description", "billing: suspended service 10"), ("clientid", "1"));
        Assert.Equal(("ana@example.com", "Hola"), (Panel.Mails()[0].To, Panel.Mails()[0].Subject));
        Assert.Equal(((int)ticket["id"]!, "Objeción"), (Panel.Tickets()[0].Id, Panel.Tickets()[0].Title));
        Panel.AnswerTicket((int)ticket["id"]!, "Lo vemos");
        JsonNode read = await CallAsync("GetTicket", ("ticketid", $"{ticket["id"]}"));
        Assert.Equal(("Answered", "Lo vemos"), ((string?)read["status"], (string?)read["replies"]!["reply"]![1]!["message"]));
        Assert.Contains("access_token=", (string?)(await CallAsync("CreateSsoToken", ("client_id", "1")))["redirect_url"], StringComparison.Ordinal);
        Assert.Equal("billing: suspended service 10", (string?)(await CallAsync("GetActivityLog", ("clientid", "1")))["activity"]!["entry"]![0]!["description"]);
    }

    [Fact] public async Task a_due_date_set_by_hand_begins_a_new_rhythm()
    {
        int service = Service("2026-01-31");
        await CallAsync("UpdateClientProduct", ("serviceid", $"{service}"), ("nextduedate", "2026-03-10"), ("billingcycle", "Quarterly"), ("autorecalc", "1"));
        Assert.Equal((Day("2026-03-10"), 14000m), (Panel.Service(service)!.NextDue!.Value, Panel.Service(service)!.Amount));
        JsonNode made = await CallAsync("GenInvoices", ("clientid", "1"), ("serviceids[0]", $"{service}"));
        Panel.Pay(int.Parse((string)made["latestinvoiceid"]!, null));
        Assert.Equal(Day("2026-06-10"), Panel.Service(service)!.NextDue);
    }

    [Fact] public async Task a_status_and_a_reason_are_written_and_unset()
    {
        int service = Service(product: 2);
        await CallAsync("UpdateClientProduct", ("serviceid", $"{service}"), ("status", "Suspended"), ("suspendreason", "Overdue invoice 100"));
        Assert.Equal(("Suspended", "Overdue invoice 100"), (Panel.Service(service)!.Status, Panel.Service(service)!.SuspendReason));
        await CallAsync("UpdateClientProduct", ("serviceid", $"{service}"), ("status", "Active"), ("unset[0]", "suspendreason"));
        Assert.Equal(("Active", ""), (Panel.Service(service)!.Status, Panel.Service(service)!.SuspendReason));
    }

    [Fact] public async Task module_and_server_agree()
    {
        int service = Service();
        string user = Panel.Service(service)!.Username;
        await CallAsync("ModuleSuspend", ("serviceid", $"{service}"));
        Assert.Equal(("Suspended", "Overdue on Payment", true), (Panel.Service(service)!.Status, Panel.Service(service)!.SuspendReason, Whm.Account(user)!.Suspended));
        await CallAsync("ModuleUnsuspend", ("serviceid", $"{service}"));
        Assert.Equal(("Active", "", false), (Panel.Service(service)!.Status, Panel.Service(service)!.SuspendReason, Whm.Account(user)!.Suspended));
        await CallAsync("ModuleTerminate", ("serviceid", $"{service}"));
        Assert.Equal(("Terminated", Day("2026-03-01")), (Panel.Service(service)!.Status, Panel.Service(service)!.Terminated!.Value));
        Assert.Null(Whm.Account(user));
        await CallAsync("ModuleCreate", ("serviceid", $"{service}"));
        Assert.NotNull(Whm.Account(user));
    }

    [Fact] public async Task module_commands_need_a_service_with_a_module()
    {
        int service = Service(product: 2);
        Assert.Equal("Service not assigned to a module", await MessageAsync("ModuleSuspend", ("serviceid", $"{service}")));
        Assert.Equal("Service ID not found", await MessageAsync("ModuleSuspend", ("serviceid", "99999")));
        Assert.Equal("Service ID is required", await MessageAsync("ModuleSuspend"));
    }

    [Fact] public async Task a_module_that_fails_leaves_a_row_in_the_queue_until_it_succeeds()
    {
        int service = Service();
        Whm.Faults.Add(new Fault("suspendacct", FaultKind.Fail) { Message = "No space left on device", Count = 1 });
        Panel.Faults.Add(new Fault("ModuleSuspend", FaultKind.Fail) { Id = $"{service}", Message = "Connection refused", Count = 1 });
        Assert.Equal("Connection refused", await MessageAsync("ModuleSuspend", ("serviceid", $"{service}")));
        Assert.Equal("No space left on device", await MessageAsync("ModuleSuspend", ("serviceid", $"{service}")));
        JsonNode queue = await CallAsync("GetModuleQueue");
        Assert.Equal((1, "SuspendAccount", 1), ((int)queue["count"]!, (string?)queue["queue"]![0]!["moduleAction"], (int)queue["queue"]![0]!["numRetries"]!));
        await CallAsync("ModuleSuspend", ("serviceid", $"{service}"));
        Assert.Equal(0, (int)(await CallAsync("GetModuleQueue"))["count"]!);
    }

    [Fact] public async Task faults_answer_as_told_and_then_no_more()
    {
        Panel.Faults.Add(new Fault("GetClients", FaultKind.Html) { Count = 1 });
        Panel.Faults.Add(new Fault("GetClients", FaultKind.ServerError) { Count = 1 });
        Panel.Faults.Add(new Fault("GetClients", FaultKind.Forbidden) { Count = 1 });
        (string, string)[] call = [("action", "GetClients"), ("identifier", Panel.Identifier), ("secret", Panel.Secret), ("responsetype", "json")];
        Assert.StartsWith("<!DOCTYPE html>", (await PostAsync(call)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.InternalServerError, (await PostAsync(call)).Status);
        var (status, text) = await PostAsync(call);
        Assert.Equal((HttpStatusCode.Forbidden, "Invalid Permissions: API action \"getclients\" is not allowed"), (status, (string?)JsonNode.Parse(text)!["message"]));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(call)).Status);
    }

    [Theory, InlineData(FaultKind.CutAfterWork, true, "Suspended"), InlineData(FaultKind.Hang, true, "Suspended"), InlineData(FaultKind.Hang, false, "Active")]
    public async Task a_cut_connection_tells_nothing_of_the_work(FaultKind kind, bool work, string status)
    {
        int service = Service();
        Panel.Faults.Add(new Fault("ModuleSuspend", kind) { Work = work, Count = 1 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync("ModuleSuspend", ("serviceid", $"{service}")));
        Assert.Equal(status, Panel.Service(service)!.Status);
    }

    [Fact] public async Task faults_come_from_other_processes_too()
    {
        using HttpClient other = new();
        using StringContent fault = new("""[{"action":"GetInvoices","kind":"Fail","id":"1","message":"broken","count":1}]""");
        using HttpResponseMessage posted = await other.PostAsync(new Uri(Panel.Url, "sandbox/faults"), fault, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("0", (string?)(await CallAsync("GetInvoices", ("userid", "2")))["totalresults"]);
        Assert.Equal("broken", await MessageAsync("GetInvoices", ("userid", "1")));
        Assert.Empty(Panel.Faults.Waiting);
    }
}
