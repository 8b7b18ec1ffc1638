using System.Globalization;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>Long lists, read while they change.</summary>
public sealed class PagesTests
{
    /// <summary>A panel whose invoices are these; asked each time anew.</summary>
    private static Task<PanelDouble> WithAsync(Func<int, IReadOnlyList<int>> invoices, int atMost = 250)
    {
        int calls = 0;
        return PanelDouble.AnsweringAsync(async http =>
        {
            IFormCollection form = await http.Request.ReadFormAsync();
            IReadOnlyList<int> all = invoices(Interlocked.Increment(ref calls));
            int start = int.Parse(form["limitstart"].ToString(), CultureInfo.InvariantCulture), number = Math.Min(atMost, int.Parse(form["limitnum"].ToString(), CultureInfo.InvariantCulture));
            string rows = string.Join(',', all.Skip(start).Take(number).Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}"}""")));
            await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"result":"success","totalresults":"{{all.Count}}","invoices":{"invoice":[{{rows}}] } }"""));
        });
    }

    private static async Task<List<string>> ReadAsync(PanelDouble panel)
    {
        using WhmcsApi api = panel.Api();
        return await new ApiPages(api).ReadAsync(() => new ApiCall("GetInvoices"), "invoices", "invoice", row => row.Text("id"), null, TestContext.Current.CancellationToken);
    }

    private static IReadOnlyList<int> Numbers(int from, int count) => [.. Enumerable.Range(from, count)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(251)]
    [InlineData(1000)]
    public async Task every_row_comes_once(int count)
    {
        await using PanelDouble panel = await WithAsync(_ => Numbers(1, count));
        Assert.Equal(Numbers(1, count).Select(id => id.ToString(CultureInfo.InvariantCulture)), await ReadAsync(panel));
    }

    [Fact]
    public async Task a_panel_with_smaller_pages_is_read_whole()
    {
        await using PanelDouble panel = await WithAsync(_ => Numbers(1, 230), atMost: 25);
        Assert.Equal(230, (await ReadAsync(panel)).Count);
    }

    [Fact]
    public async Task rows_that_leave_in_between_hide_no_other_row()
    {
        // After the first page 100 invoices are paid: without an overlap that meets, the second page would begin behind 100 rows that nobody saw.
        await using PanelDouble panel = await WithAsync(call => call == 1 ? Numbers(1, 600) : Numbers(101, 500));
        List<string> read = await ReadAsync(panel);
        Assert.Equal(Numbers(101, 500).Select(id => id.ToString(CultureInfo.InvariantCulture)), read);
    }

    [Fact]
    public async Task a_list_that_never_rests_is_a_bad_answer()
    {
        await using PanelDouble panel = await WithAsync(call => Numbers(1 + (call * 300), 600));
        PanelException bad = await Assert.ThrowsAsync<PanelException>(() => ReadAsync(panel));
        Assert.Equal(PanelFailure.BadAnswer, bad.Failure);
    }

    [Fact]
    public async Task a_panel_that_ignores_the_page_is_a_bad_answer()
    {
        await using PanelDouble panel = await PanelDouble.SayingAsync("""{"result":"success","totalresults":500,"invoices":{"invoice":[{"id":1},{"id":2}]}}""");
        Assert.Equal(PanelFailure.BadAnswer, (await Assert.ThrowsAsync<PanelException>(() => ReadAsync(panel))).Failure);
    }
}
