using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>Stands before a real PowerDNS: hands everything on, counts what it carried out, and can lose or replace an answer.</summary>
internal sealed class PowerDnsFront : IAsyncDisposable
{
    private readonly HttpClient _behind;
    private readonly WebApplication _app;
    private int _changes;

    private PowerDnsFront(string behind)
    {
        _behind = new HttpClient { BaseAddress = new Uri(behind) };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    public string Url => _app.Urls.Single();

    public int Changes => _changes;

    public bool LoseNextAnswer { get; set; }

    /// <summary>The next change is not handed on, but answered with this code.</summary>
    public int AnswerNextChange { get; set; }

    /// <summary>So many changes are handed on before that happens.</summary>
    public int ChangesBefore { get; set; }

    public static async Task<PowerDnsFront> StartAsync(string behind)
    {
        var front = new PowerDnsFront(behind);
        await front._app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _behind.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        bool change = !HttpMethods.IsGet(http.Request.Method);
        if (change && AnswerNextChange is > 0 and var code && ChangesBefore-- <= 0)
        {
            (AnswerNextChange, http.Response.StatusCode) = (0, code);
            return;
        }
        using var request = new HttpRequestMessage(HttpMethod.Parse(http.Request.Method), http.Request.Path + http.Request.QueryString);
        request.Headers.Add("X-API-Key", http.Request.Headers["X-API-Key"].ToString());
        using var body = new StreamReader(http.Request.Body);
        if (change) request.Content = new StringContent(await body.ReadToEndAsync(), null, "application/json");
        using HttpResponseMessage answer = await _behind.SendAsync(request);
        if (change && answer.IsSuccessStatusCode) Interlocked.Increment(ref _changes);
        if (change && LoseNextAnswer)
        {
            LoseNextAnswer = false;
            http.Abort();
            return;
        }
        http.Response.StatusCode = (int)answer.StatusCode;
        if (answer.StatusCode != HttpStatusCode.NoContent) await http.Response.WriteAsync(await answer.Content.ReadAsStringAsync());
    }
}
