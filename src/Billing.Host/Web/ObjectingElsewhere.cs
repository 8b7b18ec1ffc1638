using Billing.Engine.Channels;

namespace Billing.Host.Web;

/// <summary>Answers on the links by which a client objects while there is no form for it here: says where to write.</summary>
internal sealed class ObjectingElsewhere(ProviderOptions provider, NeutralPage pages)
{
    public Task AnswerAsync(HttpContext context, Visit visit) => pages.ObjectAsync(context, provider.Contact);
}
