using Billing.Sandbox;
using Billing.Sdk;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>What is suspended on a WHM, as the token lets it be asked.</summary>
public sealed class CpanelListingTests : OnWhm
{
    private const string NotAllowed = "Unknown app (\"listsuspended\") requested for this version (1) of the API.";

    private Task<SuspendedList> ListAsync(IServiceAdapter? adapter = null) =>
        ((ICanListSuspended)(adapter ?? World.Adapter)).ListSuspendedAsync(World.Service.Server!, Cancel);

    [Fact]
    public async Task everything_suspended_comes_with_one_call()
    {
        Server.Suspend("bob", "Overdue invoice 100 [billing:suspend/service 10/invoice 100/1]", locked: true);
        Server.Suspend("bobby", "");
        Assert.Equal([("bob", Holder.Billing), ("bobby", Holder.Other)], (await ListAsync()).Accounts.Select(account => (account.Username, account.Holder)).Order());
        Assert.Equal("POST /json-api/listsuspended api.version=1", Assert.Single(Whm.Seen));
    }

    [Fact]
    public async Task a_token_that_may_not_ask_so_lists_its_accounts_in_parts()
    {
        for (int n = 0; n < 600; n++) Server.AddAccount(new WhmAccount($"u{n}", $"u{n}.example"));
        for (int n = 0; n < 501; n++) Server.Suspend($"u{n}", "sends spam");
        Whm.Next("listsuspended", 200, WhmFront.No(NotAllowed));
        SuspendedList list = await ListAsync();
        Assert.Null(list.Failure);
        Assert.Equal(501, list.Accounts.DistinctBy(account => account.Username).Count());
        Assert.Contains(new SuspendedAccount("u500", "u500.example", Holder.Other, "sends spam"), list.Accounts);
        Assert.Equal(3, Whm.Seen.Count);
    }

    [Fact]
    public async Task a_reseller_is_told_of_his_own_accounts_and_in_his_own_spelling()
    {
        Server.AddReseller("rita", "RITATOKEN");
        Server.AddAccount(new WhmAccount("web08", "web08.example") { Owner = "rita" });
        Server.Suspend("bob", "sends spam");
        Server.Suspend("web08", "sends spam");
        using var reseller = (IDisposable)World.Configured("RITATOKEN", user: "rita");
        Assert.Equal("web08", Assert.Single((await ListAsync((IServiceAdapter)reseller)).Accounts).Username);
        Whm.Next("listsuspended", 200, WhmFront.No(NotAllowed));
        Assert.Equal(new SuspendedAccount("web08", "web08.example", Holder.Other, "sends spam"), Assert.Single((await ListAsync((IServiceAdapter)reseller)).Accounts));
    }

    [Fact]
    public async Task a_server_that_ignores_the_parts_tells_nothing_rather_than_half_of_it()
    {
        string page = WhmFront.Yes(new { acct = Enumerable.Range(0, 500).Select(n => new { user = $"u{n}", suspended = "1" }) });
        Whm.Next("listsuspended", 200, WhmFront.No(NotAllowed));
        Whm.Next("listaccts", http =>
        {
            Whm.Next("listaccts", 200, page);
            return http.Response.WriteAsync(page, Cancel);
        });
        SuspendedList list = await ListAsync();
        Assert.Empty(list.Accounts);
        Refused(FailureKind.Unsupported, list.Failure);
    }

    [Fact]
    public async Task the_other_envelope_is_understood_too()
    {
        Whm.Next("listsuspended", 200, """{"cpanelresult":{"apiversion":"2","data":{"account":[{"user":"bob","reason":"sends spam","is_locked":"1"}]},"type":"text"}}""");
        Assert.Equal(new SuspendedAccount("bob", "", Holder.Other, "sends spam"), Assert.Single((await ListAsync()).Accounts));
    }

    [Fact]
    public async Task what_is_no_list_is_no_answer()
    {
        Whm.Next("listsuspended", 200, WhmFront.Yes(new { account = "none" }));
        Failed(FailureKind.BadResponse, (await ListAsync()).Failure);
        Whm.Next("listsuspended", 200, "<html>busy</html>");
        Failed(FailureKind.BadResponse, (await ListAsync()).Failure);
    }
}
