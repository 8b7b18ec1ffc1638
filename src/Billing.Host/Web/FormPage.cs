using Billing.Engine.Channels;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>A form for one visitor: what it says in its three steps, and what becomes of it. The road from step to step is <see cref="FormPage"/>'s.</summary>
internal interface IVisitorsForm
{
    /// <summary>In which language to speak to that visitor.</summary>
    string Language(IEnumerable<string> asked);

    /// <summary>What was confirmed, exactly as it was signed.</summary>
    string Said(FormFields sent);

    /// <summary>What the second step would ask to confirm now.</summary>
    string Asked(FormFields sent);

    /// <summary>Whether that can be asked for at all.</summary>
    FormTrouble Judge(FormFields sent);

    /// <summary>The first step: the page with the form.</summary>
    string Write(string language, FormFields sent, FormTrouble trouble);

    /// <summary>The second step: whether that is meant.</summary>
    string Ask(string language, FormFields sent, FormTrouble trouble, string confirmation);

    /// <summary>The third step: records what was confirmed, and thanks; null when it cannot be had any more.</summary>
    Task<string?> TakeAsync(string language, FormFields sent, Hit hit, IReadOnlyList<string> marks, CancellationToken cancel);
}

/// <summary>
/// The pages behind links by which a client says something to us. GET shows a form and changes nothing; a first POST shows what would be said and asks whether that is
/// meant; only a second one, with the signed word of the first answer, says it.
/// </summary>
/// <param name="parts">What the pages work with.</param>
/// <param name="neutral">The pages that say little.</param>
/// <param name="purpose">Of the signed words: one page's word is none for another.</param>
/// <param name="everything">It is there for notices about no invoice too.</param>
/// <param name="open">Makes the form for who came by a link; null when what it is about cannot be read now.</param>
internal sealed class FormPage(WebParts parts, NeutralPage neutral, string purpose, bool everything, Func<Visit, CancellationToken, Task<IVisitorsForm?>> open)
{
    /// <summary>With one of these nobody is there who could mean it. Of the others the marks are kept beside what is said.</summary>
    private static readonly string[] Nobody = [Mark.KnownMachine, Mark.Prefetch];

    private readonly Confirmations confirmations = new(parts.Tokens!, parts.Time, purpose);
    private readonly Judgement judgement = new(parts.Settings.Judging, parts.Networks);

    public async Task AnswerAsync(HttpContext context, Visit visit)
    {
        if (visit.Links.Invoice is null && !everything)
        {
            await neutral.NotFoundAsync(context);
            return;
        }
        bool posted = HttpMethods.IsPost(context.Request.Method);
        (FormFields? sent, int status) = posted ? await FormFields.ReadAsync(context, parts.Links?.Url) : (FormFields.None, StatusCodes.Status200OK);
        if (await open(visit, context.RequestAborted) is not { } form)
        {
            await neutral.LaterAsync(context);
            return;
        }
        string language = form.Language(Html.Languages(context.Request));
        if (sent is null) await Html.AnswerAsync(context, status, form.Write(language, FormFields.None, status == StatusCodes.Status413PayloadTooLarge ? FormTrouble.Long : FormTrouble.Refused));
        else if (!posted) await Html.AnswerAsync(context, status, form.Write(language, sent, FormTrouble.None));
        else await TakeAsync(context, visit, form, language, sent);
    }

    private async Task TakeAsync(HttpContext context, Visit visit, IVisitorsForm form, string language, FormFields sent)
    {
        IReadOnlyList<string> marks = judgement.Of(visit.Hit with { Method = HttpMethods.Get }, accepted: null);   // that it is no GET speaks against nobody here
        FormTrouble trouble = marks.Intersect(Nobody).Any() ? FormTrouble.Refused : form.Judge(sent);
        if (sent.Again && trouble == FormTrouble.Empty) trouble = FormTrouble.None;
        if (trouble != FormTrouble.None || sent.Again) await Html.AnswerAsync(context, Status(trouble), form.Write(language, sent, trouble));
        else if (!confirmations.Confirms(sent.Confirmation, visit.Links.Id, form.Said(sent)))
            await Html.AnswerAsync(context, StatusCodes.Status200OK, form.Ask(language, sent, sent.Confirmation.Length > 0 ? FormTrouble.Stale : FormTrouble.None, confirmations.Make(visit.Links.Id, form.Asked(sent))));
        else if (await form.TakeAsync(language, sent, visit.Hit, marks, context.RequestAborted) is { } thanks) await Html.AnswerAsync(context, StatusCodes.Status200OK, thanks);
        else await Html.AnswerAsync(context, StatusCodes.Status409Conflict, await open(visit, context.RequestAborted) is { } now ? now.Write(language, FormFields.None, FormTrouble.Stale) : form.Write(language, FormFields.None, FormTrouble.Stale));
    }

    private static int Status(FormTrouble trouble) => trouble switch
    {
        FormTrouble.None => StatusCodes.Status200OK,
        FormTrouble.Refused => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
