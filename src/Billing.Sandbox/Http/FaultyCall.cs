using Microsoft.AspNetCore.Http;

namespace Billing.Sandbox.Http;

/// <summary>One call as a fault lets it go: the work, the answer, or neither.</summary>
internal static class FaultyCall
{
    const string Html = "<!DOCTYPE html><html><head><title>Down for maintenance</title></head><body><h1>We will be right back</h1></body></html>";

    /// <param name="work">Does the work; gives what writes its answer.</param>
    /// <param name="refuse">Writes a refusal with the fault's message.</param>
    /// <param name="forbid">Writes the answer to a caller without the right.</param>
    public static async Task AnswerAsync(HttpContext http, Fault? fault, Func<TimeSpan, Task> wait, Func<Func<Task>> work, Func<string, Task> refuse, Func<Task> forbid)
    {
        switch (fault)
        {
            case null: await work()(); break;
            case { Kind: FaultKind.Fail }: await refuse(fault.Message); break;
            case { Kind: FaultKind.Forbidden }: await forbid(); break;
            case { Kind: FaultKind.Html }: await PageAsync(http, StatusCodes.Status200OK); break;
            case { Kind: FaultKind.ServerError }: await PageAsync(http, StatusCodes.Status500InternalServerError); break;
            case { Kind: FaultKind.CutAfterWork }:
                work();
                http.Abort();
                break;
            case { Kind: FaultKind.Slow }:
                await wait(TimeSpan.FromSeconds(fault.Seconds));
                await work()();
                break;
            default:
                await wait(TimeSpan.FromSeconds(fault.Seconds));
                if (fault.Work) work();
                http.Abort();
                break;
        }
    }

    public static Task PageAsync(HttpContext http, int status, string html = Html)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(html);
    }
}
