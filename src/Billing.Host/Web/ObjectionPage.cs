using System.Security.Cryptography;
using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Objecting;
using Billing.Engine.Tracking;
using Microsoft.Net.Http.Headers;

namespace Billing.Host.Web;

/// <summary>
/// The page behind a link by which a client objects. GET shows a form and changes nothing; a first POST shows what was written and asks whether that is meant;
/// only a second one, with the signed word of the first answer, objects.
/// </summary>
internal sealed class ObjectionPage(WebParts parts, ObjectionDesk desk, TemplateSet templates, NeutralPage neutral)
{
    /// <summary>With one of these nobody is there who could mean it. Of the others the marks are kept beside the objection.</summary>
    private static readonly string[] Nobody = [Mark.KnownMachine, Mark.Prefetch];

    private readonly ObjectionPages pages = new(templates, parts.Provider, parts.Panel);
    private readonly Confirmations confirmations = new(parts.Tokens!, parts.Time);
    private readonly Judgement judgement = new(parts.Settings.Judging, parts.Networks);

    public async Task AnswerAsync(HttpContext context, Visit visit)
    {
        if (visit.Links.Invoice is not { } id)
        {
            await neutral.NotFoundAsync(context);
            return;
        }
        bool posted = HttpMethods.IsPost(context.Request.Method);
        (ObjectionForm? form, int status) = posted ? await ObjectionForm.ReadAsync(context, parts.Links?.Url) : (new ObjectionForm("", "", Again: true), StatusCodes.Status200OK);
        ObjectedInvoice invoice = await desk.ReadAsync(visit.Links.Client, id, context.RequestAborted);
        string language = pages.Language(invoice, Asked(context.Request));
        if (form is null)
        {
            ObjectionTrouble trouble = status == StatusCodes.Status413PayloadTooLarge ? ObjectionTrouble.Long : ObjectionTrouble.Refused;
            await ShowAsync(context, status, pages.Write(invoice, language, "", trouble, Pay(visit)));
        }
        else if (!posted) await ShowAsync(context, status, pages.Write(invoice, language, "", ObjectionTrouble.None, Pay(visit)));
        else await TakeAsync(context, visit, invoice, language, form);
    }

    private async Task TakeAsync(HttpContext context, Visit visit, ObjectedInvoice invoice, string language, ObjectionForm form)
    {
        Hit hit = visit.Hit;
        IReadOnlyList<string> marks = judgement.Of(hit with { Method = HttpMethods.Get }, accepted: null);   // that it is no GET speaks against nobody here
        ObjectionTrouble trouble = marks.Intersect(Nobody).Any() ? ObjectionTrouble.Refused : form.Said.Length > ObjectionText.Most ? ObjectionTrouble.Long
            : form.Again || ObjectionText.SaysSomething(form.Said) ? ObjectionTrouble.None : ObjectionTrouble.Empty;
        if (trouble != ObjectionTrouble.None || form.Again)
        {
            int status = trouble switch { ObjectionTrouble.None => StatusCodes.Status200OK, ObjectionTrouble.Refused => StatusCodes.Status403Forbidden, _ => StatusCodes.Status422UnprocessableEntity };
            await ShowAsync(context, status, pages.Write(invoice, language, form.Said, trouble, Pay(visit)));
        }
        else if (!confirmations.Confirms(form.Confirmation, visit.Links.Id, form.Said))
            await ShowAsync(context, StatusCodes.Status200OK, pages.Ask(invoice, language, form.Said, form.Confirmation.Length > 0 ? ObjectionTrouble.Stale : ObjectionTrouble.None, confirmations.Make(visit.Links.Id, form.Said)));
        else
        {
            ObjectionReceipt receipt = await desk.TakeAsync(visit.Links, hit, marks, form.Said, form.Confirmation, context.RequestAborted);
            await ShowAsync(context, StatusCodes.Status200OK, pages.Thank(invoice, language, form.Said, receipt));
        }
    }

    /// <summary>The link to pay of the same notice, beside this one; empty when it has none.</summary>
    private string Pay(Visit visit) => visit.Links.Destinations.ContainsKey(NoticeLinkNames.Pay) ? parts.Tokens!.Make(TokenPurpose.Pay, visit.Links.Id) : "";

    /// <summary>The visitor's languages, the best first, without their countries.</summary>
    private static IEnumerable<string> Asked(HttpRequest request) =>
        request.Headers.AcceptLanguage.Count is > 0 and < 5 && StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out IList<StringWithQualityHeaderValue>? all)
            ? all.OrderByDescending(each => each.Quality ?? 1).Select(each => each.Value.ToString().Split('-')[0]) : [];

    private static Task ShowAsync(HttpContext context, int status, string html)
    {
        byte[] page = Encoding.UTF8.GetBytes(html);
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, "text/html; charset=utf-8", page.Length);
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy(html);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(page).AsTask();
    }

    /// <summary>As on every page of ours; the style is the template's.</summary>
    private static string ContentPolicy(string html)
    {
        const string Begin = "<style>";
        int begin = html.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = html.IndexOf("</style>", StringComparison.Ordinal);
        string style = begin < Begin.Length || end < begin ? "" : html[begin..end];
        return $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }
}
